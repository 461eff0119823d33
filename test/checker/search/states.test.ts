import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Batch } from '../../../checker/search/batch.ts'
import { FEW_BYTES } from '../../../checker/search/generated/arena.ts'
import { planBench } from '../../../checker/search/generated/bench-plan.ts'
import { finish, hashAt, mix } from '../../../checker/search/hash.ts'
import { bitsFor, type Layout } from '../../../checker/search/layout.ts'
import {
  fill,
  homeOf,
  lengthOf,
  numberMask,
  partsOf,
  putInAmongOthers,
  scaleOf,
  spreadPart,
} from '../../../checker/search/slots.ts'
import { StateStore } from '../../../checker/search/states.ts'
import { setField } from './set-field.ts'

interface Offered {
  readonly locals: readonly number[]
  /** The number of the state that it comes from, modulo those stored. */
  readonly from: number
  /** Which learned outcome leads to it. */
  readonly outcome: number
}

/** Fields of so many bits, one after the other; one that does not fit into the present word starts the next. */
function fields(bits: readonly number[]): Layout {
  let [at, used] = [0, 0]
  const places = bits.map((width) => {
    if (used + width > 32) [at, used] = [at + 1, 0]
    used += width
    return { word: at, shift: used - width }
  })
  return {
    words: at + 1,
    bits,
    word: Int32Array.from(places, ({ word }) => word),
    shift: Int32Array.from(places, ({ shift }) => shift),
    mask: Int32Array.from(bits, (width) => 2 ** width - 1),
  }
}

/** A store and what it must hold: the first of equal vectors, in the order in which they were offered. */
class Checked {
  readonly store: StateStore
  readonly #expected: { locals: readonly number[]; parent: number; outcome: number }[] = []
  readonly #numbers = new Map<string, number>()
  /** Whether batches were added by generated code, and by the store's own. */
  readonly ways = new Set<'generated' | 'own'>()

