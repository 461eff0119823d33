/** The memory that the generated loop works on: what it looks up, the states to be expanded, and the batch. */
import { type Exported, instantiate, memoryOf } from '../../webassembly/module.ts'
import type { Batch } from '../batch.ts'
import type { Place, Steps } from '../expand.ts'
import type { Asleep } from '../sleep-sets.ts'
import type { BenchPlace } from './arena.ts'
import { planBench, WINDOW } from './bench-plan.ts'
import { expandCode, REASON, type Shape } from './expand-code.ts'

/** How much more room there is for tables than they need at first. */
const SLACK = 2

export class Workbench {
  readonly #shape: Shape
  readonly #run: Exported
  readonly #said: Int32Array
  readonly #code: Int32Array
  readonly #visits: Float64Array
  readonly #fired: Float64Array
  readonly #window: Int32Array
  readonly #sets: Int32Array
  readonly #batch: Batch
  readonly #vectors: Int32Array
  readonly #home: BenchPlace | undefined
  readonly bytes: number
  /** The states in the window. */
  #from = 0
  #to = 0
  #hasCounted = false

  /** Takes the batch over. @throws RangeError if the machine does not give the memory */
  constructor(steps: Steps, batch: Batch) {
    const { words } = steps
    const [codes, visits, fired] = [SLACK * steps.code.length, SLACK * steps.visits.length, SLACK * steps.fired.length]
    const needed = { words, codes, visits, fired, room: batch.hashes.length, recent: batch.recent.length }
    const { home } = batch
    const there = planBench(needed, home?.from ?? 0)
    const isAtHome = home !== undefined && there.bytes <= home.bytes
    const { loop, successors, bytes } = isAtHome ? there : planBench(needed, 0)
    const memory = isAtHome ? home.memory : memoryOf(bytes, { isShared: false })
    const places = { ...successors, memory }
    this.#shape = shapeOf(steps, batch, isAtHome && home.isShared)
    const { buffer } = memory
    batch.moveTo(places)
    this.#batch = batch
    this.#vectors = batch.vectors
    this.#home = home
    this.#run = instantiate(expandCode(this.#shape, { ...loop, batch: places }), memory)
    this.#said = new Int32Array(buffer, loop.said, 2)
    this.#code = new Int32Array(buffer, loop.code, codes)
    this.#visits = new Float64Array(buffer, loop.visits, visits).fill(0)
    this.#fired = new Float64Array(buffer, loop.fired, fired).fill(0)
    this.#window = new Int32Array(buffer, loop.window, words * WINDOW)
    this.#sets = new Int32Array(buffer, loop.sets, WINDOW)
    this.bytes = bytes
  }

  /** Whether the batch is still where this put it, and should be. */
  has(batch: Batch): boolean {
    return this.#batch === batch && this.#vectors === batch.vectors && this.#home === batch.home
  }

  /** Whether it was made for such steps, and has the room. */
  fits(steps: Steps): boolean {
    const isSame = JSON.stringify(shapeOf(steps, this.#batch, this.#shape.isShared)) === JSON.stringify(this.#shape)
    return (
      isSame &&
      steps.code.length <= this.#code.length &&
      steps.visits.length <= this.#visits.length &&
      steps.fired.length <= this.#fired.length
    )
  }

  /** Takes over what has been learned. */
  takeTables({ code }: Steps): void {
    this.#code.set(code)
  }

  /** Expands on, as far as looking up goes; see ./expand-code.ts. */
  expand(vectors: Int32Array, place: Place, end: number, asleep: Asleep): keyof typeof REASON {
    const batch = this.#batch
    while (place.head < end) {
      if (place.head < this.#from || place.head >= this.#to) this.#copy(vectors, place.head, end, asleep)
      const from = this.#from
      const upTo = Math.min(end, this.#to)
      batch.size = this.#run(place.head - from, place.head, upTo - from, batch.size)
      this.#hasCounted = true
      place.head = from + (this.#said[1] as number)
      const reason = this.#said[0] as number
      if (reason !== REASON.end) return reasons[reason] as keyof typeof REASON
    }
    return 'end'
  }

  /** Adds up what was counted since. */
  settle({ visits, fired }: Pick<Steps, 'visits' | 'fired'>): void {
    if (!this.#hasCounted) return
    addTo(visits, this.#visits)
    addTo(fired, this.#fired)
    this.#hasCounted = false
  }

  #copy(vectors: Int32Array, from: number, end: number, { sets, mask, floor }: Asleep): void {
    const to = Math.min(end, from + WINDOW)
    const { words } = this.#shape
    this.#window.set(vectors.subarray(from * words, to * words))
    for (let state = from; state < to; state++)
      this.#sets[state - from] = state < floor ? 0 : (sets[state & mask] as number)
    this.#from = from
    this.#to = to
  }
}

const reasons = Object.keys(REASON) as (keyof typeof REASON)[]

function shapeOf(steps: Steps, batch: Batch, isShared: boolean): Shape {
  const { words, rows, fields, masks, checksSteps, filters, sleeps } = steps
  const { recentMask, hashes, enough } = batch
  const room = hashes.length - 1 // ../expand.ts looks whether there is more only after it has put one in
  const threads = { rows: [...rows], fields: [...fields], masks: [...masks] }
  return { words, ...threads, checksSteps, filters, sleeps, isShared, recentMask, room, enough }
}

function addTo(sum: Float64Array, counts: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (counts[i] as number)
  counts.fill(0)
}
