/**
 * The hot loop: expands states into the batch until something needs more than a look-up.
 *
 * It knows neither who stores the states nor who learns, so that one loop serves a search alone and each worker of many.
 */
import type { Batch } from './batch.ts'
import { finish, mix } from './hash.ts'
import type { Asleep } from './sleep-sets.ts'
import { fieldAt, LIST, leafAt, NODE, NOTHING, OUTCOME, ROW } from './tables.ts'

/** Where the expansion is. */
export interface Place {
  /** The number of the state being expanded: everything before it has been. */
  head: number
  /** Where in it the loop stopped: a thread, and a place in its list of choices. */
  thread: number
  choice: number
  /** Whether it goes on there. Where something was to be learned, lists may be others: the state begins anew. */
  goesOn: boolean
}

export const placeAt = (head: number): Place => ({ head, thread: 0, choice: 0, goesOn: false })

/** What the loop looks up. */
export interface Steps {
  readonly code: Int32Array
  /** By thread: the address of its rows, and the field of its local state. */
  readonly rows: Int32Array
  readonly fields: Int32Array
  readonly masks: Int32Array
  /** By list with outcomes that it alone decides: how often it was gone through. */
  readonly visits: Float64Array
  /** By outcome: how often it was taken, where a list alone does not decide that. */
  readonly fired: Float64Array
  readonly words: number
  readonly checksSteps: boolean
  /** Whether successors that were found a moment ago are dropped. */
  readonly filters: boolean
  /** Whether threads may sleep in what is found; see ./sleep-sets.ts. */
  readonly sleeps: boolean
  /** Whether code is written for the network, and whether only once that pays; see ./generated/search-loop.ts. */
  readonly generates: boolean
  readonly patient: boolean
}

/**
 * Why the loop stops: the batch is full; all states up to the end are expanded; the present choice, or its step
 * properties, are unlearned; a step property may be broken; the state before `head` has no step.
 */
export type Signal = 'batch' | 'end' | 'unlearned' | 'unlearned-property' | 'broken-step' | 'no-step'

/** Of the state that is being expanded, by thread: its list, and what its events look at and change. */
const SOME = 32
let lists = new Int32Array(SOME)
let reads = new Int32Array(SOME)
let writes = new Int32Array(SOME)

function makeRoom(threads: number): void {
  if (threads <= lists.length) return
  lists = new Int32Array(threads)
  reads = new Int32Array(threads)
  writes = new Int32Array(threads)
}

/**
 * Expands from `place` on up to the state before number `end`.
 *
 * A state in which something is unlearned, or may be broken, is not counted; what was found from it stays, since it is
 * found again.
 */
