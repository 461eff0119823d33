/** Hashes of packed vectors: 32 bits, of which the index uses the high ones for places and the low ones for tags. */

export const MIX = 0x9e3779b1
export const MIX_SHIFT = 15
export const FINISH = 0xc2b2ae35
export const FINISH_SHIFT = 13

/** Takes one more word of a vector into its hash. */
export const mix = (hash: number, word: number): number => {
  const h = Math.imul(hash ^ word, MIX)
  return h ^ (h >>> MIX_SHIFT)
}

/** Spreads what `mix` collected over all bits. */
export const finish = (hash: number): number => {
  const h = Math.imul(hash, FINISH)
  return h ^ (h >>> FINISH_SHIFT)
}

export function hashAt(vectors: Int32Array, base: number, words: number): number {
  let hash = 0
  for (let k = 0; k < words; k++) hash = mix(hash, vectors[base + k] as number)
  return finish(hash)
}
