/**
 * Breadth-first search by many threads, level by level.
 *
 * Finds:    how many states and steps there are, or that something is broken at some depth. Which of equally short
 *           counterexamples is the first is for a search alone to say: threads meet a level's states in any order.
 * Visits:   every state of a level before any of the next. Threads take the states of a level in runs, as they were found,
 *           so that most successors that are not new are known to the thread's own filter.
 * Learns:   on the main thread only, while the others rest: a machine cannot be sent to a thread. States that need it are
 *           put aside, and expanded here. Levels of few states are expanded here, too.
 * Costs:    one vector and one index slot per state.
 */
import { oneLine } from '../errors.ts'
import { isAllocationFailure } from '../search/allocation.ts'
import type { BreadthFirst } from '../search/breadth-first.ts'
import type { CompiledNetwork } from '../search/compiled-network.ts'
import { placeAt } from '../search/expand.ts'
import { Expansion, type Found, type Limit, type Structural } from '../search/expansion.ts'
import { arenaBytes } from '../search/generated/arena.ts'
import { Crew } from './crew.ts'
import { Publisher } from './knowledge.ts'
import type { Knowledge, Rested, Round } from './messages.ts'
import { RUN, type Run } from './shared-states.ts'
import { SharedStore } from './shared-store.ts'

interface Limits {
  readonly maxStates: number
  readonly maxMemory: number
}

/** What ended a search, if something did. */
type Ended = 'interrupted' | Limit | undefined

/** Pieces of a level for each thread, unless they come to fewer states than this, or more than a run. */
const PIECES = 16
const SHORT = 512

/** A level of fewer states costs threads more than it spares. */
const FEW = 2048

/** What a thread takes for itself: its heap, its stack, what it has loaded. */
const BYTES_OF_THREAD = 12 * 2 ** 20

const THREADS_AT_MOST = 32

/** Milliseconds between two looks at the signal while the main thread learns. */
const SLICE = 50

export class ParallelSearch {
  depth: number
  /** How many threads search. */
  readonly workers: number
  /** What the machine said when it gave no more memory. */
  refusal: string | undefined
  readonly #compiled: CompiledNetwork
  readonly #store: SharedStore
  readonly #expansion: Expansion
  readonly #publisher: Publisher
  readonly #limits: Limits
  readonly #illegalBefore: number
  /** The level that is being expanded, and what was found of the next one. */
  #level: Run[]
  #next: Run[] = []
  #expanded: number
  /** What threads are told, until more is known. */
  #knowledge: Knowledge | undefined

  /**
   * @param begun a search alone, as far as it has come: to the beginning of a level
   * @throws RangeError if the machine does not give the addresses
   */
  constructor(
    compiled: CompiledNetwork,
    structural: Structural,
    limits: Limits,
    { store, head, depth, illegalIgnored }: BreadthFirst,
    workers: number,
  ) {
    this.#compiled = compiled
    this.#limits = limits
    this.#illegalBefore = illegalIgnored
    this.depth = depth
    this.workers = Math.min(workers, THREADS_AT_MOST)
    this.#publisher = new Publisher(compiled, structural.deadlocks, this.workers)
    this.#store = new SharedStore(store, this.workers + 1, limits.maxMemory, arenaBytes(compiled.shortcuts))
    this.#level = [[head, store.count]]
    this.#expanded = head
    const room = {
      addBatch: () => {
        this.#store.states.addBatch()
        return this.#store.hasRoom ? undefined : this.#makeRoom()
      },
      mayUse: (bytes: number) => this.bytes + bytes <= limits.maxMemory,
    }
    this.#expansion = new Expansion(compiled, this.#store, structural, room, this.#store.states)
  }

  get found(): Found | undefined {
    return this.#expansion.found
  }

  get illegalIgnored(): number {
    return this.#illegalBefore + this.#expansion.illegalIgnored
  }

