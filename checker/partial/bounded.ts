/**
 * A search that is bounded by context switches: it explores every run in which the scheduler goes from one thread to
 * another at most so many times.
 *
 * Finds:    something broken with as few switches as can be, and of the runs with so many a shortest one.
 * Visits:   pairs of a state and the thread that took the last step, each with the fewest switches that lead to it: all
 *           without any first, then all with one, and so on; among equals, by length.
 * Holds:    only if the bound kept nobody from anything.
 */
import { getHeapStatistics } from 'node:v8'
import type { CheckOptions, Question } from '../check.ts'
import { Learner, type Locals } from '../learn/learner.ts'
import type { Network, ThreadRef } from '../network.ts'
import type { Result } from '../result.ts'
import { type Broken, JudgedSteps } from './judged-steps.ts'
import { type Chosen, retell } from './retell.ts'

export interface BoundedOptions extends Pick<CheckOptions, 'maxStates' | 'maxMemory' | 'signal' | 'onProgress'> {
  readonly maxSwitches: number
}

/** Milliseconds between two looks at the clock, the signal and the memory. */
const SLICE = 50
const PROGRESS_EVERY = 1000

/** Where a run has come to, and how. */
interface Place {
  readonly locals: Locals
  readonly before: Place | undefined
  /** The step that led here; nothing at the start. */
  readonly by: Chosen | undefined
  /** What that step breaks. */
  readonly broken: Broken | undefined
}

/** By length of the run. */
type Places = Place[][]

/**
 * Explores only runs with few context switches, the fewest first.
 *
 * @returns `incomplete` where nothing broke and the bound kept somebody from going on
 * @throws ModelError as `check` does
 */
export async function checkBounded(network: Network, question: Question, options: BoundedOptions): Promise<Result> {
  const started = performance.now()
  const search = new BoundedSearch(network, question)
  const { maxStates = Number.POSITIVE_INFINITY, maxSwitches, signal } = options
  const maxMemory = Math.min(options.maxMemory ?? Number.POSITIVE_INFINITY, getHeapStatistics().heap_size_limit * 0.8)
  const seconds = () => (performance.now() - started) / 1000
  const bytesPerState = () => search.bytes / search.states
  const { learner, judged } = search
  const result = (rest: Pick<Result, 'verdict'> & Partial<Result>): Result => {
    const { states, transitions, depth } = search
    const counts = { states, transitions, depth, seconds: seconds(), bytesPerState: bytesPerState() }
    const { learned, witnesses } = judged
    return {
      ...counts,
      learned,
      witnesses,
      coverage: [],
      observed: [],
      workers: 1,
      reductions: [],
      warnings: judged.warnings,
      ...rest,
    }
  }
  let reported = started
  let until = started + SLICE
  for (let switches = 0; !search.isDone; switches++) {
    if (switches > maxSwitches) {
      const reason = `holds up to ${maxSwitches} context ${maxSwitches === 1 ? 'switch' : 'switches'}, runs with more are not explored`
      return result({ verdict: 'incomplete', reason })
    }
    for (const found of search.level()) {
      if (found !== undefined) {
        const { violation, trace } = retell(learner, found.steps, found.broken)
        return result({ verdict: 'violated', violated: violation, trace, depth: trace.steps.length })
      }
      if (search.bytes > maxMemory)
        return result({ verdict: 'incomplete', reason: 'the memory that it may use is in use' })
      if (search.states > maxStates)
        return result({ verdict: 'incomplete', reason: `the limit of ${maxStates} states was hit` })
      if (performance.now() < until) continue
      await new Promise(setImmediate)
      until = performance.now() + SLICE
      if (signal?.aborted) return result({ verdict: 'incomplete', reason: 'interrupted' })
      if (performance.now() - reported < PROGRESS_EVERY) continue
      reported = performance.now()
      const { states, transitions, depth, queue } = search
      options.onProgress?.({ states, transitions, queue, depth, seconds: seconds(), bytesPerState: bytesPerState() })
    }
  }
  const missed = judged.witnesses.find(({ reached }) => !reached)
  if (missed === undefined) return result({ verdict: 'holds' })
  const clause = 'no reachable state shows it, so whatever else holds may hold for no reason'
  return result({ verdict: 'violated', violated: { kind: 'witness', property: missed.name, clause } })
}

class BoundedSearch {
  readonly learner: Learner
  readonly judged: JudgedSteps
  transitions = 0
  depth = 0
  /** Places to look at. Some will be known by then. */
  queue = 0
  /** States with the thread that came there. */
  readonly #known = new Set<string>()
  readonly #states = new Set<string>()
  readonly #places: ReadonlyMap<ThreadRef, number>
  #now: Places = []
  #later: Places = []

  constructor(network: Network, question: Question) {
    this.learner = new Learner(network)
    this.judged = new JudgedSteps(this.learner, question)
    this.#places = new Map(network.threads.map((thread, at) => [thread, at]))
    this.#wait(this.#later, 0, { locals: this.judged.start, before: undefined, by: undefined, broken: undefined })
  }

  get states(): number {
    return this.#states.size
  }

  /** About: texts have two bytes a part, and what keeps them, and places, a hundred or so. */
  get bytes(): number {
    const text = 2 * this.learner.parts.length + 100
    return this.#known.size * (2 * text + 8 * this.learner.parts.length + 200) + this.queue * 150
  }

  /** Whether no switch leads anywhere new. */
  get isDone(): boolean {
    return this.#later.length === 0
  }

  /** Goes through all that one switch more leads to, and comes back between two places: with what is broken, if so. */
  *level(): Generator<{ steps: Chosen[]; broken: Broken } | undefined> {
    this.#now = this.#later
    this.#later = []
    for (let length = 0; length < this.#now.length; length++)
      for (const place of this.#now[length] ?? []) {
        this.queue--
        const broken = this.#expand(place, length)
        yield broken === undefined ? undefined : { steps: wayTo(place), broken }
      }
  }

  #expand(place: Place, length: number): Broken | undefined {
    const { locals, by } = place
    if (place.broken !== undefined) return place.broken
    const last = by === undefined ? 0 : (this.#places.get(by.thread) ?? 0) + 1
    const key = keyOf([...locals, last])
    if (this.#known.has(key)) return undefined
    this.#known.add(key)
    this.depth = Math.max(this.depth, length)
    const steps = this.judged.from(locals)
    const state = keyOf(locals)
    if (!this.#states.has(state)) {
      this.#states.add(state)
      this.transitions += steps.length
      const broken = this.judged.judge(locals, steps)
      if (broken !== undefined) return broken
    }
    for (const { thread, offer, after, broken } of steps) {
      const isSwitch = by !== undefined && by.thread !== thread
      const next = { locals: after ?? locals, before: place, by: { thread, offer }, broken }
      this.#wait(isSwitch ? this.#later : this.#now, length + 1, next)
    }
    return undefined
  }

  #wait(places: Places, length: number, place: Place): void {
    for (let i = places.length; i <= length; i++) places.push([])
    places[length]?.push(place)
    this.queue++
  }
}

const keyOf = (locals: Locals): string => String.fromCharCode(...locals)

/** The steps to a place; where the last of them breaks something, those before it. */
function wayTo(place: Place): Chosen[] {
  const steps: Chosen[] = []
  for (let at: Place | undefined = place.broken === undefined ? place : place.before; at !== undefined; at = at.before)
    if (at.by !== undefined) steps.push(at.by)
  return steps.reverse()
}
