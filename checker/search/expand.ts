/**
 * The hot loop: expands states into the batch until something needs more than a look-up.
 *
 * It knows neither who stores the states nor who learns, so that one loop serves a search alone and each worker of many.
 */
import type { Batch } from './batch.ts'
import { finish, mix } from './hash.ts'
import { fieldAt, LIST, leafAt, NODE, NOTHING, OUTCOME } from './tables.ts'

/** Where the expansion of a state goes on. */
export interface Place {
  /** The number of the state being expanded: everything before it has been. */
  head: number
  thread: number
  /** A place in the list of choices. */
  choice: number
  /** Whether some thread can take a step: 1 if so. */
  enabled: number
}

export const placeAt = (head: number): Place => ({ head, thread: 0, choice: 0, enabled: 0 })

/** What the loop looks up. */
export interface Steps {
  readonly code: Int32Array
  /** By thread: the address of its rows, and the field of its local state. */
  readonly rows: Int32Array
  readonly fields: Int32Array
  readonly masks: Int32Array
  /** By list with idle choices: how often it was gone through. */
  readonly visits: Float64Array
  /** By outcome: how often it was taken. */
  readonly fired: Float64Array
  readonly words: number
  readonly checksSteps: boolean
  /** Whether successors that were found a moment ago are dropped. */
  readonly filters: boolean
}

/** Successors collected before they are looked up together; measured: 512 to 4096 make no difference. */
const BATCH = 1024

/** A state whose successors outnumber what is left beyond BATCH is left in the middle. */
export const BATCH_SIZE = BATCH + BATCH / 4

/**
 * Why the loop stops: the batch is full; all states up to the end are expanded; the present choice, or its step
 * properties, are unlearned; a step property may be broken; the state before `head` has no step.
 */
export type Signal = 'batch' | 'end' | 'unlearned' | 'unlearned-property' | 'broken-step' | 'no-step'

/** Expands from `place` on up to the state before number `end`. */
export function expand(steps: Steps, vectors: Int32Array, batch: Batch, place: Place, end: number): Signal {
  const { code, rows, fields, masks, visits, fired, words, checksSteps } = steps
  const { vectors: next, hashes, parents, outcomes, recent, recentMask } = batch
  const threads = rows.length
  const unfiltered = steps.filters ? 0 : 1
  let size = batch.size
  let { head, thread, choice, enabled } = place
  let signal: Signal = 'end'

  expansion: while (head < end) {
    const base = head * words
    const a = vectors[base] as number
    const b = words === 2 ? (vectors[base + 1] as number) : 0
    for (; thread < threads; thread++, choice = 0) {
      const local = fieldAt(vectors, base, fields[thread] as number, masks[thread] as number)
      const row = code[(rows[thread] as number) + local] as number
      if (row === 0) {
        signal = 'unlearned'
        break expansion
      }
      const list = code[row + NODE + fieldAt(vectors, base, code[row] as number, code[row + 1] as number)] as number
      if (list === 0) {
        signal = 'unlearned'
        break expansion
      }
      const choices = code[list] as number
      for (; choice < choices; choice++) {
        const entry = leafAt(code, list + LIST + choice, vectors, base)
        if (entry === NOTHING) continue
        if (entry === 0) {
          signal = 'unlearned'
          break expansion
        }
        const outcome = -entry
        if (checksSteps) {
          const verdict = leafAt(code, outcome + 1, vectors, base)
          if (verdict !== NOTHING) {
            signal = verdict === 0 ? 'unlearned-property' : 'broken-step'
            break expansion
          }
        }
        enabled = 1
        const number = code[outcome] as number
        fired[number] = (fired[number] as number) + 1
        const change = outcome + OUTCOME
        // written out for two words, because a loop over them makes mini 8 % slower; the filter is not branched on,
        // because what it says cannot be predicted
        if (words === 2) {
          const x = (a & (code[change] as number)) | (code[change + 1] as number)
          const y = (b & (code[change + 2] as number)) | (code[change + 3] as number)
          if (x === a && y === b) continue // a step back to the same state needs no look-up
          const nextHash = finish(mix(mix(0, x), y))
          next[2 * size] = x
          next[2 * size + 1] = y
          hashes[size] = nextHash
          parents[size] = head
          outcomes[size] = number
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
            const value = (before & (code[change + 2 * k] as number)) | (code[change + 2 * k + 1] as number)
            next[to + k] = value
            changed |= value ^ before
            nextHash = mix(nextHash, value)
          }
          if (changed === 0) continue
          nextHash = finish(nextHash)
          hashes[size] = nextHash
          parents[size] = head
          outcomes[size] = number
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
          choice++
          signal = 'batch'
          break expansion
        }
      }
      const idle = code[list + 1] as number
      visits[idle] = (visits[idle] as number) + 1
      enabled |= idle
    }
    const stuck = enabled === 0
    head++
    thread = 0
    choice = 0
    enabled = 0
    if (stuck) {
      signal = 'no-step'
      break
    }
    if (size >= BATCH) {
      signal = 'batch'
      break
    }
  }
  batch.size = size
  place.head = head
  place.thread = thread
  place.choice = choice
  place.enabled = enabled
  return signal
}

/** Takes back what was counted for the state in which `place` is, so that it can be expanded from its beginning. */
export function uncount({ code, rows, fields, masks, visits, fired, words }: Steps, vectors: Int32Array, place: Place) {
  const base = place.head * words
  for (let thread = 0; thread <= place.thread && thread < rows.length; thread++) {
    const local = fieldAt(vectors, base, fields[thread] as number, masks[thread] as number)
    const row = code[(rows[thread] as number) + local] as number
    if (row === 0) break // the thread at which the loop stopped
    const list = code[row + NODE + fieldAt(vectors, base, code[row] as number, code[row + 1] as number)] as number
    if (list === 0) break
    const isWhole = thread < place.thread
    const choices = isWhole ? (code[list] as number) : place.choice
    for (let choice = 0; choice < choices; choice++) {
      const entry = leafAt(code, list + LIST + choice, vectors, base)
      if (entry === NOTHING) continue
      const number = code[-entry] as number
      fired[number] = (fired[number] as number) - 1
    }
    if (!isWhole) break
    const idle = code[list + 1] as number
    visits[idle] = (visits[idle] as number) - 1
  }
  place.thread = 0
  place.choice = 0
  place.enabled = 0
}
