/** Where in a memory a workbench has what. */
import type { BatchPlaces } from '../batch.ts'
import type { Places } from './expand-code.ts'

/** States that are copied here at a time; measured: 256 to 4096 make no difference. */
export const WINDOW = 1024

/** A cache line: what one thread writes should not share one with what another writes. */
const LINE = 64

/** So many bytes, or some more, so that what comes next begins a line of its own. */
export const wholeLines = (bytes: number): number => Math.ceil(bytes / LINE) * LINE

/** Steps of one state that can be noted at a time. */
const NOTED = 1024

/** What has no fixed size. */
interface Needed {
  readonly words: number
  /** Numbers of the tables, and of what is counted. */
  readonly codes: number
  readonly visits: number
  readonly fired: number
  /** Of the batch: successors, and words of the filter. */
  readonly room: number
  readonly recent: number
}

interface BenchPlan {
  readonly loop: Omit<Places, 'batch'>
  readonly successors: Omit<BatchPlaces, 'memory'>
  readonly bytes: number
}

/** @param from address where the bench may begin */
export function planBench({ words, codes, visits, fired, room, recent }: Needed, from: number): BenchPlan {
  let next = from
  const take = (bytes: number): number => {
    const at = next
    next = wholeLines(at + bytes)
    return at
  }
  const taken = take(4 * NOTED)
  const loop = {
    said: take(8),
    code: take(4 * codes),
    visits: take(8 * visits),
    fired: take(8 * fired),
    window: take(4 * words * WINDOW),
    sets: take(4 * WINDOW),
    taken,
    takenEnd: taken + 4 * NOTED,
  }
  const successors = {
    vectors: take(4 * words * room),
    hashes: take(4 * room),
    parents: take(4 * room),
    outcomes: take(4 * room),
    sleeps: take(4 * room),
    numbers: take(4 * room),
    recent: take(4 * recent),
    homes: take(4 * room),
    said: take(8),
  }
  return { loop, successors, bytes: next - from }
}
