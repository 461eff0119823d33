/**
 * Asks XState, once per local situation, and remembers the answer as numbers.
 *
 * A situation is what one event of one thread (or one property) really looked at. Whatever it did not look at cannot
 * matter, because a model is a function of what it looks at; see ./purity.ts.
 */
import { type AnyMachineSnapshot, getNextTransitions } from 'xstate'
import { sharing } from '../canonical.ts'
import { ModelError, oneLine } from '../errors.ts'
import { accepts } from '../event-types.ts'
import type { Network, Offer, PartRef, See, ThreadRef } from '../network.ts'
import type { Invariant, StepProperty, Witness } from '../properties.ts'
import { showRefusal } from '../refusal.ts'
import { type Fired, type Look, offersOf, type Reaction, type StepOutcome, showOffer, takeStep } from '../step.ts'
import { LocalStates, WHOLE } from './local-states.ts'
import { askTwice } from './purity.ts'
import { type View, watch } from './view.ts'

/** Local states by part, as numbers: one global state. */
export type Locals = readonly number[]

/** What a situation depended on, in the order in which it was looked at: part, view, local state, … */
export type Path = readonly number[]

/** Local states that a step changes: part, from, to, … */
export type Writes = readonly number[]

/** What an event of a thread does in one situation. */
export interface LearnedStep {
  /** What it looked at, beyond the thread's own local state. */
  readonly path: Path
  readonly outcome:
    | { readonly kind: 'disabled' }
    | { readonly kind: 'illegal'; readonly clause: string }
    | {
        readonly kind: 'taken'
        readonly writes: Writes
        readonly fired: readonly Fired[]
        readonly reactions: readonly Reaction[]
      }
}

/** What a property says in one situation: `broken` is the clause that broke. */
interface LearnedVerdict {
  readonly path: Path
  readonly broken: string | undefined
}

export class Learner {
  readonly network: Network
  readonly parts: readonly PartRef[]
  readonly states: readonly LocalStates[]
  readonly #numberOf: ReadonlyMap<PartRef, number>
  readonly #views: boolean

  /** @param views whether what is looked at is noted view by view, or as the whole local state */
  constructor(network: Network, views = true) {
    this.network = network
    this.#views = views
    this.parts = [...network.objects, ...network.threads]
    const share = sharing()
    this.states = this.parts.map((part) => new LocalStates(part, share))
    this.#numberOf = new Map(this.parts.map((part, number) => [part, number]))
  }

  /** The part number of thread number `thread`. */
  threadPart(thread: number): number {
    return this.network.objects.length + thread
  }

  snapshot(locals: Locals, part: PartRef): AnyMachineSnapshot {
    const number = this.#number(part)
    return this.#states(number).at(locals[number] as number)
  }

  /** The snapshots in which all parts start. */
  start(): Map<PartRef, AnyMachineSnapshot> {
    return new Map(this.parts.map((part, number) => [part, this.#states(number).at(0)]))
  }

  /** What steps start from and everyone is shown where a step has led to `snapshots`. */
  shown(snapshots: ReadonlyMap<PartRef, AnyMachineSnapshot>): Map<PartRef, AnyMachineSnapshot> {
    const shown = ([part, snapshot]: [PartRef, AnyMachineSnapshot]): [PartRef, AnyMachineSnapshot] => {
      const states = this.#states(this.#number(part))
      return [part, states.at(states.intern(snapshot))]
    }
    return new Map([...snapshots].map(shown))
  }

  /** The events that a thread might take in its local state `local`, whatever the objects say. */
  choices(thread: ThreadRef, local: number): Offer[] {
    const snapshot = this.#states(this.#number(thread)).at(local)
    if (snapshot.status !== 'active') return []
    const descriptors = getNextTransitions(snapshot).map(({ eventType }) => eventType)
    return offersOf(thread).filter(({ type }) => descriptors.some((descriptor) => accepts(descriptor, type)))
  }

  step(thread: ThreadRef, offer: Offer, locals: Locals): LearnedStep {
    const where = () => `machine "${thread.name}", event "${showOffer(offer)}"`
    const own = this.#number(thread)
    const { path, answer } = askTwice(
      where,
      () => this.#recording(locals, new Set([own]), (see, look) => takeStep(thread, offer, look, see)),
      (a, b) => sameNumbers(a.path, b.path) && this.#sameOutcome(a.answer, b.answer),
    )
    if (answer.kind === 'disabled') return { path, outcome: answer }
    if (answer.kind === 'illegal') {
      const clause = `"${thread.name}" ${showRefusal(answer, shown(answer.object, answer.state))}`
      return { path, outcome: { kind: 'illegal', clause } }
    }
    const writes: number[] = []
    for (const [part, snapshot] of answer.after) {
      const number = this.#number(part)
      const value = this.#states(number).intern(snapshot)
      const before = locals[number] as number
      if (value !== before) writes.push(number, before, value)
    }
    return { path, outcome: { kind: 'taken', writes, fired: answer.fired, reactions: answer.reactions } }
  }

  invariant(property: Invariant, locals: Locals): LearnedVerdict {
    return this.#verdict(
      () => property.name,
      locals,
      new Set(),
      (see) => property.check(see),
    )
  }

  /** A witness is learned like an invariant that breaks when the situation is reached. */
  witness(property: Witness, locals: Locals): LearnedVerdict {
    return this.#verdict(
      () => property.name,
      locals,
      new Set(),
      (see) => (property.reached(see) ? 'reached' : true),
    )
  }

  /**
   * All step properties of one learned outcome; the first that breaks wins.
   *
   * @param known parts whose value the outcome already implies; looking at them tells nothing new
   */
  stepProperties(
    properties: readonly StepProperty[],
    step: { thread: ThreadRef; offer: Offer; writes: Writes },
    known: ReadonlySet<number>,
    locals: Locals,
  ): LearnedVerdict & { readonly property: StepProperty | undefined } {
    const after = new Map<number, number>()
    for (let i = 0; i < step.writes.length; i += 3) after.set(step.writes[i] as number, step.writes[i + 2] as number)
    let property: StepProperty | undefined
    let asked: StepProperty | undefined
    const name = () => asked?.name ?? `step property of "${step.thread.name}"`
    const verdict = this.#verdict(name, locals, known, (before) => {
      const later = ((part: PartRef) => {
        const value = after.get(this.#number(part))
        return value === undefined ? before(part) : this.#states(this.#number(part)).at(value)
      }) as See
      for (property of properties) {
        asked = property
        const answer = property.check({ thread: step.thread.name, event: step.offer.type, before, after: later })
        if (answer !== true) return `${answer}`
      }
      property = undefined
      return true
    })
    return { ...verdict, property }
  }

