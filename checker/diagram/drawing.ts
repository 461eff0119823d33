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
import { transitionsOf } from '../transitions.ts'
import { type Label, labelOf } from './label.ts'
import { contains, isAtomic, type Node, outermost, startOf, stateAt } from './nodes.ts'

export interface DiagramOptions {
  /** Shown above the diagram. */
  readonly title?: string
  /** Names of transitions (`TransitionCoverage.transition`) that never fired: drawn grey and dashed, with a legend. */
  readonly unfired?: ReadonlySet<string>
  /** What else to say in a state's box, by the state's path: one entry per line. */
  readonly notes?: ReadonlyMap<string, readonly string[]>
  /**
   * Draws only these states, by path, and what is in them. Others that their arrows lead to are stubs; arrows that
   * belong to a state around them are left out.
   */
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
  const chosen = [...new Set(options.states?.map((path) => stateAt(machine, path)) ?? [root])]
  const isDrawn = (node: Node): boolean => chosen.some((state) => contains(state, node))
  // where a state is not drawn, but the one in which it starts is, arrows end there
  const drawnFor = (node: Node): Node => (!isDrawn(node) && isDrawn(startOf(node)) ? startOf(node) : node)
  const edges = edgesOf(machine, unfired)
    .filter(({ source }) => isDrawn(source))
    .map((edge) => ({ ...edge, target: drawnFor(edge.target) }))

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
  const isEntered = (node: Node): boolean => edges.some(({ source, target }) => target === node && source !== node)
  const initial = part?.filter((node) => node.parent?.initial?.target?.includes(node) && !isEntered(node)) ?? []
  const whole =
    part === undefined
      ? boxOf(root)
      : {
          ...bare('part', '', 'compound'),
          inside: [...part.map(boxOf), ...stubs.map((node) => bare(id(node), node.key, 'stub'))],
          initial: initial.map(id),
        }
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

function kindOf(node: Node): Box['kind'] {
  if (node.type === 'final' || node.type === 'history' || node.type === 'parallel') return node.type
  return isAtomic(node) ? 'simple' : 'compound'
}

const id = (node: Node): string => `s${node.order}`
const anyId = (node: Node): string => `${id(node)}_any`
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

function notesAround(states: readonly Node[], notes: ReadonlyMap<string, readonly string[]>): string[] {
  const around: string[] = []
  for (let node = states[0]?.parent; node !== undefined; node = node.parent) {
    const outer = node
    if (states.every((state) => contains(outer, state)))
      around.unshift(...(notes.get(outer.path.join('.')) ?? []).map((note) => `everywhere here: ${note}`))
  }
  return around
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
