/** The memory that the generated loop works on: what it looks up, the states to be expanded, and the batch. */
import { instantiate } from '../../webassembly/module.ts'
import type { Batch } from '../batch.ts'
import { BATCH, type Place, type Steps } from '../expand.ts'
import type { Asleep } from '../sleep-sets.ts'
import { BENCH_BYTES } from './arena.ts'
import { expandCode, REASON, type Shape } from './expand-code.ts'
import { MemoryPlan } from './memory-plan.ts'

/** States that are copied here at a time; measured: 256 to 4096 make no difference. */
const WINDOW = 1024

/** Steps of one state that can be noted at a time. */
const NOTED = 1024

/** How much more room there is for tables than they need at first. */
const SLACK = 2

export class Workbench {
  readonly #shape: Shape
  readonly #run: (...given: number[]) => number
  readonly #stop: Int32Array
  readonly #code: Int32Array
  readonly #visits: Float64Array
  readonly #fired: Float64Array
  readonly #window: Int32Array
  readonly #sets: Int32Array
  readonly #batch: Batch
  readonly #vectors: Int32Array
  readonly #home: WebAssembly.Memory | undefined
  readonly bytes: number
  /** The states in the window. */
  #from = 0
  #to = 0
  #hasCounted = false

  /** Takes the batch over. @throws RangeError if the machine does not give the memory */
  constructor(steps: Steps, batch: Batch) {
    const { words } = steps
    this.#shape = shapeOf(steps, batch)
    const room = batch.hashes.length
    const [codes, visits, fired] = [SLACK * steps.code.length, SLACK * steps.visits.length, SLACK * steps.fired.length]
    const plan = new MemoryPlan()
    const places = {
      reason: plan.take(4),
      stoppedAt: plan.take(4),
      code: plan.take(4 * codes),
      visits: plan.take(8 * visits),
      fired: plan.take(8 * fired),
      window: plan.take(4 * words * WINDOW),
      sets: plan.take(4 * WINDOW),
      taken: plan.take(4 * NOTED),
      takenEnd: plan.take(0),
    }
    const batchPlaces = {
      vectors: plan.take(4 * words * room),
      hashes: plan.take(4 * room),
      parents: plan.take(4 * room),
      outcomes: plan.take(4 * room),
      sleeps: plan.take(4 * room),
      numbers: plan.take(4 * room),
      recent: plan.take(4 * batch.recent.length),
      homes: plan.take(4 * room),
      touched: plan.take(4),
    }
    const memory = batch.home !== undefined && plan.bytes <= BENCH_BYTES ? batch.home : plan.memory()
    const { buffer } = memory
    batch.moveTo({ ...batchPlaces, memory })
    this.#batch = batch
    this.#vectors = batch.vectors
    this.#home = batch.home
    this.#run = instantiate(expandCode(this.#shape, { ...places, batch: { ...batchPlaces, memory } }), memory)
    this.#stop = new Int32Array(buffer, places.reason, (places.stoppedAt - places.reason) / 4 + 1)
    this.#code = new Int32Array(buffer, places.code, codes)
    this.#visits = new Float64Array(buffer, places.visits, visits).fill(0)
    this.#fired = new Float64Array(buffer, places.fired, fired).fill(0)
    this.#window = new Int32Array(buffer, places.window, words * WINDOW)
    this.#sets = new Int32Array(buffer, places.sets, WINDOW)
    this.bytes = plan.bytes
  }

  /** Whether the batch is still where this put it, and should be. */
  has(batch: Batch): boolean {
    return this.#batch === batch && this.#vectors === batch.vectors && this.#home === batch.home
  }

  /** Whether it was made for such steps, and has the room. */
  fits(steps: Steps): boolean {
    const isSame = JSON.stringify(shapeOf(steps, this.#batch)) === JSON.stringify(this.#shape)
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
      place.head = from + (this.#stop[this.#stop.length - 1] as number)
      const reason = this.#stop[0] as number
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

function shapeOf(steps: Steps, batch: Batch): Shape {
  const { words, rows, fields, masks, checksSteps, filters, sleeps } = steps
  const { recentMask, hashes } = batch
  const threads = { rows: [...rows], fields: [...fields], masks: [...masks] }
  return { words, ...threads, checksSteps, filters, sleeps, recentMask, room: hashes.length, enough: BATCH }
}

function addTo(sum: Float64Array, counts: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (counts[i] as number)
  counts.fill(0)
}