  /** States found; while threads search, up to a run more for each of them. */
  get states(): number {
    const unused = [...this.#store.unused, this.#store.states.unused]
    return this.#store.taken - unused.reduce((sum, [from, to]) => sum + to - from, 0)
  }

  /** Those that were found alone have the numbers that they had. */
  get store(): { locals(state: number): number[] } {
    return this.#store
  }

  /** States found and not yet expanded, roughly. */
  get queue(): number {
    return this.states - this.#expanded
  }

  get bytes(): number {
    return this.#store.bytes + this.#compiled.bytes + this.#publisher.bytes + this.#expansion.bytes
  }

  get most(): number {
    return this.#store.most
  }

  /** Steps that threads have counted since they last rested. */
  get unsettledSteps(): number {
    return this.#publisher.unsettled
  }

  /**
   * Searches until something ends it.
   *
   * @throws ModelError as the model does, but not as the first thing that is wrong with it: that is for a search alone to say
   * @throws Error if a thread dies
   */
  async run(signal: AbortSignal | undefined): Promise<'done' | 'interrupted' | Limit> {
    const crew = new Crew(this.workers)
    const rest = () => this.#store.askToRest()
    signal?.addEventListener('abort', rest)
    try {
      return await this.#run(crew, signal)
    } catch (error) {
      if (!isAllocationFailure(error)) throw error
      this.refusal = oneLine(error)
      return 'no-memory'
    } finally {
      signal?.removeEventListener('abort', rest)
      await crew.dismiss()
    }
  }

  async #run(crew: Crew, signal: AbortSignal | undefined): Promise<'done' | 'interrupted' | Limit> {
    for (;;) {
      this.#store.beginLevel()
      const states = this.#level.reduce((sum, [from, to]) => sum + to - from, 0)
      const isFew = this.#compiled.shortcuts.alone && states < FEW
      const ended = await (isFew ? this.#expandHere(crew, signal) : this.#expandTogether(crew, states, signal))
      if (ended !== undefined) return ended
      if (this.found !== undefined) return 'done'
      this.#keepRuns(this.#store.states.collect())
      if (this.#next.length === 0) return 'done'
      if (this.states > this.#limits.maxStates) return 'max-states'
      this.depth++
      this.#expanded += states
      this.#level = this.#next
      this.#next = []
    }
  }

  async #expandHere(crew: Crew, signal: AbortSignal | undefined): Promise<Ended> {
    for (const [from, to] of this.#level) {
      await new Promise(setImmediate)
      if (signal?.aborted) return 'interrupted'
      const ended = await this.#expand(from, to, crew, signal)
      if (ended !== undefined) return ended
    }
    return undefined
  }

  async #expandTogether(crew: Crew, states: number, signal: AbortSignal | undefined): Promise<Ended> {
    const level = pieces(this.#level, states, this.workers)
    for (let isDone = false; !isDone && this.found === undefined; ) {
      const isInTheWay = (await this.#moveBy(crew, signal)) ?? this.#makeRoom()
      if (isInTheWay !== undefined) return isInTheWay
      this.#knowledge ??= this.#publisher.knowledge()
      const knowledge = this.#knowledge
      const { buffers } = this.#store
      const { shape } = this.#store.states
      const round = (worker: number): Round => ({
        buffers,
        shape,
        knowledge,
        counts: this.#publisher.counts(worker),
        level,
      })
      this.#store.beginRound()
      const rested = await crew.round(Array.from({ length: crew.size }, (_, worker) => round(worker)))
      this.#publisher.settle()
      this.#store.unused = rested.map(({ unused }) => unused)
      for (const { runs } of rested) this.#keepRuns(runs)
      // what is learned may need room, and to move what is there takes as many times longer without the crew
      const ended = (await this.#moveBy(crew, signal)) ?? (await this.#learnFrom(rested, crew, signal))
      if (ended !== undefined) return ended
      isDone = rested.every((one) => one.isDone)
    }
    return undefined
  }

  /** Moves states, or spreads their index, if more are soon to come than there is room for. */
  async #moveBy(crew: Crew, signal: AbortSignal | undefined): Promise<'interrupted' | undefined> {
    if (this.#store.mustLeave(this.#allowed)) await this.#store.leaveBy(signal)
    if (signal?.aborted) return 'interrupted'
    const more = this.#store.moreSlots(this.#allowed)
    if (more !== undefined) await this.#store.spreadBy(crew, more, signal)
    return signal?.aborted ? 'interrupted' : undefined
  }

  /** Does what the threads could not. */
  async #learnFrom(rested: readonly Rested[], crew: Crew, signal: AbortSignal | undefined): Promise<Ended> {
    let until = performance.now() + SLICE
    for (const { aside, stuck, unsettled } of rested) {
      if (aside.length + unsettled.length > 0) this.#knowledge = undefined
      for (let i = 0; i < unsettled.length; i += 2) {
        this.#expansion.judge(unsettled[i] as number, unsettled[i + 1])
        if (performance.now() < until) continue
        await new Promise(setImmediate)
        if (signal?.aborted) return 'interrupted'
        until = performance.now() + SLICE
      }
      for (const state of stuck) this.#expansion.noteDeadlock(state)
      for (const state of aside) {
        const ended = await this.#expand(state, state + 1, crew, signal)
        if (ended !== undefined) return ended
        if (performance.now() < until) continue
        await new Promise(setImmediate)
        if (signal?.aborted) return 'interrupted'
        until = performance.now() + SLICE
      }
    }
    return undefined
  }

  async #expand(from: number, to: number, crew: Crew, signal: AbortSignal | undefined): Promise<Ended> {
    const place = placeAt(from)
    let came: ReturnType<Expansion['turn']> = 'on'
    while (this.found === undefined && (came === 'on' || came === 'batch')) {
      came = this.#expansion.turn(place, to)
      if (came !== 'end') this.#knowledge = undefined
      const { layout } = this.#compiled
      if (layout === this.#store.layout) continue
      await this.#store.relayoutBy(crew, layout, signal)
      if (signal?.aborted) return 'interrupted'
      const isInTheWay = (await this.#moveBy(crew, signal)) ?? this.#makeRoom()
      if (isInTheWay !== undefined) return isInTheWay
    }
    this.#expansion.settle()
    return came === 'on' || came === 'batch' || came === 'end' ? undefined : came
  }

  #makeRoom(): Limit | undefined {
    const { maxStates } = this.#limits
    if (this.states > maxStates) return 'max-states'
    if (this.#store.makeRoom(this.#allowed, maxStates)) return undefined
    return this.states >= this.#store.most ? 'max-numbers' : 'max-memory'
  }

  /** Bytes that the states may come to. */
  get #allowed(): number {
    const others = this.#compiled.bytes + this.#publisher.bytes + this.#expansion.bytes + this.workers * BYTES_OF_THREAD
    return this.#limits.maxMemory - others
  }

  #keepRuns(runs: readonly Run[]): void {
    for (const run of runs) this.#next.push(run)
  }
}

/** A level in pieces that threads take one by one: not so many that what was found together is torn apart. */
function pieces(runs: readonly Run[], states: number, threads: number): Int32Array {
  const length = Math.min(RUN, Math.max(SHORT, Math.ceil(states / (PIECES * threads))))
  const bounds: number[] = []
  for (const [from, to] of runs) for (let at = from; at < to; at += length) bounds.push(at, Math.min(to, at + length))
  const level = new Int32Array(new SharedArrayBuffer(4 * bounds.length))
  level.set(bounds)
  return level
}
