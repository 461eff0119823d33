/** Hashes of packed vectors: 32 bits, of which the index uses the high ones for places and the low ones for tags. */

/** Takes one more word of a vector into its hash. */
export const mix = (hash: number, word: number): number => {
  const h = Math.imul(hash ^ word, 0x9e3779b1)
  return h ^ (h >>> 15)
}

/** Spreads what `mix` collected over all bits. */
export const finish = (hash: number): number => {
  const h = Math.imul(hash, 0xc2b2ae35)
  return h ^ (h >>> 13)
}

export function hashAt(vectors: Int32Array, base: number, words: number): number {
  let hash = 0
  for (let k = 0; k < words; k++) hash = mix(hash, vectors[base + k] as number)
  return finish(hash)
}