  #verdict(
    name: () => string,
    locals: Locals,
    known: ReadonlySet<number>,
    check: (see: See) => true | string,
  ): LearnedVerdict {
    const where = () => `property "${name()}"`
    const { path, answer } = askTwice(
      where,
      () =>
        this.#recording(locals, known, (see) => {
          try {
            return check(see as See)
          } catch (error) {
            if (error instanceof ModelError) throw error
            throw new ModelError(`${where()}: ${oneLine(error)}`, { cause: error })
          }
        }),
      (a, b) => sameNumbers(a.path, b.path) && a.answer === b.answer,
    )
    return { path, broken: answer === true ? undefined : answer }
  }

  /**
   * Runs `ask` with two ways to look at the world: `see` notes the views taken, `look` counts as having seen everything.
   * Parts in `known` need no note.
   */
  #recording<Answer>(locals: Locals, known: ReadonlySet<number>, ask: (see: Look, look: Look) => Answer) {
    const path: number[] = []
    const whole = new Set(known)
    const seen = new Set<string>()
    const watched = new Map<number, AnyMachineSnapshot>()
    const lookAt = (number: number): AnyMachineSnapshot => {
      if (!whole.has(number)) {
        whole.add(number)
        path.push(number, WHOLE, locals[number] as number)
      }
      return this.#states(number).at(locals[number] as number)
    }
    const see: Look = (part) => {
      const number = this.#number(part)
      const states = this.#states(number)
      const value = locals[number] as number
      if (!this.#views) return lookAt(number)
      // one object for one part, whatever is seen of it in between: `before(part) === after(part)` says what it seems to
      const known = watched.get(number)
      if (known !== undefined) return known
      if (whole.has(number)) return states.at(value)
      const note = (view: View): void => {
        if (whole.has(number) || seen.has(`${number} ${view.key}`)) return
        seen.add(`${number} ${view.key}`)
        path.push(number, states.viewNumber(view), value)
      }
      const seeing = watch(states.at(value), note, () => lookAt(number))
      watched.set(number, seeing)
      return seeing
    }
    return { path, answer: ask(see, (part) => lookAt(this.#number(part))) }
  }

  #sameOutcome(a: StepOutcome, b: StepOutcome): boolean {
    if (a.kind === 'disabled' || b.kind === 'disabled') return a.kind === b.kind
    if (a.fired.length !== b.fired.length || a.fired.some(({ transition }, i) => transition !== b.fired[i]?.transition))
      return false
    if (a.kind === 'illegal' || b.kind === 'illegal') return a.kind === b.kind
    if (a.after.size !== b.after.size) return false
    for (const [part, snapshot] of a.after) {
      const other = b.after.get(part)
      const states = this.#states(this.#number(part))
      if (other === undefined || states.intern(snapshot) !== states.intern(other)) return false
    }
    return true
  }

  #number(part: PartRef): number {
    const number = this.#numberOf.get(part)
    if (number === undefined)
      throw new ModelError(`"${part.name}" is looked at or told something, but is not a part of the network`)
    return number
  }

  #states(number: number): LocalStates {
    return this.states[number] as LocalStates
  }
}

/** `show` is the model's own: what it throws is not to be taken for a fault of the search. */
function shown(part: PartRef, state: AnyMachineSnapshot): string {
  try {
    return part.show(state)
  } catch (error) {
    throw new ModelError(`machine "${part.name}": its \`show\` fails with ${oneLine(error)}`, { cause: error })
  }
}

const sameNumbers = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((x, i) => x === b[i])
