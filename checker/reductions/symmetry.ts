/**
 * Symmetry that a network declares: members that play the same role, and may change places without anybody noticing.
 *
 * Finds:    for each way in which members can change places, what each local state becomes then.
 * Sound:    if the model really treats its members alike. That is not believed: ./verify-symmetry.ts asks.
 * Costs:    one local state more for each way, when it is first met; nothing later.
 * Limits:   what one network declares may have at most 720 ways in all: six members, or four and three and two.
 */
import type { AnyMachineSnapshot, AnyStateNode, StateValue } from 'xstate'
import { ModelError, oneLine } from '../errors.ts'
import type { Learner, Locals } from '../learn/learner.ts'
import type { LocalStates } from '../learn/local-states.ts'
import type { Member, Offer, PartRef, Symmetry } from '../network.ts'

/** How one thread moves, by its local states. */
export interface Move {
  readonly thread: number
  readonly from: number
  readonly to: number
}

/** One way in which members change places. */
interface Exchange {
  /** By part, and by thread: whose place it takes. */
  readonly parts: readonly number[]
  readonly threads: readonly number[]
  readonly names: ReadonlyMap<string, string>
  /** By part and local state: what that becomes, in the part whose place it takes. */
  readonly locals: number[][]
}

const MOST_EXCHANGES = 720

export class Orbits {
  /** All ways but that in which everybody stays. */
  readonly exchanges: readonly Exchange[]
  /** Which exchanges only swap two neighbours; with the two, as a reader knows them. All others are made of these. */
  readonly swaps: readonly { readonly exchange: number; readonly symmetry: string; readonly who: string }[]
  readonly #learner: Learner
  /** Fields of contexts that hold a set as an array in alphabetical order. */
  readonly #sets: ReadonlySet<string>

  /** @throws ModelError if a declaration fits nothing, or the network does not even start alike. */
  constructor(learner: Learner, symmetries: readonly Symmetry[]) {
    this.#learner = learner
    this.#sets = new Set(symmetries.flatMap(({ sets = [] }) => sets))
    refuseTooMany(symmetries)
    const swaps: { exchange: number; symmetry: string; who: string }[] = []
    const all = products(symmetries.map(({ members }) => orders(members.length)))
    this.exchanges = all.slice(1).map((places, exchange) => {
      const moved = places.map((order) => order.flatMap((to, from) => (to === from ? [] : [from])))
      const [first, ...others] = moved.flatMap((from, i) => (from.length === 0 ? [] : [{ from, i }]))
      if (first !== undefined && others.length === 0 && first.from.length === 2) {
        const { name, members } = symmetries[first.i] as Symmetry
        const [a, b] = first.from.map((from) => nameOf(members[from] as Member))
        swaps.push({ exchange, symmetry: name, who: `${a} and ${b}` })
      }
      return this.#exchange(symmetries, places)
    })
    this.swaps = swaps
    this.extend()
    for (const { parts, locals } of this.exchanges)
      for (const [part, to] of parts.entries())
        if (locals[part]?.[0] !== 0)
          throw new ModelError(
            `symmetry: machine "${learner.parts[part]?.name}" does not start as "${learner.parts[to]?.name}" does when they change places`,
          )
  }