  constructor(bits: readonly number[], batchSize: number, { generated = false } = {}) {
    const options = generated ? { generated: { from: 0, most: FEW_BYTES } } : {}
    this.store = new StateStore(fields(bits), batchSize, options)
    this.store.addInitial()
    this.#expect(Array(bits.length).fill(0), -1, 0)
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
    expect(store.makeRoom(Number.POSITIVE_INFINITY)).toBe(true)
    this.ways.add(store.batch.home === undefined ? 'own' : 'generated')
    takeHome(store.batch, store.layout)
    store.addBatch()
    expect(store.batch.added).toBe(store.count - first)
    expect(store.batch.size).toBe(0)
    expect(store.count).toBe(this.#expected.length)
    const outcomes = [...store.batch.outcomes.subarray(0, store.count - first)]
    expect(outcomes).toEqual(this.#expected.slice(first).map(({ outcome }) => outcome))
  }

  relayout(bits: readonly number[]): void {
    this.flush()
    const layout = fields(bits)
    while (this.store.relayoutOn(layout));
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

/** Takes the batch to where the store can look it up, as the search loop does. */
function takeHome(batch: Batch, { words }: Layout): void {
  const { home, places, hashes, recent } = batch
  if (home === undefined || places?.memory === home.memory) return
  const needed = { words, codes: 0, visits: 0, fired: 0, room: hashes.length, recent: recent.length }
  const { successors, bytes } = planBench(needed, home.from)
  expect(bytes).toBeLessThanOrEqual(home.bytes)
  batch.moveTo({ ...successors, memory: home.memory })
}

const sameNumbers = (a: readonly number[], b: readonly number[]) =>
  a.length === b.length && a.every((x, i) => x === b[i])

/** Few values per part, so that most vectors come several times. */
const run = fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 40 }).chain((bits) =>
  fc.record({
    bits: fc.constant(bits),
    batchSize: fc.integer({ min: 1, max: 40 }),
    offered: fc.array(
      fc.record<Offered>({
        locals: fc.tuple(...bits.map((width) => fc.nat({ max: 2 ** width - 1 }))),
        from: fc.nat({ max: 1000 }),
        outcome: fc.nat({ max: 9 }),
      }),
      { maxLength: 200, size: 'max' },
    ),
  }),
)

test('every vector is kept once, in the order of first appearance, with where it came from', () => {
  fc.assert(
    fc.property(run, fc.boolean(), ({ bits, batchSize, offered }, generated) => {
      const checked = new Checked(bits, batchSize, { generated })
      for (const one of offered) checked.offer(one)
      checked.verify()
    }),
  )
})

test('a layout with wider fields keeps all that was stored, and knows it again', () => {
  fc.assert(
    fc.property(
      run,
      fc.nat({ max: 199 }),
      fc.integer({ min: 1, max: 12 }),
      fc.boolean(),
      (run, at, growth, generated) => {
        const checked = new Checked(run.bits, run.batchSize, { generated })
        const wide = run.bits.map((width, part) => width + (part % 3 === 0 ? growth : 0))
        run.offered.forEach((one, i) => {
          if (i === at) checked.relayout(wide)
          checked.offer(one)
        })
        checked.verify()
        checked.relayout(wide)
        for (const one of run.offered) checked.offer(one)
        checked.verify()
      },
    ),
  )
})

// by the birthday problem, some of so many vectors share all 32 bits of their hash
test.each([
  ['one word', [18], false],
  ['two words', [18, 18], false],
  ['four words', [18, 14, 18, 18, 2, 18], false],
  ['two words, also when they move out of the memory of generated code', [18, 18], true],
  ['three words, likewise', [18, 18, 18], true],
] as const)('growth keeps everything, in vectors of %s', (_, bits, generated) => {
  const checked = new Checked(bits, 1000, { generated })
  const states = 200_000
  const vector = (n: number) => bits.map((width, part) => ((n + 1) * (2 * part + 1)) % 2 ** width)
  for (let n = 0; n < states; n++) {
    checked.offer({ locals: vector(n), from: n, outcome: n % 7 })
    checked.offer({ locals: vector(Math.floor(n / 2)), from: 0, outcome: 8 })
  }
  checked.verify()
  expect([...checked.ways]).toEqual(generated ? ['generated', 'own'] : ['own'])
  const { bytes, count } = checked.store
  expect(bytes / count).toBeLessThan(100)
})

test('vectors that differ in one bit are different', () => {
  const checked = new Checked([31, 31, 1], 16)
  for (let round = 0; round < 2; round++)
    for (let bit = 0; bit < 31; bit++) {
      checked.offer({ locals: [2 ** bit, 0, 0], from: 0, outcome: bit })
      checked.offer({ locals: [0, 2 ** bit, 0], from: 0, outcome: bit })
      checked.offer({ locals: [2 ** bit, 0, 1], from: 0, outcome: bit })
    }
  checked.verify()
  expect(checked.store.count).toBe(1 + 3 * 31)
})

test('the store takes no more bytes than it is allowed, and says so before', () => {
  for (const parents of [true, false])
    for (const allowed of [20_000_000, 30_000_000]) {
      const store = new StateStore(fields([20, 20]), 500, { parents, limit: allowed })
      store.addInitial()
      let room = true
      for (let n = 1; room; n++) {
        const { batch } = store
        batch.vectors.set([n, n], 2 * batch.size)
        batch.hashes[batch.size] = finish(mix(mix(0, n), n))
        if (++batch.size < 500) continue
        room = store.makeRoom(allowed)
        if (room) store.addBatch()
        expect(store.bytes).toBeLessThanOrEqual(allowed)
      }
      // what is not used in the end is less than what one more batch, and its place in the index, would have needed
      const perState = (store.bytes - store.batch.bytes) / store.count
      expect(perState, `${allowed}`).toBeLessThan(parents ? 21 : 17)
      expect(store.bytes).toBeGreaterThan(0.85 * allowed)
    }
})

test('vectors that begin alike, with one tag and neighbouring homes, are different', () => {
  const store = new StateStore(fields([32, 32]), 4)
  const { slots } = store
  const hashOf = (y: number) => hashAt(Int32Array.of(7, y), 0, 2)
  const homeOf = (y: number) => Math.floor((hashOf(y) >>> 0) * scaleOf(slots))
  const tagOf = (y: number) => hashOf(y) << bitsFor(slots)
  // one whose home is taken goes to the next slot, where the other one, whose home that is, finds it
  const byTag = new Map<number, number>()
  let pair: readonly [displaced: number, other: number] | undefined
  for (let y = 0; pair === undefined; y++) {
    const earlier = byTag.get(tagOf(y))
    if (earlier !== undefined && homeOf(y) === homeOf(earlier) + 1) pair = [earlier, y]
    if (earlier !== undefined && homeOf(y) === homeOf(earlier) - 1) pair = [y, earlier]
    byTag.set(tagOf(y), y)
  }
  const [displaced, other] = pair
  let taking = 0
  while (homeOf(taking) !== homeOf(displaced) || taking === displaced) taking++
  for (const y of [taking, displaced, other]) {
    store.batch.vectors.set([7, y])
    store.batch.hashes[0] = hashOf(y)
    store.batch.size = 1
    store.addBatch()
  }
  expect(store.count).toBe(3)
})

test('an index that grows bit by bit is the one that grows at once, and states are added only when it is done', () => {
  const filled = (bitByBit: boolean) => {
    const store = new StateStore(fields([32]), 64)
    store.addInitial()
    let steps = 0
    for (let next = 1; next < 3000; ) {
      if (bitByBit) while (store.growOn(Number.POSITIVE_INFINITY)) steps++
      for (; store.batch.size < 64; next++) {
        store.batch.vectors[store.batch.size] = next
        store.batch.hashes[store.batch.size++] = hashAt(Int32Array.of(next), 0, 1)
      }
      expect(store.makeRoom(Number.POSITIVE_INFINITY)).toBe(true)
      store.addBatch()
      expect(store.batch.added).toBe(64)
    }
    return { slots: store.slots, index: [...store.index], count: store.count, steps }
  }
  const [once, bits] = [filled(false), filled(true)]
  expect(once.steps).toBe(0)
  expect(bits.steps).toBeGreaterThan(0)
  expect({ ...bits, steps: 0 }).toEqual(once)
})

test('an index grows in place, by any factor, at once or in parts, and every state is found in it as before', () => {
  const grown = fc.record({
    words: fc.integer({ min: 1, max: 3 }),
    states: fc.integer({ min: 1, max: 800 }),
    from: fc.integer({ min: 850, max: 1200 }),
    more: fc.integer({ min: 1, max: 3000 }),
    seed: fc.nat({ max: 1000 }),
    threads: fc.nat({ max: 3 }),
    many: fc.constantFrom(64, 1 << 21),
  })
  fc.assert(
    fc.property(grown, ({ words, states, from, more, seed, threads, many }) => {
      const vectors = Int32Array.from({ length: states * words }, (_, i) => Math.imul(i + seed, 0x45d9f3b))
      const index = new Int32Array(lengthOf(from + more))
      fill(index, from, vectors, words, 0, states)
      if (threads === 0) spreadPart(index, { from, to: from + more, low: 0, high: lengthOf(from) }, vectors, words)
      for (const parts of threads === 0 ? [] : partsOf(index, from, from + more, threads, { few: 64, many }))
        for (const part of parts.reverse()) spreadPart(index, part, vectors, words, putInAmongOthers)
      const mask = numberMask(from + more)
      for (let n = 0; n < states; n++) {
        let slot = homeOf(hashAt(vectors, n * words, words), scaleOf(from + more))
        while (((index[slot] as number) & mask) !== n + 1) {
          expect(index[slot]).not.toBe(0)
          slot++
        }
      }
      expect(index.filter((entry) => entry !== 0).length).toBe(states)
    }),
  )
})

test('the bytes that laying out anew may need are not fewer than it then takes', () => {
  for (const wide of [
    [20, 12],
    [20, 20],
    [32, 32, 32],
  ]) {
    const checked = new Checked(
      wide.map(() => 10),
      50,
    )
    for (let n = 1; n < 1000; n++) checked.offer({ locals: wide.map(() => n), from: 0, outcome: 0 })
    checked.flush()
    const { store } = checked
    const atMost = store.bytes + store.bytesToRelayout(fields(wide))
    checked.relayout(wide)
    expect(store.bytes).toBeLessThanOrEqual(atMost)
    checked.verify()
  }
})

test('a store is full before its index would need more slots than it may have, and adds no more', () => {
  const store = new StateStore(fields([20]), 100, { mostSlots: 1024 })
  store.addInitial()
  const offer = (n: number) => {
    const { batch } = store
    batch.vectors[batch.size] = n
    batch.hashes[batch.size] = finish(mix(0, n))
    batch.size++
  }
  expect(store.most).toBe(921)
  for (let n = 1; n < 921; n++) {
    offer(n)
    expect(store.full).toBe(false)
    expect(store.makeRoom(Number.POSITIVE_INFINITY)).toBe(true)
    store.addBatch()
  }
  expect(store.count).toBe(921)
  offer(921)
  expect(store.full).toBe(true)
  expect(() => store.addBatch()).toThrow('more than 921 states cannot be numbered')
})

test('an index has no more slots than leave one bit of a hash in each entry', () => {
  expect(new StateStore(fields([1]), 1).most).toBe(Math.floor(2 ** 31 * 0.9))
})
