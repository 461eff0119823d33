/**
 * Which state of an orbit stands for all: the one whose packed vector is the smallest.
 *
 * Of a state that is expanded, all images are computed once, part by part. A step changes each image by a mask of its
 * own, as it changes the state; so what a successor costs is one mask and one comparison for each way in which members
 * change places.
 */
import type { Locals } from '../learn/learner.ts'
import type { CompiledNetwork, Outcome } from '../search/compiled-network.ts'
import { getField, type Layout } from '../search/layout.ts'
import type { Orbits } from './symmetry.ts'

export class CanonicalVectors {
  readonly #compiled: CompiledNetwork
  readonly #orbits: Orbits
  #layout: Layout
  /** The images of the present state, one after the other. */
  #images = new Int32Array(0)
  /** By outcome, exchange and word: what to keep and what to set. */
  #changes = new Int32Array(0)
  /** Outcomes that have their changes. */
  #known = 0

  constructor(compiled: CompiledNetwork, orbits: Orbits) {
    this.#compiled = compiled
    this.#orbits = orbits
    this.#layout = compiled.layout
  }

  get bytes(): number {
    return this.#changes.byteLength
  }

  /** Makes ready for the steps out of the state at `base`. */
  expand(vectors: Int32Array, base: number): void {
    this.#prepare()
    this.#imagesOf(vectors, base)
  }

  /** The smallest of the successor at `to` and its images takes its place. */
  successor(outcome: number, vectors: Int32Array, to: number): void {
    const { words } = this.#layout
    const exchanges = this.#orbits.exchanges.length
    const images = this.#images
    const changes = this.#changes
    let change = outcome * exchanges * 2 * words
    for (let exchange = 0, image = 0; exchange < exchanges; exchange++, image += words) {
      let less = 0
      for (let k = 0; k < words; k++, change += 2) {
        const value = ((images[image + k] as number) & (changes[change] as number)) | (changes[change + 1] as number)
        if (less === 0) {
          const best = vectors[to + k] as number
          if (value === best) continue
          less = value < best ? 1 : -1
        }
        // words before this one are equal
        if (less === 1) vectors[to + k] = value
      }
    }
  }

  /** The smallest of the vector at `base` and its images takes its place. Says by which exchange, if by one. */
  canonise(vectors: Int32Array, base: number): number | undefined {
    this.#prepare()
    this.#imagesOf(vectors, base)
    const { words } = this.#layout
    let best: number | undefined
    for (let image = 0; image < this.#images.length; image += words) {
      let k = 0
      while (k < words && vectors[base + k] === this.#images[image + k]) k++
      if (k < words && (this.#images[image + k] as number) < (vectors[base + k] as number)) {
        vectors.set(this.#images.subarray(image, image + words), base)
        best = image / words
      }
    }
    return best
  }

  /** The state that stands for the orbit of another. */
  stateFor(locals: Locals): number[] {
    const layout = this.#compiled.layout
    const vector = new Int32Array(layout.words)
    locals.forEach((local, part) => {
      const word = layout.word[part] as number
      vector[word] = (vector[word] as number) | (local << (layout.shift[part] as number))
    })
    this.canonise(vector, 0)
    return locals.map((_, part) => getField(layout, vector, 0, part))
  }

  #imagesOf(vectors: Int32Array, base: number): void {
    const { words, word, shift, mask } = this.#layout
    const images = this.#images.fill(0)
    let image = 0
    for (const { parts, locals } of this.#orbits.exchanges) {
      for (let part = 0; part < parts.length; part++) {
        const local =
          ((vectors[base + (word[part] as number)] as number) >>> (shift[part] as number)) & (mask[part] as number)
        const to = parts[part] as number
        const at = image + (word[to] as number)
        images[at] = (images[at] as number) | ((locals[part]?.[local] as number) << (shift[to] as number))
      }
      image += words
    }
  }

  /** Takes in what was learned or laid out anew since the last time. */
  #prepare(): void {
    const { layout, outcomes } = this.#compiled
    const exchanges = this.#orbits.exchanges.length
    if (layout !== this.#layout || this.#images.length === 0) {
      this.#layout = layout
      this.#images = new Int32Array(exchanges * layout.words)
      this.#known = 0
    }
    if (this.#known === outcomes.length) return
    const each = exchanges * 2 * layout.words
    if (outcomes.length * each > this.#changes.length) {
      const wider = new Int32Array(2 * outcomes.length * each)
      wider.set(this.#changes)
      this.#changes = wider
    }
    for (; this.#known < outcomes.length; this.#known++) this.#addChanges(this.#known * each, this.#known)
  }

  #addChanges(at: number, outcome: number): void {
    const { words, word, shift, mask } = this.#layout
    const changes = this.#changes
    const { writes } = this.#compiled.outcomes[outcome] as Outcome
    let change = at
    for (const { parts, locals } of this.#orbits.exchanges) {
      for (let k = 0; k < words; k++) {
        changes[change + 2 * k] = -1
        changes[change + 2 * k + 1] = 0
      }
      for (let i = 0; i < writes.length; i += 3) {
        const part = writes[i] as number
        const to = parts[part] as number
        const place = change + 2 * (word[to] as number)
        const local = locals[part]?.[writes[i + 2] as number] as number
        changes[place] = (changes[place] as number) & ~((mask[to] as number) << (shift[to] as number))
        changes[place + 1] = (changes[place + 1] as number) | (local << (shift[to] as number))
      }
      change += 2 * words
    }
  }
}
