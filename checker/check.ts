/** The one entry to the search: a network and a question in, a verdict out. */
import { Learner } from './learn/learner.ts'
import { showFairness } from './liveness/fairness.ts'
import { type Broken, bytesToJudge, fairnessOf, Judge, refuseUnsuitable, watchedBy } from './liveness/judge.ts'
import type { Liveness } from './liveness/properties.ts'
import { tell } from './liveness/tell.ts'
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
import type { StateStore } from './search/states.ts'
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
  const runs = properties.filter((property) => property.kind === 'liveness')
  refuseUnsuitable(network, runs)
  const memory = memoryLimit()
  const shortcuts = { ...allShortcuts, ...options.shortcuts }
  const learner = new Learner(network, shortcuts.views)
  const compiled = new CompiledNetwork(learner, [...invariants, ...witnesses, ...watchedBy(runs)], steps, shortcuts)
  const maxMemory = options.maxMemory ?? memory.bytes
  const structure = { illegalEvents: asked.includes('no-illegal-event'), deadlocks: asked.includes('no-deadlock') }
  const limits = { maxStates: options.maxStates ?? Number.POSITIVE_INFINITY, maxMemory }
  // whether a run goes on for ever is asked of all states and steps
  const reduction = reductionOf(learner, runs.length > 0 ? {} : options)
  const { orbits } = reduction
  const search =
    reduction.names.length === 0
      ? new BreadthFirst(compiled, structure, limits)
      : new ReducedSearch(compiled, structure, limits, reduction)
  const progress = (): Progress => ({
    states: search.store.count,
    transitions: compiled.transitions(),
    queue: search.store.count - search.head,
    depth: search.depth,
    seconds: (performance.now() - started) / 1000,
    bytesPerState: search.bytes / search.store.count,
  })

  let reported = started
  /** Lets others run. Says whether to stop. */
  const breathe = async (): Promise<boolean> => {
    await new Promise(setImmediate)
    if (options.signal?.aborted) return true
    if (performance.now() - reported >= PROGRESS_EVERY) {
      reported = performance.now()
      options.onProgress?.(progress())
    }
    return false
  }
  let pause: Pause | 'interrupted' = search.run(performance.now() + SLICE)
  while (pause === 'time') pause = (await breathe()) ? 'interrupted' : search.run(performance.now() + SLICE)
  let broken: Broken | undefined
  if (runs.length > 0 && pause === 'done' && search.found === undefined) {
    const bytes = search.bytes + bytesToJudge(search.store.count, compiled.transitions())
    const judged =
      bytes > maxMemory
        ? 'max-memory'
        : await judgeRuns(compiled, search.store, runs, invariants.length + witnesses.length, breathe)
    if (typeof judged === 'string') pause = judged
    else broken = judged
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
    reductions: reduction.names,
    warnings: [...warnings(search.illegalIgnored), ...unreduced(options, runs)],
    ...(runs.length === 0 ? {} : { assumed: runs.map((run) => assumedFor(network, run)) }),
  }
  const seconds = () => (performance.now() - started) / 1000
  if (search.found !== undefined) {
    const { violation, trace } = counterexample(learner, search, search.found)
    return { verdict: 'violated', violated: violation, trace, depth: trace.steps.length, seconds: seconds(), ...common }
  }
  if (broken !== undefined) {
    const { violation, trace } = tell(learner, search.store, broken)
    return { verdict: 'violated', violated: violation, trace, depth: trace.steps.length, seconds: seconds(), ...common }
  }
  const { depth } = search
  const reasons: Record<string, () => string> = {
    interrupted: () => 'interrupted',
    'max-states': () => `the limit of ${options.maxStates} states was hit`,
    'max-memory': () =>
      options.maxMemory === undefined ? memory.reason : `the limit of ${options.maxMemory} bytes of memory was hit`,
    'max-numbers': () => `the search cannot number more than ${search.store.most} states`,
    'no-memory': () => `the machine gave no more memory (${search.refusal})`,
  }
  if (pause !== 'done')
    return { verdict: 'incomplete', reason: reasons[pause]?.() ?? '', depth, seconds: seconds(), ...common }
  const missed = reached.find((witness) => !witness.reached)
  if (missed !== undefined) {
    const clause = 'no reachable state shows it, so whatever else holds may hold for no reason'
    const violated = { kind: 'witness', property: missed.name, clause } as const
    return { verdict: 'violated', violated, depth, seconds: seconds(), ...common }
  }
  return { verdict: 'holds', depth, seconds: seconds(), ...common }
}

const assumedFor = (network: Network, property: Liveness) => ({
  property: property.name,
  fairness: fairnessOf(network, property).map(showFairness),
})

/** Judges in slices, like the search. */
async function judgeRuns(
  compiled: CompiledNetwork,
  store: StateStore,
  runs: readonly Liveness[],
  firstWatched: number,
  breathe: () => Promise<boolean>,
): Promise<Broken | undefined | 'interrupted'> {
  const judging = (function* () {
    const judge = yield* Judge.over(compiled, store)
    return yield* judge.firstBroken(runs, firstWatched)
  })()
  for (let until = performance.now() + SLICE; ; ) {
    const { done, value } = judging.next()
    if (done) return value
    if (performance.now() < until) continue
    if (await breathe()) return 'interrupted'
    until = performance.now() + SLICE
  }
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

/** The reductions that are asked for and that the network lends itself to. */
function reductionOf(learner: Learner, { symmetry, partialOrder: wanted }: CheckOptions) {
  const { network } = learner
  const declared = network.symmetry.filter(({ members }) => members.length > 1)
  const orbits = symmetry === true && declared.length > 0 ? new Orbits(learner, declared) : undefined
  const partialOrder = wanted === true && network.threads.length <= MOST_THREADS
  const names = [...(orbits === undefined ? [] : ['symmetry']), ...(partialOrder ? ['partial order'] : [])]
  return { orbits, partialOrder, names }
}

function unreduced({ symmetry, partialOrder }: CheckOptions, runs: readonly Liveness[]): string[] {
  if (runs.length === 0 || (symmetry !== true && partialOrder !== true)) return []
  return [`nothing was left out of the search: ${runs[0]?.name} asks of whole runs, for which all states are needed`]
}

function warnings(illegalIgnored: number): string[] {
  if (illegalIgnored === 0) return []
  return [`no-illegal-event is not checked: ${illegalIgnored} kinds of steps that tell an illegal event were not taken`]
}
