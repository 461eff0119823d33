/**
 * A checker small enough to read over coffee: the oracle of the engine's tests.
 *
 * It shares nothing with the engine but the declaration of a network. It asks XState on every edge and keeps whole worlds
 * under a text. Breadth first, states checked when first found and steps when taken; a level is finished before the
 * verdict, so that the shortest violation is reported, and of equally short ones the first that was found.
 */
import { type AnyMachineSnapshot, initialTransition, transition } from 'xstate'
import type { Network, Offer, PartRef, Property, See, Tell, ThreadRef } from '../../checker/index.ts'

/** Every part's snapshot, objects first. */
export type World = ReadonlyMap<string, AnyMachineSnapshot>

export interface Edge {
  readonly thread: ThreadRef
  readonly offer: Offer
  /** Undefined if an object was told an event that it does not accept. */
  readonly after: World | undefined
}

export interface Found {
  readonly kind: 'invariant' | 'step' | 'illegal-event' | 'deadlock'
  /** Undefined for a structural property. */
  readonly property?: string
  /** Steps from the initial state; the offending step counts. */
  readonly length: number
}

interface Explored {
  readonly states: number
  /** Pairs of a state and an enabled event. */
  readonly transitions: number
  /** Steps to the farthest state. */
  readonly depth: number
  readonly violation: Found | undefined
}

export function start({ objects, threads }: Network): World {
  const initial = (part: PartRef) => initialTransition(part.machine, part.input as never)[0]
  return new Map([...objects, ...threads].map((part) => [part.name, initial(part)]))
}

export const seeing = (world: World): See => {
  const look = (part: PartRef) => world.get(part.name)
  return look as See
}

export const keyOf = (world: World): string =>
  JSON.stringify([...world.values()].map(({ status, value, context }) => [status, value, context]))

/** Every step that can be taken in `world`. */
export function edges({ threads }: Network, world: World): Edge[] {
  const taken: Edge[] = []
  for (const thread of threads) {
    const before = seeing(world)(thread)
    const offers = thread.offers ?? thread.machine.events.map((type) => ({ type }))
    for (const offer of before.status === 'active' ? offers : []) {
      const told: { to: PartRef; event: { type: string } }[] = []
      const tell: Tell = (to, event) => void told.push({ to, event })
      const event = { ...offer, see: seeing(world), tell }
      if (thread.machine.getTransitionData(before, event).length === 0) continue
      const [next, actions] = transition(thread.machine, before, event)
      for (const { exec, info, params } of actions) exec?.(info as never, params as never)
      taken.push({ thread, offer, after: deliver(told, new Map(world).set(thread.name, next)) })
    }
  }
  return taken
}

function deliver(told: readonly { to: PartRef; event: { type: string } }[], world: Map<string, AnyMachineSnapshot>) {
  for (const { to, event } of told) {
    const state = seeing(world)(to)
    if (state.status !== 'active' || to.machine.getTransitionData(state, event).length === 0) return undefined
    world.set(to.name, transition(to.machine, state, event)[0])
  }
  return world
}

export function explore(network: Network, properties: readonly Property[] = [], deadlocks = true): Explored {
  const found: Found[] = []
  const known = new Set<string>()
  let transitions = 0
  let depth = 0
  const visit = (world: World, length: number, next: World[]) => {
    const key = keyOf(world)
    if (known.has(key)) return
    known.add(key)
    next.push(world)
    for (const property of properties)
      if (property.kind === 'invariant' && property.check(seeing(world)) !== true)
        found.push({ kind: 'invariant', property: property.name, length })
  }
  let level: World[] = []
  visit(start(network), 0, level)
  for (let length = 0; level.length > 0 && found.length === 0; length++) {
    const next: World[] = []
    depth = length
    for (const world of level) {
      const taken = edges(network, world)
      transitions += taken.length
      if (deadlocks && taken.length === 0 && network.threads.some((thread) => !mayRest(seeing(world)(thread))))
        found.push({ kind: 'deadlock', length })
      for (const { thread, offer, after } of taken) {
        if (after === undefined) {
          found.push({ kind: 'illegal-event', length: length + 1 })
          continue
        }
        const step = { thread: thread.name, event: offer.type, before: seeing(world), after: seeing(after) }
        for (const property of properties)
          if (property.kind === 'step' && property.check(step) !== true)
            found.push({ kind: 'step', property: property.name, length: length + 1 })
        visit(after, length + 1, next)
      }
    }
    level = next
  }
  const violation = found.toSorted((a, b) => a.length - b.length)[0]
  return { states: known.size, transitions, depth: violation?.length ?? depth, violation }
}

export const mayRest = (snapshot: AnyMachineSnapshot) => snapshot.status === 'done' || snapshot.hasTag('rest')
