import fc from 'fast-check'
import { expect, test } from 'vitest'
import { layOut, setField } from '../../../checker/search/layout.ts'
import { finish, mix, StateStore } from '../../../checker/search/states.ts'

interface Offered {
  readonly locals: readonly number[]
  /** The number of the state that it comes from, modulo those stored. */
  readonly from: number
  /** Which learned outcome leads to it. */
  readonly outcome: number
}

/** A store and what it must hold: the first of equal vectors, in the order in which they were offered. */
class Checked {
  readonly store: StateStore
  readonly #expected: { locals: readonly number[]; parent: number; outcome: number }[] = []
  readonly #numbers = new Map<string, number>()

  constructor(counts: readonly number[], batchSize: number) {
    this.store = new StateStore(layOut(counts), batchSize)
    this.store.addInitial()
    this.#expect(
      counts.map(() => 0),
      -1,
      0,
    )
  }

  /** Puts a vector into the batch as the search does, and adds the batch when it is full. */
  offer({ locals, from, outcome }: Offered): void {
    const { batch, layout } = this.store
    const base = batch.size * layout.words
    batch.vectors.fill(0, base, base + layout.words)
    locals.forEach((local, part) => {
      setField(layout, batch.vectors, base, part, local)
    })
    let hash = 0
    for (let word = 0; word < layout.words; word++) hash = mix(hash, batch.vectors[base + word] as number)
    const parent = from % this.store.count
    batch.hashes[batch.size] = finish(hash)
    batch.parents[batch.size] = parent
    batch.outcomes[batch.size] = outcome
    batch.size++
    this.#expect(locals, parent, outcome)
    if (batch.size === batch.hashes.length) this.flush()
  }

  flush(): void {
    const { store } = this
    const first = store.count
    store.addBatch()
    expect(store.batch.size).toBe(0)
    expect(store.count).toBe(this.#expected.length)
    const outcomes = [...store.batch.outcomes.subarray(0, store.count - first)]
    expect(outcomes).toEqual(this.#expected.slice(first).map(({ outcome }) => outcome))
  }

  relayout(counts: readonly number[]): void {
    this.flush()
    this.store.relayout(layOut(counts))
  }

  verify(): void {
    this.flush()
    for (const [number, { locals, parent }] of this.#expected.entries()) {
      if (!sameNumbers(this.store.locals(number), locals)) expect(this.store.locals(number)).toEqual(locals)
      if (this.store.parents[number] !== parent) expect(this.store.parents[number]).toBe(parent)
    }
  }

  #expect(locals: readonly number[], parent: number, outcome: number): void {
    const key = locals.join()
    if (this.#numbers.has(key)) return
    this.#numbers.set(key, this.#expected.length)
    this.#expected.push({ locals, parent, outcome })
  }
}

const sameNumbers = (a: readonly number[], b: readonly number[]) =>
  a.length === b.length && a.every((x, i) => x === b[i])

/** Few values per part, so that most vectors come several times. */
const smallCounts = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 40 })
const run = smallCounts.chain((counts) =>
  fc.record({
    counts: fc.constant(counts),
    batchSize: fc.integer({ min: 1, max: 40 }),
    offered: fc.array(
      fc.record<Offered>({
        locals: fc.tuple(...counts.map((count) => fc.nat({ max: count - 1 }))),
        from: fc.nat({ max: 1000 }),
        outcome: fc.nat({ max: 9 }),
      }),
      { maxLength: 200, size: 'max' },
    ),
  }),
)

test('every vector is kept once, in the order of first appearance, with where it came from', () => {
  fc.assert(
    fc.property(run, ({ counts, batchSize, offered }) => {
      const checked = new Checked(counts, batchSize)
      for (const one of offered) checked.offer(one)
      checked.verify()
    }),
  )
})

test('a layout with wider fields keeps all that was stored, and knows it again', () => {
  fc.assert(
    fc.property(run, fc.nat({ max: 199 }), fc.integer({ min: 1, max: 10 }), (run, at, growth) => {
      const checked = new Checked(run.counts, run.batchSize)
      // the layout may have given fields more bits than they need; none of those may be lost
      const wide = checked.store.layout.bits.map((bits) => Math.min(2 ** bits * growth, 2 ** 31))
      run.offered.forEach((one, i) => {
        if (i === at) checked.relayout(wide)
        checked.offer(one)
      })
      checked.verify()
      checked.relayout(wide)
      for (const one of run.offered) checked.offer(one)
      checked.verify()
    }),
  )
})

// by the birthday problem, some of so many vectors share all 32 bits of their hash
test.each([
  ['one word', [2 ** 20]],
  ['two words', [2 ** 20, 2 ** 20, 2 ** 20]],
  ['five words', Array(8).fill(2 ** 17)],
])('growth keeps everything, in vectors of %s', (_, counts) => {
  const checked = new Checked(counts, 1000)
  const states = 150_000
  const vector = (n: number) => counts.map((_, part) => ((n + 1) * (2 * part + 1)) % 2 ** 17)
  for (let n = 0; n < states; n++) {
    checked.offer({ locals: vector(n), from: n, outcome: n % 7 })
    checked.offer({ locals: vector(Math.floor(n / 2)), from: 0, outcome: 8 })
  }
  checked.verify()
  const { bytes, count } = checked.store
  expect(bytes / count).toBeLessThan(100)
})

test('vectors that differ in one bit are different', () => {
  const counts = [2 ** 31, 2 ** 31, 2]
  const checked = new Checked(counts, 16)
  for (let round = 0; round < 2; round++)
    for (let bit = 0; bit < 31; bit++) {
      checked.offer({ locals: [2 ** bit, 0, 0], from: 0, outcome: bit })
      checked.offer({ locals: [0, 2 ** bit, 0], from: 0, outcome: bit })
      checked.offer({ locals: [2 ** bit, 0, 1], from: 0, outcome: bit })
    }
  checked.verify()
  expect(checked.store.count).toBe(1 + 3 * 31)
})

test('the bytes that a batch may need are not fewer than it then takes', () => {
  const checked = new Checked([2 ** 20, 2 ** 20], 500)
  for (let n = 1; n < 100_000; n++) {
    const { store } = checked
    if (store.batch.size === store.batch.hashes.length - 1) {
      const atMost = store.bytes + store.bytesToGrow
      checked.offer({ locals: [n, n], from: 0, outcome: 0 })
      // the last of the batch came after the question
      if (store.bytes > atMost + 16) expect(store.bytes).toBeLessThanOrEqual(atMost)
    } else checked.offer({ locals: [n, n], from: 0, outcome: 0 })
  }
  checked.verify()
})
