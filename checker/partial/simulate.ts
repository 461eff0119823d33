/**
 * Random simulation: runs from the initial state, each step one of those that can be taken, all equally likely.
 *
 * Finds:    something that is broken, often soon where an exhaustive search would not end at all. The run is shortened.
 * Never:    `holds`. What was not found may be there.
 * The same: seed, depth and number of runs give the same answer, on every machine.
 */
import type { Question } from '../check.ts'
import { Learner, type Locals } from '../learn/learner.ts'
import type { Network } from '../network.ts'
import type { Trace, Violation } from '../trace/trace.ts'
import { JudgedSteps } from './judged-steps.ts'
import { Random } from './random.ts'
import { type Broke, type Chosen, retell } from './retell.ts'
import { shorten } from './shorten.ts'

export interface SimulateOptions {
  readonly seed: number
  /** Steps after which a run is given up. */
  readonly depth: number
  readonly runs: number
  readonly signal?: AbortSignal
  /** Called about once a second. */
  readonly onProgress?: (progress: Simulated) => void
}

/** How far a simulation has come. */
export interface Simulated {
  readonly runs: number
  readonly steps: number
  /** Different states that runs have come through. */
  readonly states: number
  /**
   * States that there are at least, by how many were met in one run only and how many in two (Chao's lower bound);
   * nothing where too few were met twice to say.
   */
  readonly atLeast: number | undefined
  /** Runs that ended because no step was left. */
  readonly ended: number
}

export interface Simulation extends Simulated {
  readonly verdict: 'violated' | 'incomplete'
  readonly reason?: string
  readonly violated?: Violation
  readonly trace?: Trace
  /** Only for `violated`: in which run, from 1 on, and how many steps it had before it was shortened. */
  readonly found?: { readonly run: number; readonly steps: number }
  readonly witnesses: readonly { readonly name: string; readonly reached: boolean }[]
  readonly seconds: number
  /** What a reader must know before quoting it. */
  readonly warnings: readonly string[]
}

const SLICE = 50
const PROGRESS_EVERY = 1000

/**
 * Takes random runs: what is found is broken, and what is not found may be there.
 *
 * @throws ModelError as `check` does
 */
export async function simulate(network: Network, question: Question, options: SimulateOptions): Promise<Simulation> {
  const { seed, depth, runs, signal, onProgress } = options
  const started = performance.now()
  const learner = new Learner(network)
  const judged = new JudgedSteps(learner, question)
  const met = new Met()
  let reported = started
  let until = started + SLICE
  let [run, steps, ended] = [0, 0, 0]
  const soFar = (): Simulated => ({ runs: run, steps, ended, states: met.states, atLeast: met.atLeast })
  const breathe = async (): Promise<void> => {
    await new Promise(setImmediate)
    until = performance.now() + SLICE
    if (performance.now() - reported < PROGRESS_EVERY) return
    reported = performance.now()
    onProgress?.(soFar())
  }
  const result = (rest: Pick<Simulation, 'verdict' | 'reason' | 'violated' | 'trace' | 'found'>): Simulation => ({
    ...rest,
    ...soFar(),
    witnesses: judged.witnesses,
    warnings: judged.warnings,
    seconds: (performance.now() - started) / 1000,
  })

  while (run < runs) {
    run++
    const random = new Random(seed * 1_000_003 + run)
    const taken: Chosen[] = []
    let locals: Locals = judged.start
    let broke: Broke | undefined
    while (broke === undefined) {
      met.add(locals, run)
      const possible = judged.from(locals)
      const broken = judged.judge(locals, possible)
      if (broken !== undefined) broke = { steps: taken, broken }
      else if (possible.length === 0) ended++
      if (broken !== undefined || possible.length === 0 || taken.length === depth) break
      const next = possible[random.below(possible.length)]
      if (next === undefined) break
      steps++
      if (next.broken !== undefined) broke = { steps: taken, broken: next.broken }
      else taken.push({ thread: next.thread, offer: next.offer })
      locals = next.after ?? locals
      if (performance.now() < until) continue
      await breathe()
      if (signal?.aborted) return result({ verdict: 'incomplete', reason: 'interrupted' })
    }
    if (broke === undefined) continue
    const best = shorten(judged, broke, () => signal?.aborted === true)
    const { violation, trace } = retell(learner, best.steps, best.broken)
    return result({ verdict: 'violated', violated: violation, trace, found: { run, steps: lengthOf(broke) } })
  }
  return result({ verdict: 'incomplete', reason: `${runs} random runs of at most ${depth} steps prove nothing` })
}

const lengthOf = ({ steps, broken }: Broke): number => steps.length + (broken.step === undefined ? 0 : 1)

/** The states that runs have come through. */
class Met {
  /** The last run that came through a state, and whether it was the first, the second or a later one. */
  readonly #runs = new Map<string, { last: number; count: number }>()
  /** States that one run has met, and those that two have. */
  #once = 0
  #twice = 0

  get states(): number {
    return this.#runs.size
  }

  get atLeast(): number | undefined {
    return this.#twice === 0 ? undefined : Math.round(this.states + this.#once ** 2 / (2 * this.#twice))
  }

  add(locals: Locals, run: number): void {
    const key = String.fromCharCode(...locals)
    const known = this.#runs.get(key)
    if (known === undefined) {
      this.#runs.set(key, { last: run, count: 1 })
      this.#once++
    } else if (known.last !== run) {
      known.last = run
      known.count++
      if (known.count === 2) {
        this.#once--
        this.#twice++
      } else if (known.count === 3) this.#twice--
    }
  }
}
