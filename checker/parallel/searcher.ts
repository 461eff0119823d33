/**
 * What each thread of a search does: take runs of a level's states and expand them, as far as the tables go.
 *
 * Between rounds it does its share of what moves the index and the states.
 *
 * It learns nothing. A state in which something is unlearned, or may be broken, is put aside as a whole, with its counts
 * taken back; what was found from it stays, since it is found again. A thread rests only between two states, with all that
 * it found stored.
 */
import { type Place, placeAt, type Steps } from '../search/expand.ts'
import { SearchLoop } from '../search/generated/search-loop.ts'
import { nextUnsettled } from '../search/judge-fresh.ts'
import { fieldAt } from '../search/tables.ts'
import type { Knowledge, OnStates, Relayout, Rested, Round, Spreading } from './messages.ts'
import { MOST, NEXT_RUN, REST, SharedStates, TAKEN } from './shared-states.ts'

/**
 * States put aside before all threads rest, and the main thread learns: so many at least, and one for so many numbers of
 * the tables, which all have to take over then. Measured: on melee, rests after 64 took 40 % of the time; on two-phase
 * commit, whose tables are small, rests after 2048 make it slower.
 */
const ENOUGH = 64
const NUMBERS_FOR_ONE = 1 << 10

export class Searcher {
  readonly #thread: number
  #states: SharedStates | undefined
  readonly #place: Place = placeAt(0)
  readonly #loop = new SearchLoop({ learns: false })
  /** Where the run that is being expanded ends. */
  #end = 0

  /** @param thread its number among all that add states; the main thread's is 0 */
  constructor(thread: number) {
    this.#thread = thread
  }

  round(round: Round): Rested {
    const { knowledge, counts, level, shape } = round
    const states = this.#following(round)
    const { control, vectors } = states
    const steps: Steps = { ...knowledge.steps, ...counts }
    const place = this.#place
    const enough = Math.max(ENOUGH, steps.code.length / NUMBERS_FOR_ONE)
    const aside: number[] = []
    const stuck: number[] = []
    const unsettled: number[] = []
    const flush = () => {
      states.addBatch()
      const { batch } = states
      for (let i = 0; ; i++) {
        i = nextUnsettled(knowledge.judged, vectors, shape.words, batch, i)
        if (i === batch.added) break
        unsettled.push(batch.numbers[i] as number, batch.outcomes[i] as number)
      }
    }
    let isDone = false
    while (place.goesOn || Atomics.load(control, REST) === 0) {
      if (place.head === this.#end && !this.#takeRun(control, level)) {
        isDone = true
        break
      }
      const signal = this.#loop.expand(steps, vectors, states.batch, place, this.#end, states)
      if (signal === 'batch') {
        flush()
        if (Atomics.load(control, TAKEN) > Atomics.load(control, MOST)) Atomics.store(control, REST, 1)
      } else if (signal === 'no-step') {
        const state = place.head - 1
        if (knowledge.deadlocks && !isAtRest(knowledge, vectors, state * shape.words)) stuck.push(state)
      } else if (signal !== 'end') {
        aside.push(place.head++)
      }
      if (aside.length + stuck.length + unsettled.length >= enough) Atomics.store(control, REST, 1)
    }
    flush()
    this.#loop.settle()
    return { isDone, aside, stuck, unsettled, runs: states.collect(), unused: states.unused }
  }

  spread({ part, ...memory }: Spreading): true {
    this.#following(memory).spread(part)
    return true
  }

  relayout({ piece, ...memory }: Relayout): true {
    this.#following(memory).relayout(piece)
    return true
  }

  #following({ buffers, shape }: OnStates): SharedStates {
    this.#states ??= new SharedStates(buffers, shape, this.#thread)
    this.#states.follow(shape, buffers)
    return this.#states
  }

  #takeRun(control: Int32Array, level: Int32Array): boolean {
    const at = 2 * Atomics.add(control, NEXT_RUN, 1)
    if (at >= level.length) return false
    this.#place.head = level[at] as number
    this.#end = level[at + 1] as number
    return true
  }
}

/** Whether each thread of the network may stay where it is; false also where that is not known. */
function isAtRest({ steps, rests, restsAt, restsKnown }: Knowledge, vectors: Int32Array, base: number): boolean {
  for (let thread = 0; thread < steps.rows.length; thread++) {
    const [field, mask] = [steps.fields[thread] as number, steps.masks[thread] as number]
    const local = fieldAt(vectors, base, field, mask)
    if (local >= (restsKnown[thread] as number) || rests[(restsAt[thread] as number) + local] === 0) return false
  }
  return true
}
