/**
 * Where each part's local state sits in a packed state vector.
 *
 * A field never straddles two words. Wide fields are placed first, each into the first word that has room: first-fit
 * decreasing, which needs few words and gives the same layout on every run.
 */
export interface Layout {
  /** Words of 32 bits in a vector. */
  readonly words: number
  readonly bits: readonly number[]
  /** By part: the word, the shift and the mask (before shifting) of its field. */
  readonly word: Int32Array
  readonly shift: Int32Array
  readonly mask: Int32Array
}

/**
 * Gives every field the bits that it needs, in as few words as can be, and then gives away the bits that stay free:
 * laying out millions of vectors anew because one machine met one more local state is what this avoids. A machine with
 * many local states is the likelier to have more, but two may always become three.
 *
 * @param counts by part, how many local states its field must tell apart
 */
export function layOut(counts: readonly number[]): Layout {
  const needed = counts.map(bitsFor)
  const fewest = place(needed).words
  const bits = [...needed]
  const room = new Set(bits.keys())
  const share = (part: number): number => ((bits[part] ?? 0) + 1 - (needed[part] ?? 0)) / ((needed[part] ?? 0) + 2)
  while (room.size > 0) {
    const part = [...room].reduce((least, other) => (share(other) < share(least) ? other : least))
    bits[part] = (bits[part] as number) + 1
    // a field of 33 bits would fit nowhere, and leave behind the word that it had to itself
    if ((bits[part] as number) <= 32 && place(bits).words === fewest) continue
    bits[part] = (bits[part] as number) - 1
    room.delete(part)
  }
  const { words, word } = place(bits)
  const shift = new Int32Array(counts.length)
  const used = new Int32Array(words)
  bits.forEach((width, part) => {
    const at = word[part] as number
    shift[part] = (used[at] as number) % 32
    used[at] = (used[at] as number) + width
  })
  return { words, bits, word, shift, mask: Int32Array.from(bits, (width) => 2 ** width - 1) }
}

/** Which word each field goes to. */
function place(bits: readonly number[]): { words: number; word: Int32Array } {
  const word = new Int32Array(bits.length)
  const used: number[] = [0]
  const widestFirst = bits.map((_, part) => part).sort((a, b) => (bits[b] ?? 0) - (bits[a] ?? 0) || a - b)
  for (const part of widestFirst) {
    const width = bits[part] ?? 0
    let at = used.findIndex((taken) => taken + width <= 32)
    if (at < 0) at = used.push(0) - 1
    word[part] = at
    used[at] = (used[at] ?? 0) + width
  }
  return { words: used.length, word }
}

/** Bits that tell `count` values apart; 0 for a single one. */
export const bitsFor = (count: number): number => (count <= 1 ? 0 : 32 - Math.clz32(count - 1))

/** Where the field of `part` is, in one number: 32 times its word, plus its shift. */
export const fieldOf = (layout: Layout, part: number): number =>
  32 * (layout.word[part] as number) + (layout.shift[part] as number)

/** Reads the field of `part` of the vector at `base`. */
export function getField(layout: Layout, vectors: Int32Array, base: number, part: number): number {
  const at = base + (layout.word[part] as number)
  return ((vectors[at] as number) >>> (layout.shift[part] as number)) & (layout.mask[part] as number)
}

/**
 * Moves the vectors from number `count - 1` down to 0 into another layout, in place: with fields at least as wide it has no
 * fewer words, so no vector comes to lie where one that is still to be moved is.
 */
export function repack(from: Layout, to: Layout, vectors: Int32Array, count: number): void {
  const fields = from.bits.map((_, part) => part).filter((part) => from.mask[part] !== 0)
  const values = new Int32Array(fields.length)
  for (let number = count - 1; number >= 0; number--) {
    const base = number * from.words
    for (let i = 0; i < fields.length; i++) values[i] = getField(from, vectors, base, fields[i] as number)
    const target = number * to.words
    vectors.fill(0, target, target + to.words)
    for (let i = 0; i < fields.length; i++) {
      const part = fields[i] as number
      const at = target + (to.word[part] as number)
      vectors[at] = (vectors[at] as number) | ((values[i] as number) << (to.shift[part] as number))
    }
  }
}
