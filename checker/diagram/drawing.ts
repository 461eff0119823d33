/**
 * What a state diagram shows of a machine, before any format: boxes for states, arrows for transitions.
 *
 * Draws:  nested and parallel states, initial, final and history states; one arrow per pair of states, labelled with
 *         every event that leads there. Events that stay in a state are listed inside of it.
 * Order:  of candidates for one event the first whose guard says yes wins; the last one without a guard reads `[else]`.
 * Differs from the statechart: no format can draw an arrow from a state to one that it contains. Such arrows start at a
 *         box "any state" inside of it, and arrows from a state to one that contains it end where that one starts.
 */
import type { AnyStateMachine, AnyTransitionDefinition } from 'xstate'
import { ModelError } from '../errors.ts'
import { transitionsOf } from '../transitions.ts'
import { type Label, labelOf } from './label.ts'

export interface DiagramOptions {
  /** Shown above the diagram. */
  readonly title?: string
  /** Names of transitions (`TransitionCoverage.transition`) that never fired: drawn grey and dashed, with a legend. */
  readonly unfired?: ReadonlySet<string>
  /** What else to say in a state's box, by the state's path: one entry per line. */
  readonly notes?: ReadonlyMap<string, readonly string[]>
  /** Draws only these states, by path, and what is in them. Others that their arrows lead to are stubs. */
  readonly states?: readonly string[]
}

export interface Box {
  readonly id: string
  readonly name: string
  readonly kind: 'simple' | 'compound' | 'parallel' | 'final' | 'history' | 'any' | 'stub'
  readonly description?: string
  readonly notes: readonly string[]
  /** Events that do not leave it. */
  readonly events: readonly Label[]
  readonly inside: readonly Box[]
  /** Where it starts: boxes among `inside`. */
  readonly initial: readonly string[]
}

export interface Arrow {
  readonly from: string
  readonly to: string
  readonly labels: readonly Label[]
  readonly unfired: boolean
}

export interface Drawing {
  readonly title?: string
  /** Everything is in it; it is drawn itself only if `framed`. */
  readonly root: Box
  readonly framed: boolean
  readonly arrows: readonly Arrow[]
  /** What dashed arrows mean, if there are any. */
  readonly legend?: string
  /** What is said of states that are around all that is drawn, and not drawn themselves. */
  readonly around: readonly string[]
}

type Node = AnyStateMachine['root']

interface Edge {
  readonly source: Node
  readonly target: Node
  /** Drawn from the box that stands for any state inside of `source`. */
  readonly anywhere: boolean
  readonly label: Label
}

/** @throws ModelError if the machine lacks one of the `states` that were asked for. */
export function drawingOf(machine: AnyStateMachine, options: DiagramOptions = {}): Drawing {
  const { root } = machine
  const { unfired = new Set<string>(), notes = new Map<string, readonly string[]>() } = options
  const chosen = options.states?.map((path) => stateAt(machine, path)) ?? [root]
  const isDrawn = (node: Node): boolean => chosen.some((state) => contains(state, node))
  const edges = edgesOf(machine, unfired).filter(({ source }) => isDrawn(source))

  const boxOf = (node: Node): Box => ({
    id: id(node),
    name: node.type === 'history' ? (node.history === 'deep' ? 'H*' : 'H') : node.key,
    kind: kindOf(node),
    ...(node.description === undefined ? {} : { description: node.description }),
    notes: notes.get(node.path.join('.')) ?? [],
    events: edges.filter((edge) => staysInside(edge, node) && !edge.anywhere).map(({ label }) => label),
    ...insideOf(node, Object.values(node.states)),
  })
  const insideOf = (node: Node, children: readonly Node[]): Pick<Box, 'inside' | 'initial'> => {
    const starts: readonly Node[] = node.type === 'compound' ? node.initial.target : []
    const anywhere = edges.filter((edge) => edge.anywhere && edge.source === node)
    const events = anywhere.filter((edge) => staysInside(edge, node)).map(({ label }) => label)
    const any: Box = { ...bare(anyId(node), 'any state', 'any'), events }
    return {
      inside: [...children.map(boxOf), ...(anywhere.length > 0 ? [any] : [])],
      initial: starts.filter((start) => children.includes(start)).map(id),
    }
  }

  const part = options.states === undefined ? undefined : outermost(chosen)
  const stubs = [...new Set(edges.map(({ target }) => target))].filter((target) => !isDrawn(target))
  const whole = part === undefined ? boxOf(root) : partOf(part, stubs, boxOf)
  const drawn = edges.filter((edge) => !staysInside(edge, edge.source))
  const framed = part === undefined && (whole.kind !== 'compound' || edges.some(({ source }) => source === root))
  return {
    ...(options.title === undefined ? {} : { title: options.title }),
    root: whole,
    framed,
    arrows: arrowsOf(drawn),
    around: framed ? [] : notesAround(part ?? Object.values(root.states), notes),
    ...(edges.some(({ label }) => label.unfired) ? { legend: 'dashed and grey: never fired in any search' } : {}),
  }
}

