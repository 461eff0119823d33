/**
 * Any XState machine as a Mermaid state diagram.
 *
 * Draws:  nested and parallel states, initial, final and history states; one arrow per pair of states, labelled with
 *         every event that leads there: `event [guard] / function`, and the transition's description below. Events that
 *         stay in a state are listed inside of it.
 * Order:  of candidates for one event the first whose guard says yes wins; the last one without a guard reads `[else]`.
 * Differs from the statechart: Mermaid cannot draw an arrow from a state to one that it contains. Such arrows start at a
 *         node "any state" inside of it, and arrows from a state to one that contains it end where that one starts.
 */
import type { AnyStateMachine, AnyTransitionDefinition } from 'xstate'
import { showGuard } from './guard.ts'
import { mermaidText } from './mermaid-text.ts'
import { wrap } from './trace/wrap.ts'

type Node = AnyStateMachine['root']

export interface DiagramOptions {
  /** Shown above the diagram. */
  readonly title?: string
}

export function mermaidStateDiagram(machine: AnyStateMachine, options: DiagramOptions = {}): string {
  const { root } = machine
  const edges = edgesOf(root)
  const anywhere = new Set(edges.filter(({ anywhere }) => anywhere).map(({ source }) => source))
  const open = isAtomic(root) || root.type === 'parallel' || edges.some(({ source }) => source === root)
  const title = options.title === undefined ? [] : ['---', `title: ${JSON.stringify(options.title)}`, '---']
  const states = open ? drawState(root, anywhere) : drawInside(root, anywhere)
  return [...title, 'stateDiagram-v2', ...[...states, ...drawEdges(edges)].map((line) => `  ${line}`)].join('\n')
}

const id = (node: Node): string => `s${node.order}`
const anyId = (node: Node): string => `${id(node)}_any`
const isAtomic = (node: Node): boolean => Object.keys(node.states).length === 0

function drawState(node: Node, anywhere: ReadonlySet<Node>): string[] {
  const name = node.type === 'history' ? (node.history === 'deep' ? 'H*' : 'H') : node.key
  const head = `state "${mermaidText(name) || '(no name)'}" as ${id(node)}`
  if (isAtomic(node)) return [head]
  return [`${head} {`, ...drawInside(node, anywhere).map((line) => `  ${line}`), '}']
}

function drawInside(node: Node, anywhere: ReadonlySet<Node>): string[] {
  const children = Object.values(node.states)
  const any = anywhere.has(node) ? [`state "any state" as ${anyId(node)}`] : []
  if (node.type === 'parallel') {
    const regions = children.map((child) => drawState(child, anywhere))
    return [...regions, ...(any.length > 0 ? [any] : [])].flatMap((lines, i) => (i === 0 ? lines : ['--', ...lines]))
  }
  const start = children.length === 0 ? [] : node.initial.target.map((target) => `[*] --> ${id(target)}`)
  const ends = children.filter(({ type }) => type === 'final').map((child) => `${id(child)} --> [*]`)
  return [...children.flatMap((child) => drawState(child, anywhere)), ...any, ...start, ...ends]
}

interface Edge {
  readonly source: Node
  readonly target: Node
  /** Drawn from the node that stands for any state inside `source`. */
  readonly anywhere: boolean
  readonly label: string
}

function edgesOf(node: Node): Edge[] {
  const groups = [...node.transitions.values(), ...(node.always === undefined ? [] : [node.always])]
  const own = groups.flatMap((candidates) =>
    candidates.flatMap((transition, i) => edgesOfTransition(node, transition, i > 0)),
  )
  return [...own, ...Object.values(node.states).flatMap(edgesOf)]
}

function edgesOfTransition(source: Node, transition: AnyTransitionDefinition, hasRivals: boolean): Edge[] {
  const label = labelOf(transition, hasRivals)
  const targets: readonly Node[] = transition.target ?? []
  if (targets.length === 0) return [{ source, target: source, anywhere: !isAtomic(source), label }]
  return targets.map((given) => {
    const target = contains(given, source) ? startOf(given) : given
    return { source, target, anywhere: contains(source, target) && !isAtomic(source), label }
  })
}

/** Whether `inner` is `outer` or lies inside of it. */
function contains(outer: Node, inner: Node): boolean {
  for (let node: Node | undefined = inner; node !== undefined; node = node.parent) if (node === outer) return true
  return false
}

function startOf(node: Node): Node {
  if (isAtomic(node)) return node
  const first = node.type === 'parallel' ? Object.values(node.states)[0] : node.initial.target[0]
  return first === undefined ? node : startOf(first)
}

function drawEdges(edges: readonly Edge[]): string[] {
  const labels = new Map<string, string[]>()
  const inside: string[] = []
  for (const { source, target, anywhere, label } of edges) {
    const from = anywhere ? anyId(source) : id(source)
    const arrow = `${from} --> ${id(target)}`
    if (target === source) inside.push(`${from}: ${label}`)
    else labels.set(arrow, [...(labels.get(arrow) ?? []), label])
  }
  return [...inside, ...[...labels].map(([arrow, labels]) => `${arrow}: ${labels.join('<br/>')}`)]
}

function labelOf(transition: AnyTransitionDefinition, hasRivals: boolean): string {
  const { guard, description, meta, target, actions } = transition
  const event = eventName(transition.eventType)
  const condition = guard !== undefined ? ` [${showGuard(guard)}]` : hasRivals ? ' [else]' : ''
  const named: unknown = meta?.function
  const effect = typeof named === 'string' && named !== event ? ` / ${named}` : ''
  const idle = target === undefined && actions.length === 0 ? ' (changes nothing)' : ''
  const lines = [
    ...wrap(`${event}${condition}${effect}${idle}`, 28),
    ...(description === undefined ? [] : wrap(description, 28)),
  ]
  return lines.map(mermaidText).join('<br/>')
}

/** XState's own events by what they mean: `always`, `done`, `after 1000`. */
function eventName(type: string): string {
  if (type === '') return 'always'
  if (!type.startsWith('xstate.')) return type
  const [, kind = '', what = ''] = type.split('.')
  return kind === 'after' ? `after ${what}` : kind
}
