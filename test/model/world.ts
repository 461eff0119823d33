/**
 * A configuration whose objects and threads a test puts where it wants them, to ask a property about that very world.
 *
 * Objects go through their own events, each of which they must accept; `force` is for worlds that no correct path makes.
 * A world never changes: each deed gives a new one, so that a test can show a step as two of them.
 */
import { type AnyMachineSnapshot, type AnyStateMachine, type EventFromLogic, type StateValue, transition } from 'xstate'
import type { ObjectRef, PartRef, Property, See, ThreadRef } from '../../checker/index.ts'
import { initialSnapshot, takeStep } from '../../checker/step.ts'
import { type Choice, type Configuration, configure } from '../../model/index.ts'
import { type Entry, type Locals, noLocals, untouched } from '../../model/paths/locals.ts'
import type { Address, System } from '../../model/system.ts'

export class World {
  readonly system: System
  readonly #configuration: Configuration
  readonly #snapshots: ReadonlyMap<PartRef, AnyMachineSnapshot>

  private constructor(configuration: Configuration, snapshots: ReadonlyMap<PartRef, AnyMachineSnapshot>) {
    this.system = configuration.system
    this.#configuration = configuration
    this.#snapshots = snapshots
  }

  static of(choice: Partial<Choice> & { scenario: string }): World {
    const configuration = configure({ kernel: '6.12', mode: 'once', ...choice })
    const { objects, threads } = configuration.network
    return new World(configuration, new Map([...objects, ...threads].map((part) => [part, initialSnapshot(part)])))
  }

  readonly see = ((part: PartRef) => {
    const snapshot = this.#snapshots.get(part)
    if (snapshot === undefined) throw new Error(`${part.name} is not part of this world`)
    return snapshot
  }) as See

  /** Tells an object events that it accepts. */
  tell<Machine extends AnyStateMachine>(object: ObjectRef<Machine>, ...events: EventFromLogic<Machine>[]): World {
    let snapshot: AnyMachineSnapshot = this.see(object)
    for (const event of events) {
      if (object.machine.getTransitionData(snapshot, event).length === 0)
        throw new Error(`${object.name} refuses ${JSON.stringify(event)} in ${JSON.stringify(snapshot.value)}`)
      snapshot = transition<AnyStateMachine>(object.machine, snapshot, event)[0]
    }
    return this.#with(object as unknown as PartRef, snapshot)
  }

  /** Puts an object in a state that its events may not lead to. */
  force(object: ObjectRef, value: StateValue, context: object): World {
    return this.#with(
      object,
      object.machine.resolveState({ value, context: { ...this.see(object).context, ...context } }),
    )
  }

  /** Puts a thread in a state of its path, with the given local variables. */
  put(name: string, value: StateValue, locals: Partial<Locals> = {}): World {
    const thread = this.#thread(name)
    const context: Locals = { ...noLocals, rounds: 1, ...locals }
    return this.#with(thread, thread.machine.resolveState({ value, context }))
  }

  /** Lets a thread take a step, as the checker does. */
  take(name: string, event: string): World {
    const outcome = takeStep(this.#thread(name), { type: event }, this.see)
    if (outcome.kind !== 'taken') throw new Error(`${name} cannot take ${event}: ${outcome.kind}`)
    return new World(this.#configuration, new Map([...this.#snapshots, ...outcome.after]))
  }

  /** The first address; most configurations have only this one. */
  get address(): Address {
    return this.system.addresses[0] as Address
  }

  /** What a subscriber maps at the first address. */
  mirror(subscriber: string) {
    return this.system.subscriber(subscriber).mirror(this.address)
  }

  /** The first entry of a thread's migration. */
  entry(name: string): Entry | undefined {
    return this.locals(name).entries[0]
  }

  locals(name: string): Locals {
    return this.see(this.#thread(name)).context
  }

  /** Where a thread is in its path. */
  stateOf(name: string): StateValue {
    return this.see(this.#thread(name)).value
  }

  /** What an invariant says about this world. */
  asks(property: string): true | string {
    const found = this.#property(property, 'invariant')
    return found.kind === 'invariant' ? found.check(this.see) : `${property} is no invariant`
  }

  /** What a step property says about a step from this world into another. */
  asksOfStep(property: string, thread: string, event: string, after: World): true | string {
    const found = this.#property(property, 'step')
    if (found.kind !== 'step') return `${property} is of no step`
    return found.check({ thread, event, before: this.see, after: after.see })
  }

  /** Whether this world is the situation. */
  shows(situation: string): boolean {
    const never = this.#situation(situation)
    return never.kind === 'invariant' && never.check(this.see) !== true
  }

  /** Whether a step from this world into another brings the situation about. */
  showsStep(situation: string, thread: string, event: string, after: World): boolean {
    const never = this.#situation(situation)
    return never.kind === 'step' && never.check({ thread, event, before: this.see, after: after.see }) !== true
  }

  #with(part: PartRef, snapshot: AnyMachineSnapshot): World {
    return new World(this.#configuration, new Map([...this.#snapshots, [part, snapshot]]))
  }

  #thread(name: string): ThreadRef {
    const found = this.#configuration.network.threads.find((thread) => thread.name === name)
    if (found === undefined) throw new Error(`no thread ${name}`)
    return found
  }

  #situation(name: string): Property {
    const found = this.#configuration.situations.find((situation) => situation.name === name)
    if (found === undefined) throw new Error(`no situation ${name}`)
    return found
  }

  #property(name: string, kind: Property['kind']): Property {
    const { properties, byNameOnly } = this.#configuration
    const found = [...properties, ...byNameOnly].find((property) => property.name === name && property.kind === kind)
    if (found === undefined) throw new Error(`no ${kind} ${name}`)
    return found
  }
}

/** The locals of a migration of the one address for a subscriber. */
export const migration = (by: string, entry: Partial<Entry> = {}): Partial<Locals> => ({
  by,
  entries: [{ ...untouched, at: 'VA', ...entry }],
})

/** The page of a system or device frame, allocated and holding the last write. */
export const allocate = (world: World, frame: string, { fresh = true, zeroes = false } = {}): World =>
  world.tell(
    world.system.folio(frame),
    { type: 'folio_alloc', family: 'VA' },
    { type: 'copied', fresh: fresh ? ['VA'] : [], zeroes },
  )

/** The first address mapped to a fresh page of system memory, which the PTE alone holds. */
export const mapped = (world: World, frame = 'P1'): World =>
  allocate(world, frame)
    .tell(world.address.pte, { type: 'map_anon_page', frame, writable: true })
    .tell(world.system.folio(frame), { type: 'SetPageAnonExclusive' })

/** A migration of a page by GPU A, up to its migration entry: the page is locked, and the migration holds its reference. */
export const unmapped = (world: World, frame = 'P1'): World =>
  mapped(world, frame)
    .tell(world.system.folio(frame), { type: 'folio_trylock', by: 'GPU A migrate' }, { type: 'ClearPageAnonExclusive' })
    .tell(world.address.pte, { type: 'make_migration_entry', flavour: 'w' })
