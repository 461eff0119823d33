/**
 * Stored states in another layout: each vector is written anew where it is, and the index is filled anew.
 *
 * That can take longer than anybody wants to wait, so it is done in steps. A step is some pieces that threads can do at the
 * same time. Nothing can be looked up before the last one.
 */
import { type Layout, repack } from './layout.ts'
import { fill, lengthOf, type putIn } from './slots.ts'

/** Some of what has to be done, for one thread: from number `low` up to, but not with, number `high`. */
export type Piece = { readonly low: number; readonly high: number } & (
  | { readonly what: 'write vectors'; readonly from: Layout; readonly to: Layout }
  | { readonly what: 'clear slots' }
  | { readonly what: 'fill index'; readonly words: number }
)

/** Where states are, with their index. */
interface Places {
  readonly vectors: Int32Array
  readonly index: Int32Array
  readonly slots: number
}

/** Vectors that one thread writes anew in the time that it takes to tell others. */
const FEW = 1 << 14

/** Vectors that one thread writes anew, or puts into the index, in a twentieth of a second or so; and slots that it clears. */
const MANY = 1 << 19
const MANY_SLOTS = 1 << 23

/**
 * The steps from one layout to another.
 *
 * @param runs the numbers of the states, in ascending order: each run up to, but not with, its second number
 * @param threads how many pieces a step has at most
 */
export function* stepsBetween(
  from: Layout,
  to: Layout,
  { runs, slots }: { readonly runs: readonly (readonly [number, number])[]; readonly slots: number },
  threads: number,
  { few = FEW, many = MANY } = {},
): Generator<readonly Piece[]> {
  if (to.words < from.words) throw new Error('internal: a layout of wider fields has fewer words')
  const what = 'write vectors'
  for (const step of vectorSteps(from.words, to.words, runs.at(-1)?.[1] ?? 0, threads, { few, many }))
    yield step.map((bounds) => ({ what, ...bounds, from, to }) as const)
  const cleared = cut(0, lengthOf(slots), MANY_SLOTS).map((bounds) => ({ what: 'clear slots', ...bounds }) as const)
  yield* together(cleared, threads)
  const numbers = runs.flatMap(([low, high]) => cut(low, high, many))
  const { words } = to
  yield* together(
    numbers.map((bounds) => ({ what: 'fill index', ...bounds, words }) as const),
    threads,
  )
}

/** Does a piece; `put` is how vectors are put into an index. */
export function doPiece(piece: Piece, { vectors, index, slots }: Places, put: typeof putIn): void {
  const { low, high } = piece
  switch (piece.what) {
    case 'write vectors':
      repack(piece.from, piece.to, vectors, low, high)
      break
    case 'clear slots':
      index.fill(0, low, high)
      break
    case 'fill index':
      fill(index, slots, vectors, piece.words, low, high, put)
  }
}

interface Bounds {
  readonly low: number
  readonly high: number
}

/** From the last vector on. Where vectors get longer, none of a step is written to where another of it is still to be read. */
function* vectorSteps(
  words: number,
  wordsThen: number,
  count: number,
  threads: number,
  { few, many }: { readonly few: number; readonly many: number },
): Generator<readonly Bounds[]> {
  for (let high = count; high > 0; ) {
    const free = words === wordsThen ? 0 : Math.ceil((high * words) / wordsThen)
    const low = high <= few ? 0 : Math.max(free, high - threads * many)
    yield high <= few ? [{ low, high }] : cut(low, high, Math.ceil((high - low) / threads))
    high = low
  }
}

function cut(from: number, to: number, length: number): Bounds[] {
  const bounds: Bounds[] = []
  for (let low = from; low < to; low += length) bounds.push({ low, high: Math.min(to, low + length) })
  return bounds
}

function* together(pieces: readonly Piece[], threads: number): Generator<readonly Piece[]> {
  for (let at = 0; at < pieces.length; at += threads) yield pieces.slice(at, at + threads)
}
