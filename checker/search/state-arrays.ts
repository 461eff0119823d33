/** The arrays that states are in, and how they get longer. */

export interface StateArrays {
  readonly index: Int32Array
  readonly vectors: Int32Array
  readonly parents: Int32Array
}

/** Some elements of one of the arrays. */
export interface ArrayPart {
  readonly name: keyof StateArrays
  readonly from: number
  readonly to: number
}

/** Elements that are copied in a few hundredths of a second. */
const SOME = 1 << 23

/** As many elements of each array, in parts. */
export function* inParts(lengths: Readonly<Record<keyof StateArrays, number>>): Generator<ArrayPart> {
  for (const name of ['index', 'vectors', 'parents'] as const)
    for (let from = 0; from < lengths[name]; from += SOME)
      yield { name, from, to: Math.min(lengths[name], from + SOME) }
}

export const copyPart = (from: StateArrays, to: StateArrays, { name, from: first, to: end }: ArrayPart): void =>
  to[name].set(from[name].subarray(first, end), first)

/** An array of `wanted` elements, or of `enough` where the machine has no addresses for that. */
export function allocate(wanted: number, enough: number): Int32Array {
  try {
    return new Int32Array(wanted)
  } catch (error) {
    if (wanted === enough || !(error instanceof RangeError)) throw error
    return new Int32Array(enough)
  }
}

/** A copy with room for `wanted`, or for `enough` where the machine has no addresses for that. */
export function longer(array: Int32Array, wanted: number, enough: number): Int32Array {
  const next = allocate(wanted, enough)
  next.set(array)
  return next
}