const id = (node: Node): string => `s${node.order}`
const anyId = (node: Node): string => `${id(node)}_any`
const isAtomic = (node: Node): boolean => Object.keys(node.states).length === 0
const staysInside = ({ source, target }: Edge, node: Node): boolean => source === node && target === node
const bare = (id: string, name: string, kind: Box['kind']): Box => ({
  id,
  name,
  kind,
  notes: [],
  events: [],
  inside: [],
  initial: [],
})

function kindOf(node: Node): Box['kind'] {
  if (node.type === 'final' || node.type === 'history' || node.type === 'parallel') return node.type
  return isAtomic(node) ? 'simple' : 'compound'
}

/** Some states of a machine, as if they were all of it. */
function partOf(states: readonly Node[], stubs: readonly Node[], boxOf: (node: Node) => Box): Box {
  return {
    ...bare('part', '', 'compound'),
    inside: [...states.map(boxOf), ...stubs.map((node) => bare(id(node), node.key, 'stub'))],
    initial: states.filter((node) => node.parent?.initial?.target?.includes(node)).map(id),
  }
}

function notesAround(states: readonly Node[], notes: ReadonlyMap<string, readonly string[]>): string[] {
  const around: string[] = []
  for (let node = states[0]?.parent; node !== undefined; node = node.parent) {
    const outer = node
    if (states.every((state) => contains(outer, state)))
      around.unshift(...(notes.get(outer.path.join('.')) ?? []).map((note) => `everywhere here: ${note}`))
  }
  return around
}

/** In the machine's order, without states that lie inside of others. */
function outermost(chosen: readonly Node[]): readonly Node[] {
  return chosen
    .filter((node) => !chosen.some((other) => other !== node && contains(other, node)))
    .sort((a, b) => a.order - b.order)
}

function stateAt({ id, root }: AnyStateMachine, path: string): Node {
  const all: Node[] = []
  const visit = (node: Node): void => {
    all.push(node)
    for (const child of Object.values(node.states)) visit(child)
  }
  visit(root)
  const found = all.find((node) => node.path.join('.') === path)
  if (found !== undefined) return found
  const paths = all.slice(1).map((node) => node.path.join('.'))
  throw new ModelError(`machine "${id}" has no state "${path}"; it has ${paths.join('; ')}`)
}

function edgesOf(machine: AnyStateMachine, unfired: ReadonlySet<string>): Edge[] {
  return transitionsOf(machine).flatMap((transition) => {
    const { source } = transition.definition
    return targetsOf(transition.definition).map((target) => ({
      source,
      target,
      anywhere: contains(source, target) && !isAtomic(source),
      label: labelOf(transition, unfired.has(transition.name)),
    }))
  })
}

function targetsOf({ source, target }: AnyTransitionDefinition): Node[] {
  const given: readonly Node[] = target ?? []
  if (given.length === 0) return [source]
  return given.map((node) => (contains(node, source) ? startOf(node) : node))
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

function arrowsOf(edges: readonly Edge[]): Arrow[] {
  const arrows = new Map<string, Arrow & { readonly labels: Label[] }>()
  for (const { source, target, anywhere, label } of edges) {
    const [from, to] = [anywhere ? anyId(source) : id(source), id(target)]
    const key = `${from} ${to} ${label.unfired}`
    const arrow = arrows.get(key) ?? { from, to, labels: [], unfired: label.unfired }
    arrow.labels.push(label)
    arrows.set(key, arrow)
  }
  return [...arrows.values()]
}
