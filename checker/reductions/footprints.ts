/**
 * What steps look at and what they change, now and ever after, as far as it is known.
 *
 * A step's footprint are the views of parts that it looks at, and those that show its writes. Two steps whose footprints
 * do not meet can be taken in either order. A thread's future footprint is the union over all local states that the
 * steps known by now lead to. Likewise with the properties that may see a step.
 *
 * What is told to an object counts as a look at the whole of it, so two writes to one object always meet.
 */
import type { Path, Writes } from '../learn/learner.ts'
import type { LocalStates } from '../learn/local-states.ts'
import type { CompiledNetwork, Outcome } from '../search/compiled-network.ts'
import { NOTHING } from '../search/tables.ts'

/** A set of views: one bit each. */
type Bits = Int32Array

interface Footprint {
  readonly reads: Bits
  readonly writes: Bits
  /** The properties that may see it, as in `CompiledNetwork.masks`. */
  readonly seen: Bits
}

export const UNKNOWN = -1

const UNASKED = 0
const APART = 1
const MEET = 2

export class Footprints {
  readonly #compiled: CompiledNetwork
  /** By part and view: its bit. Only views that some step looks at have one. */
  #bits = new Map<number, Map<number, number>>()
  #words = 0
  #all: Footprint[] = []
  #numbers = new Map<string, number>()
  /** By outcome. */
  #ofOutcome: number[] = []
  /** By thread and local state: what the events look at that cannot be taken there, or that lead nowhere new. */
  #ofIdle: number[][] = []
  /** By thread and local state. */
  #ofFuture: number[][] = []
  /** By pair of footprints. */
  #meet = new Uint8Array()
  /** By thread: its different futures. */
  #futures: readonly (readonly number[])[] = []
  /** By footprint: the threads all of whose futures it meets, and those with some that it meets; -1 if not yet asked. */
  #always = new Int32Array()
  #ever = new Int32Array()

  constructor(compiled: CompiledNetwork) {
    this.#compiled = compiled
  }

