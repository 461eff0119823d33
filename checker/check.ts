/** The one entry to the search: a network and a question in, a verdict out. */
import { Learner } from './learn/learner.ts'
import { memoryLimit } from './memory.ts'
import type { Network } from './network.ts'
import type { Invariant, Observation, Property, StructuralName, Witness } from './properties.ts'
import { invariant, structural } from './properties.ts'
import { alikeCoverage } from './reductions/alike-coverage.ts'
import { MOST_THREADS } from './reductions/ample-sets.ts'
import { ReducedSearch } from './reductions/reduced-search.ts'
import { Orbits } from './reductions/symmetry.ts'
import type { Progress, Result } from './result.ts'
import { BreadthFirst, type Pause } from './search/breadth-first.ts'
import { CompiledNetwork } from './search/compiled-network.ts'
import { counterexample } from './search/counterexample.ts'
import { coverageOf } from './search/coverage.ts'
import { allShortcuts, type Shortcuts } from './shortcuts.ts'

/** What is asked of a network. */
export interface Question {
  readonly properties?: readonly Property[]
  readonly witnesses?: readonly Witness[]
  /** The structural properties to check; by default all. */
  readonly structural?: readonly StructuralName[]
  /** What is noted of every state; it changes no verdict. */
  readonly observations?: readonly Observation[]
}

export interface CheckOptions {
  /** Stop as `incomplete` once more states than this are stored. */
  readonly maxStates?: number
  /** Bytes of search memory; by default three quarters of the machine's, or of what this process may use if less. */
  readonly maxMemory?: number
  /** Aborting it ends the search as `incomplete`, with what was learned so far. */
  readonly signal?: AbortSignal
  /** Called about once a second. */
  readonly onProgress?: (progress: Progress) => void
  /** Explores one state of each orbit of the symmetry that the network declares. Off by default. */
  readonly symmetry?: boolean
  /**
   * Leaves out orders of steps that nobody can tell apart. A counterexample need not be a shortest one then. Off by
   * default.
   */
  readonly partialOrder?: boolean
  /** Switches off what makes the search fast; only to compare. */
  readonly shortcuts?: Partial<Shortcuts>
}

/** Milliseconds between two looks at the clock, the signal and the event loop. */
const SLICE = 50
const PROGRESS_EVERY = 1000

/**
 * Explores every state that the network can reach, nearest first.
 *
 * @returns `holds` if everything was explored and nothing broke; `violated` with a shortest counterexample; `incomplete`
 *   if a limit or the signal ended the search before it could tell.
 * @throws ModelError if the model throws, or is not a function of what it looks at.
 */
export async function check(network: Network, question: Question = {}, options: CheckOptions = {}): Promise<Result> {
  const started = performance.now()
  const { properties = [], witnesses = [], observations = [], structural: asked = Object.keys(structural) } = question
  const notes = observations.map(noted)
  const invariants = [
    ...properties.filter((property) => property.kind === 'invariant'),
    ...notes.map(({ noting }) => noting),
  ]
  const steps = properties.filter((property) => property.kind === 'step')
  const memory = memoryLimit()
  const shortcuts = { ...allShortcuts, ...options.shortcuts }
  const learner = new Learner(network, shortcuts.views)
  const compiled = new CompiledNetwork(learner, [...invariants, ...witnesses], steps, shortcuts)
  const structure = { illegalEvents: asked.includes('no-illegal-event'), deadlocks: asked.includes('no-deadlock') }
  const limits = {
    maxStates: options.maxStates ?? Number.POSITIVE_INFINITY,
    maxMemory: options.maxMemory ?? memory.bytes,
  }
  const orbits = orbitsOf(learner, options)
  const partialOrder = options.partialOrder === true && network.threads.length <= MOST_THREADS
  const reductions = [...(orbits === undefined ? [] : ['symmetry']), ...(partialOrder ? ['partial order'] : [])]
  const reduced =
    reductions.length === 0 ? undefined : new ReducedSearch(compiled, structure, limits, { partialOrder, orbits })
  const search = reduced ?? new BreadthFirst(compiled, structure, limits)
  const progress = (): Progress => ({
    states: search.store.count,
    transitions: compiled.transitions(),
    queue: search.store.count - search.head,
    depth: search.depth,
    seconds: (performance.now() - started) / 1000,
    bytesPerState: search.bytes / search.store.count,
  })

  let reported = started
  let pause: Pause | 'interrupted' = search.run(performance.now() + SLICE)
  while (pause === 'time') {
    await new Promise(setImmediate)
    if (options.signal?.aborted) {
      pause = 'interrupted'
      break
    }
    if (performance.now() - reported >= PROGRESS_EVERY) {
      reported = performance.now()
      options.onProgress?.(progress())
    }
    pause = search.run(performance.now() + SLICE)
  }

  const { states, transitions, bytesPerState } = progress()
  const reached = witnesses.map(({ name }, i) => ({ name, reached: !compiled.isActive(invariants.length + i) }))
  const common = {
    states,
    transitions,
    bytesPerState,
    learned: compiled.learned,
    witnesses: reached,
    coverage: orbits === undefined ? coverageOf(compiled) : alikeCoverage(coverageOf(compiled), orbits),
    observed: notes.map(({ name, answers }) => ({ name, answers: [...answers].sort() })),
    reductions,
    warnings: warnings(search.illegalIgnored),
  }
  const seconds = () => (performance.now() - started) / 1000
  if (search.found !== undefined) {
    const { violation, trace } = counterexample(learner, search.store, search.found, orbits && reduced?.stateFor)
    return { verdict: 'violated', violated: violation, trace, depth: trace.steps.length, seconds: seconds(), ...common }
  }
  const { depth } = search
  const reasons = {
    interrupted: () => 'interrupted',
    'max-states': () => `the limit of ${options.maxStates} states was hit`,
    'max-memory': () =>
      options.maxMemory === undefined ? memory.reason : `the limit of ${options.maxMemory} bytes of memory was hit`,
    'max-numbers': () => `the search cannot number more than ${search.store.most} states`,
    'no-memory': () => `the machine gave no more memory (${search.refusal})`,
  }
  if (pause !== 'done') return { verdict: 'incomplete', reason: reasons[pause](), depth, seconds: seconds(), ...common }
  const missed = reached.find((witness) => !witness.reached)
  if (missed !== undefined) {
    const clause = 'no reachable state shows it, so whatever else holds may hold for no reason'
    const violated = { kind: 'witness', property: missed.name, clause } as const
    return { verdict: 'violated', violated, depth, seconds: seconds(), ...common }
  }
  return { verdict: 'holds', depth, seconds: seconds(), ...common }
}

/** An observation is asked in each situation that it can tell from others, so what it answers there is all it answers. */
function noted({ name, look }: Observation): { name: string; answers: Set<string>; noting: Invariant } {
  const answers = new Set<string>()
  const noting = invariant(name, (see) => {
    answers.add(look(see))
    return true
  })
  return { name, answers, noting }
}

/** What the network declares to be alike, if anything, and if it is asked for. */
function orbitsOf(learner: Learner, { symmetry }: CheckOptions): Orbits | undefined {
  const declared = learner.network.symmetry.filter(({ members }) => members.length > 1)
  return symmetry === true && declared.length > 0 ? new Orbits(learner, declared) : undefined
}

function warnings(illegalIgnored: number): string[] {
  if (illegalIgnored === 0) return []
  return [`no-illegal-event is not checked: ${illegalIgnored} kinds of steps that tell an illegal event were not taken`]
}