export function expand(
  steps: Steps,
  vectors: Int32Array,
  batch: Batch,
  place: Place,
  end: number,
  { sets, mask, floor }: Asleep,
): Signal {
  const { code, rows, fields, masks, visits, fired, words, checksSteps } = steps
  const { vectors: next, hashes, parents, outcomes, sleeps, recent, recentMask, enough } = batch
  const threads = rows.length
  makeRoom(threads)
  const unfiltered = steps.filters ? 0 : 1
  const mayBeAsleep = steps.sleeps ? -1 : 0
  let size = batch.size
  let head = place.head
  let thread = place.goesOn ? place.thread : 0
  let choice = place.goesOn ? place.choice : 0
  let enabled = place.goesOn ? 1 : 0
  let signal: Signal = 'end'
  place.goesOn = false

  expansion: while (head < end) {
    const base = head * words
    const a = vectors[base] as number
    const b = words === 2 ? (vectors[base + 1] as number) : 0
    const asleep = head < floor ? 0 : (sets[head & mask] as number)
    for (let t = 0; t < threads; t++) {
      const local = fieldAt(vectors, base, fields[t] as number, masks[t] as number)
      const row = code[(rows[t] as number) + local] as number
      const tested = row === 0 ? 0 : fieldAt(vectors, base, code[row] as number, code[row + 1] as number)
      const list = row === 0 ? 0 : (code[row + ROW + tested] as number)
      if (list === 0) {
        takeBack(steps, vectors, base, t, NOTHING)
        thread = t
        choice = 0
        signal = 'unlearned'
        break expansion
      }
      const visited = code[list + 1] as number
      visits[visited] = (visits[visited] as number) + 1
      enabled |= visited
      const looksAt = code[row + NODE] as number
      const changes = code[row + NODE + 1] as number
      lists[t] = list
      reads[t] = looksAt
      writes[t] = changes
      const sleeping = (asleep >>> t) & 1
      if ((((code[list + 2] as number) >>> sleeping) & 1) === 0 || t < thread) continue
      let sleep = 0
      for (let other = 0; other < t; other++) {
        const met = (looksAt & (writes[other] as number)) | (changes & (reads[other] as number))
        sleep |= (1 - ((met | -met) >>> 31)) << other
      }
      sleep &= mayBeAsleep
      const choices = code[list] as number
      for (; choice < choices; choice++) {
        const root = list + LIST + choice
        const entry = leafAt(code, root, vectors, base)
        if (entry === NOTHING) continue
        const outcome = -entry
        if (entry === 0) signal = 'unlearned'
        else if (checksSteps) {
          const verdict = leafAt(code, outcome + 1, vectors, base)
          if (verdict !== NOTHING) signal = verdict === 0 ? 'unlearned-property' : 'broken-step'
        }
        if (signal !== 'end') {
          takeBack(steps, vectors, base, t, choice)
          thread = t
          break expansion
        }
        enabled = 1
        const number = code[outcome] as number
        if ((code[root] as number) > 0) fired[number] = (fired[number] as number) + 1
        if (sleeping === 1) continue
        const change = outcome + OUTCOME
        // written out for two words, because a loop over them makes mini 8 % slower; the filter is not branched on,
        // because what it says cannot be predicted
        if (words === 2) {
          const x = (a & (code[change] as number)) | (code[change + 2] as number)
          const y = (b & (code[change + 1] as number)) | (code[change + 3] as number)
          if (x === a && y === b) continue // a step back to the same state needs no look-up
          const nextHash = finish(mix(mix(0, x), y))
          next[2 * size] = x
          next[2 * size + 1] = y
          hashes[size] = nextHash
          parents[size] = head
          outcomes[size] = number
          sleeps[size] = sleep
          const slot = (nextHash & recentMask) * 2
          const differs = ((recent[slot] as number) ^ x) | ((recent[slot + 1] as number) ^ y)
          recent[slot] = x
          recent[slot + 1] = y
          size += ((differs | -differs) >>> 31) | unfiltered
        } else {
          const to = size * words
          let changed = 0
          let nextHash = 0
          for (let k = 0; k < words; k++) {
            const before = vectors[base + k] as number
            const value = (before & (code[change + k] as number)) | (code[change + words + k] as number)
            next[to + k] = value
            changed |= value ^ before
            nextHash = mix(nextHash, value)
          }
          if (changed === 0) continue
          nextHash = finish(nextHash)
          hashes[size] = nextHash
          parents[size] = head
          outcomes[size] = number
          sleeps[size] = sleep
          const slot = (nextHash & recentMask) * words
          let differs = 0
          for (let k = 0; k < words; k++) {
            const value = next[to + k] as number
            differs |= (recent[slot + k] as number) ^ value
            recent[slot + k] = value
          }
          size += ((differs | -differs) >>> 31) | unfiltered
        }
        if (size === hashes.length) {
          forget(steps, t + 1) // they are counted again when it goes on
          thread = t
          choice++
          place.goesOn = true
          signal = 'batch'
          break expansion
        }
      }
      choice = 0
    }
    head++
    thread = 0
    if (enabled === 0) {
      signal = 'no-step'
      break
    }
    enabled = 0
    if (size >= enough) {
      signal = 'batch'
      break
    }
  }
  batch.size = size
  place.head = head
  place.thread = thread
  place.choice = choice
  return signal
}

/** Takes back that the lists of the threads before number `end` were counted. */
function forget({ code, visits }: Steps, end: number): void {
  for (let t = 0; t < end; t++) {
    const visited = code[(lists[t] as number) + 1] as number
    visits[visited] = (visits[visited] as number) - 1
  }
}

/** Takes back what was counted of a state: by the threads before one, and by this one up to a choice, if it came so far. */
function takeBack(steps: Steps, vectors: Int32Array, base: number, thread: number, choice: number): void {
  const { code, fired } = steps
  const end = choice === NOTHING ? thread : thread + 1
  forget(steps, end)
  for (let t = 0; t < end; t++) {
    const list = lists[t] as number
    const choices = t < thread ? (code[list] as number) : choice
    for (let k = 0; k < choices; k++) {
      const root = list + LIST + k
      if ((code[root] as number) < 0) continue
      const entry = leafAt(code, root, vectors, base)
      if (entry !== NOTHING) fired[code[-entry] as number] = (fired[code[-entry] as number] as number) - 1
    }
  }
}
