/** The one entry to the search: a network and a question in, a verdict out. */
import { Learner } from './learn/learner.ts'
import { showFairness } from './liveness/fairness.ts'
import { type Broken, bytesToJudge, fairnessOf, Judge, refuseUnsuitable, watchedBy } from './liveness/judge.ts'
import type { Liveness } from './liveness/properties.ts'
import { tell } from './liveness/tell.ts'
import { memoryLimit } from './memory.ts'
import type { Network } from './network.ts'
import { ParallelSearch } from './parallel/parallel-search.ts'
import { adviseOn, COUNTED } from './partial/advice.ts'
import type { Invariant, Observation, Property, StructuralName, Witness } from './properties.ts'
import { invariant, structural } from './properties.ts'
import { alikeCoverage } from './reductions/alike-coverage.ts'
import { reductionOf, searchReduced, shortest, unreduced } from './reductions/reduction.ts'
import type { Progress, Result } from './result.ts'
import { BreadthFirst, type Found } from './search/breadth-first.ts'
import { Clock } from './search/clock.ts'
import { CompiledNetwork } from './search/compiled-network.ts'
import { counterexample, violationOf } from './search/counterexample.ts'
import { coverageOf } from './search/coverage.ts'
import { progressOf, search } from './search/search.ts'
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
  /** Whether that is for the whole process, as the operating system measures it, where it is enough for that. */
  readonly wholeProcess?: boolean
  /** Aborting it ends the search as `incomplete`, with what was learned so far. */
  readonly signal?: AbortSignal
  /** Called about once a second. */
  readonly onProgress?: (progress: Progress) => void
  /**
   * Threads that search, once the search is large; 1 if nothing is said. Their number changes no verdict, no count and no
   * counterexample, unless a limit ends the search. A counterexample in a large search is found by searching again, alone.
   */
  readonly workers?: number
  /** Whether to keep, at 4 bytes each, from which state each was found; without, a counterexample takes longer to find. */
  readonly parents?: boolean
  /**
   * Explores one state of each orbit of the symmetry that the network declares, with one thread. Off by default. A network
   * that declares none is searched as a whole, and a warning says so.
   */
  readonly symmetry?: boolean
  /**
   * Leaves out orders of steps that nobody can tell apart, with one thread. Off by default. A network of more than 30
   * threads is searched as a whole, and a warning says so.
   */
  readonly partialOrder?: boolean
  /** Switches off what makes the search fast; only to compare. */
  readonly shortcuts?: Partial<Shortcuts>
}

/**
 * Explores every state that the network can reach, nearest first.
 *
 * @returns `holds` if everything was explored and nothing broke; `violated` with a shortest counterexample; `incomplete`
 *   if a limit or the signal ended the search before it could tell.
 * @throws ModelError if the model throws, or is not a function of what it looks at.
 */
