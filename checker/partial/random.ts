/** Random numbers that are the same for the same seed, everywhere and for ever: Marsaglia's xorshift with 32 bits. */
export class Random {
  #state: number

  constructor(seed: number) {
    // neighbouring seeds must not begin alike, and a state of zero would stay zero
    const spread = Math.imul(seed ^ (seed >>> 16), 0x45d9f3b) ^ Math.floor(seed / 2 ** 32)
    this.#state = spread === 0 ? 0x9e3779b9 : spread
    for (let i = 0; i < 8; i++) this.below(2)
  }

  /** A whole number from 0 on that is less than `count`. */
  below(count: number): number {
    let state = this.#state
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    this.#state = state
    return (state >>> 0) % count
  }
}