  /** Finds what local states that were met since the last time become. They may be new ones themselves. */
  extend(): void {
    const { states } = this.#learner
    for (let more = true; more; ) {
      more = false
      for (const { parts, names, locals } of this.exchanges)
        for (const [part, to] of parts.entries()) {
          const known = locals[part] as number[]
          const { snapshots } = states[part] as LocalStates
          for (let local = known.length; local < snapshots.length; local++) {
            known.push(this.#become(part, to, snapshots[local] as AnyMachineSnapshot, names))
            more = true
          }
        }
    }
  }

  /** What a state becomes. */
  image(exchange: number, locals: Locals): number[] {
    const { parts, locals: images } = this.exchanges[exchange] as Exchange
    const image: number[] = []
    for (const [part, to] of parts.entries()) image[to] = images[part]?.[locals[part] as number] as number
    return image
  }

  /** What a set of threads becomes, one bit each. */
  threadSet(exchange: number, set: number): number {
    const { threads } = this.exchanges[exchange] as Exchange
    return threads.reduce((image, to, thread) => image | (((set >>> thread) & 1) << to), 0)
  }

  /** What a move becomes, in every way. */
  imagesOf({ thread, from, to }: Move): Move[] {
    const part = this.#learner.threadPart(thread)
    return this.exchanges.map(({ threads, locals }) => ({
      thread: threads[thread] as number,
      from: locals[part]?.[from] as number,
      to: locals[part]?.[to] as number,
    }))
  }

  /** What an event's type and payload become. */
  offer(exchange: number, offer: Offer): Offer {
    return this.#renamed(offer, (this.exchanges[exchange] as Exchange).names) as Offer
  }

  /** What a name becomes. */
  name(exchange: number, name: string): string {
    return this.exchanges[exchange]?.names.get(name) ?? name
  }

  #exchange(symmetries: readonly Symmetry[], places: readonly (readonly number[])[]): Exchange {
    const { network, parts } = this.#learner
    const to = new Map<PartRef, PartRef>()
    const names = new Map<string, string>()
    for (const [i, { members }] of symmetries.entries())
      for (const [from, member] of members.entries()) {
        const other = members[places[i]?.[from] as number] as Member
        for (const [role, part] of member.parts.entries()) {
          const counterpart = other.parts[role] as PartRef
          to.set(part, counterpart)
          names.set(part.name, counterpart.name)
        }
        for (const [role, name] of (member.names ?? []).entries()) names.set(name, other.names?.[role] as string)
      }
    const numberOf = (part: PartRef) => parts.indexOf(to.get(part) ?? part)
    return {
      parts: parts.map(numberOf),
      threads: network.threads.map((thread) => numberOf(thread) - network.objects.length),
      names,
      locals: parts.map(() => []),
    }
  }

  #become(part: number, to: number, snapshot: AnyMachineSnapshot, names: ReadonlyMap<string, string>): number {
    const target = this.#learner.parts[to] as PartRef
    const { machine } = target
    const { value, context, status, output, historyValue } = snapshot
    const there = (node: AnyStateNode) => nodeAt(machine.root, node.path, names)
    try {
      const history = Object.entries(historyValue as Record<string, AnyStateNode[]>).map(([id, nodes]) => [
        there(snapshot.machine.getStateNodeById(id)).id,
        nodes.map(there),
      ])
      const become = machine.resolveState({
        value: this.#renamed(value, names) as StateValue,
        context: this.#renamed(context, names) as never,
        status,
        output: this.#renamed(output, names) as never,
        historyValue: Object.fromEntries(history),
      })
      return (this.#learner.states[to] as LocalStates).intern(become)
    } catch (error) {
      throw new ModelError(
        `symmetry: a state of machine "${this.#learner.parts[part]?.name}" fits no state of "${target.name}": ${oneLine(error)}`,
      )
    }
  }

  #renamed(value: unknown, names: ReadonlyMap<string, string>, field = ''): unknown {
    if (typeof value === 'string') return names.get(value) ?? value
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) {
      const items = value.map((item) => this.#renamed(item, names))
      return this.#sets.has(field) ? items.sort() : items
    }
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [names.get(key) ?? key, this.#renamed(item, names, key)]),
    )
  }
}

function nodeAt(root: AnyStateNode, path: readonly string[], names: ReadonlyMap<string, string>): AnyStateNode {
  return path.reduce((node: AnyStateNode, key) => {
    const child = node.states[names.get(key) ?? key]
    if (child === undefined) throw new Error(`there is no state "${key}"`)
    return child
  }, root)
}

const nameOf = ({ names, parts }: Member): string => names?.[0] ?? `"${parts[0]?.name}"`

function refuseTooMany(symmetries: readonly Symmetry[]): void {
  const count = symmetries.reduce((product, { members }) => product * factorial(members.length), 1)
  if (count > MOST_EXCHANGES)
    throw new ModelError(
      `symmetry: the members can change places in ${count} ways; at most ${MOST_EXCHANGES} are allowed`,
    )
}

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1))

/** All orders of the first `count` numbers; the first leaves each where it is. */
function orders(count: number): number[][] {
  if (count === 0) return [[]]
  return orders(count - 1).flatMap((order) =>
    Array.from({ length: count }, (_, i) => order.toSpliced(count - 1 - i, 0, count - 1)),
  )
}

/** Every choice of one item from each list; the first choice is that of the first items. */
const products = <Item>(lists: readonly (readonly Item[])[]): Item[][] =>
  lists.reduce<Item[][]>((chosen, list) => chosen.flatMap((some) => list.map((item) => [...some, item])), [[]])