export async function check(network: Network, question: Question = {}, options: CheckOptions = {}): Promise<Result> {
  const clock = new Clock(options.signal, options.onProgress)
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
  const { maxStates = Number.POSITIVE_INFINITY, maxMemory = memory.bytes, parents = true } = options
  const shortcuts = { ...allShortcuts, ...options.shortcuts }
  const learner = new Learner(network, shortcuts.views)
  const compiled = new CompiledNetwork(learner, [...invariants, ...witnesses, ...watchedBy(runs)], steps, shortcuts)
  compiled.keepsIllegal = runs.length > 0
  const structure = { illegalEvents: asked.includes('no-illegal-event'), deadlocks: asked.includes('no-deadlock') }
  // runs are judged on states that one search has numbered
  const workers = runs.length > 0 ? 1 : (options.workers ?? 1)
  const limits = { maxStates, maxMemory, wholeProcess: options.wholeProcess ?? false, parents, workers }
  // whether a run goes on for ever is asked of all states and steps
  const reduction = reductionOf(learner, runs.length > 0 ? {} : options)
  const { orbits } = reduction
  const searched =
    reduction.names.length === 0
      ? await search(compiled, structure, limits, clock)
      : await searchReduced(compiled, structure, limits, reduction, clock)
  // which of the shortest counterexamples is the first is known to a search alone
  if (searched.isForOneThread) {
    const { workers, found, depth } = searched.search
    const { reason, ...again } = await check(network, question, { ...options, workers: 1 })
    const answer = { ...again, seconds: clock.seconds, workers }
    if (again.verdict !== 'incomplete' || found === undefined)
      return { ...answer, ...(reason === undefined ? {} : { reason }) }
    const why = `searching for it again ended early: ${reason}`
    return { ...answer, ...withoutTrace(found, depth, again.warnings, why) }
  }

  const { search: last } = searched
  let { ended } = searched
  let broken: Broken | undefined
  if (runs.length > 0 && last instanceof BreadthFirst && ended === 'done' && last.found === undefined) {
    const firstWatched = invariants.length + witnesses.length
    const judged =
      last.bytes + bytesToJudge(last.states, compiled.transitions()) > maxMemory
        ? 'max-memory'
        : await judgeRuns(compiled, last, runs, firstWatched, clock)
    if (typeof judged === 'string') ended = judged
    else broken = judged
  }

  const { states, depth } = last
  const reached = witnesses.map(({ name }, i) => ({ name, reached: !compiled.isActive(invariants.length + i) }))
  const common = {
    states,
    transitions: compiled.transitions(),
    bytesPerState: last.bytes / states,
    workers: last.workers,
    learned: compiled.learned,
    witnesses: reached,
    coverage: orbits === undefined ? coverageOf(compiled) : alikeCoverage(coverageOf(compiled), orbits),
    observed: notes.map(({ name, answers }) => ({ name, answers: [...answers].sort() })),
    reductions: reduction.names,
    warnings: [...warnings(last.illegalIgnored), ...reduction.warnings, ...unreduced(options, runs)],
    ...(runs.length === 0 ? {} : { assumed: runs.map((run) => assumedFor(network, run)) }),
  }
  if (!(last instanceof ParallelSearch) && last.found !== undefined) {
    const told = counterexample(learner, last, last.found)
    if (told === undefined) {
      const why = 'the states that it is read from need more memory than allowed'
      return { ...common, ...withoutTrace(last.found, depth, common.warnings, why), seconds: clock.seconds }
    }
    const { violation, trace } = told
    const found = { violated: violation, trace, depth: trace.steps.length, warnings: common.warnings }
    const cheap = Math.min(maxStates, 4 * states + 10_000)
    const nearest = reduction.partialOrder
      ? shortest(found, await check(network, question, { ...options, partialOrder: false, maxStates: cheap }))
      : found
    return { ...common, verdict: 'violated', ...nearest, seconds: clock.seconds }
  }
  if (broken !== undefined && last instanceof BreadthFirst) {
    const { violation, trace } = tell(learner, last.store, broken)
    return {
      verdict: 'violated',
      violated: violation,
      trace,
      depth: trace.steps.length,
      seconds: clock.seconds,
      ...common,
    }
  }
  if (ended !== 'done') {
    const reasons = {
      interrupted: 'interrupted',
      'max-states': `the limit of ${maxStates} states was hit`,
      'max-memory':
        options.maxMemory === undefined ? memory.reason : `the limit of ${maxMemory} bytes of memory was hit`,
      'max-numbers': `the search cannot number more than ${last.most} states`,
      'no-memory': `the machine gave no more memory (${last.refusal})`,
    }
    const { expected } = clock
    const guess = expected === undefined ? {} : { expected }
    const help = ended === 'interrupted' ? {} : { ...guess, advice: adviseOn(learner, firstStates(last)) }
    return { verdict: 'incomplete', reason: reasons[ended], depth, seconds: clock.seconds, ...common, ...help }
  }
  const missed = reached.find((witness) => !witness.reached)
  if (missed !== undefined) {
    const clause = 'no reachable state shows it, so whatever else holds may hold for no reason'
    const violated = { kind: 'witness', property: missed.name, clause } as const
    return { verdict: 'violated', violated, depth, seconds: clock.seconds, ...common }
  }
  return { verdict: 'holds', depth, seconds: clock.seconds, ...common }
}

/** What broke, where the way there cannot be told. */
function withoutTrace(found: Found, depth: number, warnings: readonly string[], why: string) {
  return {
    verdict: 'violated',
    violated: violationOf(found),
    depth: found.kind === 'deadlock' ? depth : depth + 1,
    warnings: [...warnings, `there is no trace, because ${why}`],
  } as const
}

/** As many as advice counts. */
const firstStates = ({ store, states }: Pick<BreadthFirst, 'states'> & { store: Pick<StateStore, 'locals'> }) =>
  Array.from({ length: Math.min(states, COUNTED) }, (_, state) => store.locals(state))

const assumedFor = (network: Network, property: Liveness) => ({
  property: property.name,
  fairness: fairnessOf(network, property).map(showFairness),
})

/** Judges in slices, like the search. */
async function judgeRuns(
  compiled: CompiledNetwork,
  search: BreadthFirst,
  runs: readonly Liveness[],
  firstWatched: number,
  clock: Clock,
): Promise<Broken | undefined | 'interrupted'> {
  const judging = (function* () {
    const judge = yield* Judge.over(compiled, search.store)
    return yield* judge.firstBroken(runs, firstWatched)
  })()
  for (let until = clock.deadline; ; ) {
    const { done, value } = judging.next()
    if (done) return value
    if (performance.now() < until) continue
    if (await clock.breathe(() => progressOf(compiled, search))) return 'interrupted'
    until = clock.deadline
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

function warnings(illegalIgnored: number): string[] {
  if (illegalIgnored === 0) return []
  return [`no-illegal-event is not checked: ${illegalIgnored} kinds of steps that tell an illegal event were not taken`]
}