  /** Takes into account all that was learned by now. */
  refresh(): void {
    this.#bits = new Map()
    this.#words = 0
    this.#all = []
    this.#numbers = new Map()
    this.#nameViews()
    const { outcomes, learner, masks, maskWords } = this.#compiled
    const made = outcomes.map((): Footprint => this.#empty())
    const idle = learner.network.threads.map((_, thread) => this.#locals(thread))
    const future = learner.network.threads.map((_, thread) => this.#locals(thread))
    for (const { thread, local, path, outcome } of this.#compiled.situations) {
      const writes = outcome === NOTHING ? [] : (outcomes[outcome] as Outcome).writes
      if (writes.length === 0) this.#addReads(at(idle, thread, local).reads, path)
      if (outcome === NOTHING) continue
      const own = made[outcome] as Footprint
      this.#addReads(own.reads, path)
      this.#addWrites(own.writes, writes)
      for (let word = 0; word < maskWords; word++) own.seen[word] = masks[outcome * maskWords + word] as number
    }
    for (const { of, path } of this.#compiled.stepVerdicts) this.#addReads((made[of] as Footprint).reads, path)
    for (const { thread, local, path, outcome } of this.#compiled.situations) {
      const to = at(future, thread, local)
      this.#addReads(to.reads, path)
      if (outcome !== NOTHING) join(to, made[outcome] as Footprint)
    }
    this.#ofOutcome = made.map((footprint) => this.#number(footprint))
    this.#ofIdle = idle.map((byLocal) => byLocal.map((footprint) => this.#number(footprint)))
    this.#ofFuture = future.map((byLocal, thread) => {
      this.#spread(thread, byLocal)
      return byLocal.map((footprint, local) =>
        this.#compiled.offers(thread, local) === undefined ? UNKNOWN : this.#number(footprint),
      )
    })
    this.#meet = new Uint8Array(this.#all.length ** 2)
    this.#futures = this.#ofFuture.map((byLocal) => [...new Set(byLocal)])
    this.#always = new Int32Array(this.#all.length)
    this.#ever = new Int32Array(this.#all.length).fill(-1)
  }

  get bytes(): number {
    return this.#meet.byteLength + this.#all.length * 8 * this.#words
  }

  ofOutcome(outcome: number): number {
    return this.#ofOutcome[outcome] ?? UNKNOWN
  }

  ofIdle(thread: number, local: number): number {
    return this.#ofIdle[thread]?.[local] ?? UNKNOWN
  }

  ofFuture(thread: number, local: number): number {
    return this.#ofFuture[thread]?.[local] ?? UNKNOWN
  }

  /** Whether one footprint changes what the other looks at. What is not known is taken to. */
  meet(one: number, other: number): boolean {
    if (one === UNKNOWN || other === UNKNOWN) return true
    const at = one * this.#all.length + other
    if (this.#meet[at] === UNASKED) {
      const [a, b] = [this.#all[one] as Footprint, this.#all[other] as Footprint]
      this.#meet[at] = overlap(a.reads, b.writes) || overlap(a.writes, b.reads) ? MEET : APART
    }
    return this.#meet[at] === MEET
  }

  /** The threads, one bit each, whose futures a footprint meets where they are now. Most never do, or always. */
  threadsMet(footprint: number, locals: Int32Array): number {
    if (footprint === UNKNOWN) return -1
    if (this.#ever[footprint] === -1) this.#askAll(footprint)
    let met = this.#always[footprint] as number
    for (let open = (this.#ever[footprint] as number) & ~met; open !== 0; open &= open - 1) {
      const thread = 31 - Math.clz32(open & -open)
      if (this.meet(footprint, this.ofFuture(thread, locals[thread] as number))) met |= 1 << thread
    }
    return met
  }

  #askAll(footprint: number): void {
    let [always, ever] = [0, 0]
    for (const [thread, futures] of this.#futures.entries()) {
      if (futures.every((future) => this.meet(footprint, future))) always |= 1 << thread
      if (futures.some((future) => this.meet(footprint, future))) ever |= 1 << thread
    }
    this.#always[footprint] = always
    this.#ever[footprint] = ever
  }

  /** The properties that may see a footprint, one bit each in word number `word`; all, where it is not known. */
  seenBy(footprint: number, word: number): number {
    return footprint === UNKNOWN ? -1 : ((this.#all[footprint] as Footprint).seen[word] as number)
  }

  /** One footprint per local state of a thread, to be filled. */
  #locals(thread: number): Footprint[] {
    const { learner } = this.#compiled
    const { snapshots } = learner.states[learner.threadPart(thread)] as LocalStates
    return snapshots.map(() => this.#empty())
  }

  /** Adds to each local state what may be done in those that its steps lead to, until nothing is new. */
  #spread(thread: number, byLocal: readonly Footprint[]): void {
    const part = this.#compiled.learner.threadPart(thread)
    const before = new Map<number, Set<number>>()
    for (const situation of this.#compiled.situations) {
      if (situation.thread !== thread || situation.outcome === NOTHING) continue
      const { writes } = this.#compiled.outcomes[situation.outcome] as Outcome
      for (let i = 0; i < writes.length; i += 3)
        if (writes[i] === part) {
          const to = writes[i + 2] as number
          before.set(to, (before.get(to) ?? new Set()).add(situation.local))
        }
    }
    const grown = new Set(byLocal.keys())
    for (const local of grown) {
      grown.delete(local)
      for (const earlier of before.get(local) ?? [])
        if (join(byLocal[earlier] as Footprint, byLocal[local] as Footprint)) grown.add(earlier)
    }
  }

  #nameViews(): void {
    let count = 0
    const name = (path: Path) => {
      for (let i = 0; i < path.length; i += 3) {
        const [part, view] = [path[i] as number, path[i + 1] as number]
        const views = this.#bits.get(part) ?? new Map<number, number>()
        if (!views.has(view)) this.#bits.set(part, views.set(view, count++))
      }
    }
    for (const { path } of this.#compiled.situations) name(path)
    for (const { path } of this.#compiled.stepVerdicts) name(path)
    this.#words = Math.ceil(count / 32)
  }

  #addReads(reads: Bits, path: Path): void {
    for (let i = 0; i < path.length; i += 3)
      add(reads, this.#bits.get(path[i] as number)?.get(path[i + 1] as number) as number)
  }

  #addWrites(changed: Bits, writes: Writes): void {
    for (let i = 0; i < writes.length; i += 3) {
      const [part, from, to] = [writes[i], writes[i + 1], writes[i + 2]] as [number, number, number]
      const states = this.#compiled.learner.states[part] as LocalStates
      for (const [view, bit] of this.#bits.get(part) ?? [])
        if (states.classOf(view, from) !== states.classOf(view, to)) add(changed, bit)
    }
  }

  #number(footprint: Footprint): number {
    const key = `${footprint.reads.join()};${footprint.writes.join()};${footprint.seen.join()}`
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    this.#numbers.set(key, this.#all.length)
    return this.#all.push(footprint) - 1
  }

  #empty(): Footprint {
    const words = () => new Int32Array(this.#words)
    return { reads: words(), writes: words(), seen: new Int32Array(this.#compiled.maskWords) }
  }
}

const add = (bits: Bits, bit: number): void => {
  bits[bit >>> 5] = (bits[bit >>> 5] as number) | (1 << (bit & 31))
}

/** Adds `from` to `to`; says whether that grew. */
function join(to: Footprint, from: Footprint): boolean {
  let grown = 0
  for (const [into, of] of [
    [to.reads, from.reads],
    [to.writes, from.writes],
    [to.seen, from.seen],
  ] as const)
    for (let i = 0; i < into.length; i++) {
      const both = (into[i] as number) | (of[i] as number)
      grown |= both ^ (into[i] as number)
      into[i] = both
    }
  return grown !== 0
}

const overlap = (a: Bits, b: Bits): boolean => a.some((word, i) => (word & (b[i] as number)) !== 0)

const at = (lists: readonly (readonly Footprint[])[], list: number, place: number): Footprint =>
  (lists[list] as readonly Footprint[])[place] as Footprint
