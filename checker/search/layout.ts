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
 * Moves the vectors from number `high - 1` down to `low` into another layout, in place: with fields at least as wide it has
 * no fewer words, so no vector comes to lie where one that is still to be moved is.
 */
export function repack(from: Layout, to: Layout, vectors: Int32Array, low: number, high: number): void {
  const moves = movesBetween(from, to)
  const [words, wordsThen] = [from.words, to.words]
  const old = new Int32Array(words)
  const next = new Int32Array(wordsThen)
  for (let number = high - 1; number >= low; number--) {
    const base = number * words
    for (let k = 0; k < words; k++) old[k] = vectors[base + k] as number
    next.fill(0)
    for (let i = 0; i < moves.length; i += 4) {
      const bits = (old[moves[i] as number] as number) & (moves[i + 1] as number)
      const turn = moves[i + 2] as number
      const word = moves[i + 3] as number
      next[word] = (next[word] as number) | (bits << turn) | (bits >>> -turn)
    }
    const target = number * wordsThen
    for (let k = 0; k < wordsThen; k++) vectors[target + k] = next[k] as number
  }
}

/**
 * What goes where: four numbers each, of which word which bits go how many bits further, round from the last to the first,
 * into which word. Fields that go the same way go together.
 */
function movesBetween(from: Layout, to: Layout): Int32Array {
  const moves = new Map<string, [word: number, mask: number, turn: number, wordThen: number]>()
  from.bits.forEach((_, part) => {
    const shift = from.shift[part] as number
    const turn = ((to.shift[part] as number) - shift) & 31
    const [word, wordThen] = [from.word[part] as number, to.word[part] as number]
    const way = [word, turn, wordThen].join()
    const mask = (moves.get(way)?.[1] ?? 0) | ((from.mask[part] as number) << shift)
    moves.set(way, [word, mask, turn, wordThen])
  })
  return Int32Array.from([...moves.values()].filter(([, mask]) => mask !== 0).flat())
}
