/** Whether two networks show the same behaviours. */
import type { Trace } from '../trace/trace.ts'
import { Alphabet, endOf, type RunEnd } from './alphabet.ts'
import { Budget, Stopped } from './budget.ts'
import { type Excess, ExcessSearch } from './excess-search.ts'
import { explore } from './explore.ts'
import { Graph } from './graph.ts'
import { type Observed, ObservedSteps } from './observed-steps.ts'
import { reduce } from './reduce.ts'
import { runOf } from './run-of.ts'

export interface CompareOptions {
  /** Whether somebody who looks on sees how a run ends, and not only its steps; by default yes. */
  readonly ends?: boolean
  /** Stop as `incomplete` once one network has more states than this; by default what memory holds. */
  readonly maxStates?: number
  /** The same for what either direction visits: pairs of a state and a set of states. */
  readonly maxPairs?: number
  /** Aborting it ends the comparison as `incomplete`. */
  readonly signal?: AbortSignal
}

/** A behaviour that one network shows and the other cannot. */
export interface Difference {
  /** What the steps of the run show, in order; a shortest word of its kind, ends counted as one more label. */
  readonly labels: readonly string[]
  /** How the run ends, if that is what the other network cannot do after these labels. */
  readonly end?: RunEnd
  /** A run of the network that shows this, of as few steps as possible; `replayTrace` takes it again. */
  readonly trace: Trace
  /** What the other network can show in place of the end or, where there is none, of the last label. */
  readonly instead: { readonly labels: readonly string[]; readonly ends: readonly RunEnd[] }
}

/** Whether one network shows only what the other can show, too; `incomplete` if that is not known. */
export type Inclusion =
  | { readonly verdict: 'included' }
  | { readonly verdict: 'exceeds'; readonly difference: Difference }
  | { readonly verdict: 'incomplete'; readonly reason: string }

export interface Comparison {
  /** `different` if a difference is known, even if the other direction is not decided. */
  readonly verdict: 'equal' | 'different' | 'incomplete'
  /** Whether the right network can show all that the left shows. */
  readonly leftInRight: Inclusion
  readonly rightInLeft: Inclusion
  /** States explored. */
  readonly states: { readonly left: number; readonly right: number }
  /** How many are left of the states of both if those that can do the same are counted once; missing if not known. */
  readonly classes: number | undefined
  /** Pairs of a class and a set of classes, in both directions. */
  readonly pairs: number
  readonly seconds: number
}

/** Milliseconds between two looks at the signal and the event loop. */
const SLICE = 50

/**
 * Decides whether two networks show the same behaviours to somebody who sees only what `observe` makes of each step.
 *
 * ```ts
 * const observe = ({ before, after }: TakenStep) =>
 *   before(lock) === after(lock) ? undefined : `lock is ${after(lock).value}`
 * const { verdict, leftInRight } = await compareBehaviours({ network: one, observe }, { network: other, observe: … })
 * ```
 *
 * A behaviour is what a run shows, from the start to any point of it: the labels of its steps, in order. Steps without a
 * label leave no gap (weak traces). With `ends`, how a run ends is one more label (completed traces): `finished` if no
 * thread can take a step and all are in final states or in ones tagged `rest`, `deadlock` if one is not, `illegal-event` at
 * a step that tells an object an event that it does not accept. So a network that may stop early differs from one that
 * may not. Without `ends`, a run just ends there.
 *
 * Not told apart: networks that differ only in when they choose (`a.b + a.c`, `a.(b + c)`), and a network that may go on for
 * ever and show nothing from one that then shows something. Nobody is promised a turn: there is no fairness.
 *
 * Exact in both directions. Both networks are explored, and states that can do the same become one; see ./reduce.ts. Each
 * network's labels are then followed in the subset construction of the other (Rabin and Scott, "Finite automata and their
 * decision problems", 1959), closed under unlabelled steps and made only as far as it is reached. Pairs with a superset of
 * a visited set are left out (De Wulf, Doyen, Henzinger and Raskin, "Antichains: a new algorithm for checking universality
 * of finite automata", CAV 2006), and so are pairs whose set has the state in it (Abdulla, Chen, Holík, Mayr and Vojnar,
 * "When simulation meets antichains", TACAS 2010).
 *
 * Costs: some ten microseconds and some hundred bytes a state, most of it for exploring. What comes after may need pairs
 * and sets exponential in the number of classes, since trace inclusion is PSPACE-complete; where labels tell much of what
 * happens it needs less than the exploration. `maxPairs` bounds it.
 *
 * @returns `equal` only if both directions are decided; `incomplete` if a limit, the memory or the signal came first.
 * @throws ModelError if a network or `observe` throws, or is not a function of what it looks at.
 */
