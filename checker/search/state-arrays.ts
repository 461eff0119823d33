/** The arrays that states are in, and how they get longer. */

export interface StateArrays {
  readonly index: Int32Array
  readonly vectors: Int32Array
  readonly parents: Int32Array
}

/** Some elements of one of the arrays. */
interface ArrayPart<Name> {
  readonly name: Name
  readonly from: number
  readonly to: number
}

/** Elements that are copied in a few hundredths of a second. */
const SOME = 1 << 23

/** As many elements of each array, in parts. */
export function* inParts<Name extends string>(lengths: Readonly<Record<Name, number>>): Generator<ArrayPart<Name>> {
  for (const name of Object.keys(lengths) as Name[])
    for (let from = 0; from < lengths[name]; from += SOME)
      yield { name, from, to: Math.min(lengths[name], from + SOME) }
}

export function copyPart<Name extends string>(
  arrays: Readonly<Record<Name, Int32Array>>,
  to: Readonly<Record<Name, Int32Array>>,
  { name, from, to: end }: ArrayPart<Name>,
): void {
  to[name].set(arrays[name].subarray(from, end), from)
}

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