export async function compareBehaviours(
  left: Observed,
  right: Observed,
  options: CompareOptions = {},
): Promise<Comparison> {
  const started = performance.now()
  const { ends = true, maxStates = Number.POSITIVE_INFINITY, maxPairs = Number.POSITIVE_INFINITY, signal } = options
  const alphabet = new Alphabet()
  const budget = new Budget({ maxStates, maxPairs })
  const ofLeft = new ObservedSteps(left, 'left', alphabet, ends)
  const ofRight = new ObservedSteps(right, 'right', alphabet, ends)
  const classes = await inSlices(classesOf(ofLeft, ofRight, budget), signal)
  let pairs = 0
  const include = async (direction: 'leftInRight' | 'rightInLeft'): Promise<Inclusion> => {
    if (classes instanceof Stopped) return { verdict: 'incomplete', reason: classes.message }
    const isLeft = direction === 'leftInRight'
    const [one, other] = isLeft ? [classes.left, classes.right] : [classes.right, classes.left]
    const search = new ExcessSearch(classes.graph, one, other, budget)
    const excess = await inSlices(search.run(), signal)
    pairs += search.pairs
    if (excess === undefined) return { verdict: 'included' }
    if (excess instanceof Stopped) return { verdict: 'incomplete', reason: excess.message }
    return {
      verdict: 'exceeds',
      difference: isLeft ? differenceOf(excess, ofLeft, left) : differenceOf(excess, ofRight, right),
    }
  }
  const leftInRight = await include('leftInRight')
  const rightInLeft = await include('rightInLeft')
  const verdicts = [leftInRight.verdict, rightInLeft.verdict]
  return {
    verdict: verdicts.includes('exceeds') ? 'different' : verdicts.includes('incomplete') ? 'incomplete' : 'equal',
    leftInRight,
    rightInLeft,
    states: { left: ofLeft.count, right: ofRight.count },
    classes: classes instanceof Stopped ? undefined : classes.graph.size,
    pairs,
    seconds: (performance.now() - started) / 1000,
  }
}

/** The classes of what both networks can do, and those of the two initial states. */
function* classesOf(left: ObservedSteps, right: ObservedSteps, budget: Budget) {
  const states = new Graph()
  const ofLeft = yield* explore(left, states, budget)
  const ofRight = yield* explore(right, states, budget)
  const { graph, classOf } = yield* reduce(states, budget)
  return { graph, left: classOf[ofLeft] as number, right: classOf[ofRight] as number }
}

/** Runs to the end, or to where something stops it, with a look at the signal and the event loop now and then. */
async function inSlices<Answer>(
  run: Generator<void, Answer>,
  signal: AbortSignal | undefined,
): Promise<Answer | Stopped> {
  try {
    while (!signal?.aborted) {
      const deadline = performance.now() + SLICE
      do {
        const { done, value } = run.next()
        if (done === true) return value
      } while (performance.now() < deadline)
      await new Promise(setImmediate)
    }
    return new Stopped('interrupted')
  } catch (error) {
    if (error instanceof Stopped) return error
    throw error
  }
}

function differenceOf({ word, instead }: Excess, steps: ObservedSteps, observed: Observed): Difference {
  const labels = (letters: readonly number[]) =>
    letters.filter((letter) => endOf(letter) === undefined).map((letter) => steps.alphabet.label(letter))
  const ends = (letters: readonly number[]) => letters.map(endOf).filter((end) => end !== undefined)
  const [end] = ends(word)
  return {
    labels: labels(word),
    ...(end === undefined ? {} : { end }),
    trace: runOf(word, steps, observed),
    instead: { labels: labels(instead).sort(), ends: ends(instead).sort() },
  }
}
