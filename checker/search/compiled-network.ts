/**
 * A network and its properties, as far as they have been learned: what the search loop looks up instead of asking
 * XState, and the means to learn more and to be laid out anew when a field has outgrown its bits.
 */
import type { Learner, Locals, Path, Writes } from '../learn/learner.ts'
import { type LocalStates, WHOLE } from '../learn/local-states.ts'
import type { Offer, ThreadRef } from '../network.ts'
import type { Invariant, StepProperty, Witness } from '../properties.ts'
import type { Shortcuts } from '../shortcuts.ts'
import type { Fired } from '../step.ts'
import type { Steps } from './expand.ts'
import { fieldOf, type Layout, layOut } from './layout.ts'
import { SLEEPERS } from './sleep-sets.ts'
import { NOTHING, type Split, Tables } from './tables.ts'

/** A step that was learned to be possible. */
export interface Outcome {
  readonly thread: number
  /** Of the thread, where the step starts. */
  readonly local: number
  readonly choice: number
  readonly offer: Offer
  /** The parts whose local state the situation implies. */
  readonly known: ReadonlySet<number>
  readonly writes: Writes
  readonly fired: readonly Fired[]
}

/** A clause that broke: the property and what it said. */
export interface Broken {
  readonly property: Invariant | StepProperty
  readonly clause: string
}

type Watched = Invariant | Witness

/** Views by part. */
type Footprint = Map<number, Set<number>>

/** One event of one thread in one local situation, as it was learned. */
export interface Situation {
  readonly thread: number
  readonly local: number
  readonly choice: number
  readonly path: Path
  /** The outcome's number, or NOTHING. */
  readonly outcome: number
}

/** What a property says in one situation. */
export interface Answer {
  /** The watched property's number, or the outcome's for a step property. */
  readonly of: number
  readonly path: Path
  readonly leaf: number
}

/**
 * Which nodes are split. Measured on melee, where nodes of 128 children have two or three: tables take up a third, and 120
 * million states 10 % less time; three low bits, or from 32 values on, make no difference.
 */
const SPLIT: Split = { from: 64, low: 4 }
/** The same for machines of a few local states, such as small networks have. */
const SPLIT_SMALL: Split = { from: 4, low: 1 }

/** Bits of a property mask per word; one less than 32 keeps every mask a non-negative small integer. */
export const MASK_BITS = 31

export class CompiledNetwork {
  readonly learner: Learner
  readonly shortcuts: Shortcuts
  /** State properties, witnesses last: what is evaluated on states. */
  readonly watched: readonly Watched[]
  readonly stepProperties: readonly StepProperty[]
  readonly outcomes: Outcome[] = []
  /** By outcome: how often it was taken, once the tables have been settled. */
  fired = new Float64Array(256)
  /** By outcome, `maskWords` each: the watched properties that the outcome's writes might change. */
  masks: Int32Array
  readonly maskWords: number
  layout: Layout
  tables: Tables
  /** Local situations asked of XState or of a property. */
  learned = 0
  /** Whether steps that tell an illegal event are kept, to nowhere new, also where illegal events are not asked for. */
  keepsIllegal = false

  readonly #choices = new Map<number, Map<number, readonly Offer[]>>()
  /** All that was learned of steps, and of step properties. */
  readonly situations: Situation[] = []
  readonly stepVerdicts: Answer[] = []
  readonly #verdicts: Answer[] = []
  readonly #broken: Broken[] = []
  /** By outcome: where it is in the tables. */
  #addresses: number[] = []
  /** By watched property: what it has ever looked at. */
  readonly #footprints: Footprint[]
  /** Bits of the properties that still matter: a witness that was reached no longer does. */
  readonly #active: Int32Array

  constructor(
    learner: Learner,
    watched: readonly Watched[],
    stepProperties: readonly StepProperty[],
    shortcuts: Shortcuts,
  ) {
    this.learner = learner
    this.watched = watched
    this.stepProperties = stepProperties
    this.shortcuts = shortcuts
    this.maskWords = Math.max(1, Math.ceil(watched.length / MASK_BITS))
    this.masks = new Int32Array(256 * this.maskWords)
    this.#active = new Int32Array(this.maskWords)
    watched.forEach((_, number) => {
      this.#active[Math.floor(number / MASK_BITS)] =
        (this.#active[Math.floor(number / MASK_BITS)] as number) | (1 << (number % MASK_BITS))
    })
    this.#footprints = watched.map(() => new Map())
    this.layout = layOut(this.#counts())
    this.tables = this.#emptyTables()
  }

  /** Bytes of the tables and what belongs to them. */
  get bytes(): number {
    return this.tables.bytes + this.masks.byteLength + this.fired.byteLength
  }

  /** Whether some part has more local states than the tables have room for. */
  get outgrown(): boolean {
    return this.learner.states.some(({ snapshots }, part) => !this.tables.fits(part, snapshots.length))
  }

  /**
   * A layout for what is known now: the present one as long as it fits. Fields are wider than tables, because free bits
   * cost nothing, but each doubles a tree's nodes.
   */
  fittingLayout(): Layout {
    const fits = this.learner.states.every(
      ({ snapshots }, part) => snapshots.length <= 2 ** (this.layout.bits[part] as number),
    )
    return fits ? this.layout : layOut(this.#counts())
  }

  /** Bytes that fresh tables may need on top of the present ones: a node with one more bit is twice as long, or is split. */
  get bytesToRelayout(): number {
    return 3 * this.tables.bytes
  }

  /** Writes all that was learned into fresh tables with room for what is known now, for vectors laid out as `layout`. */
  relayout(layout: Layout): void {
    this.layout = layout
    this.tables.settle(this.fired)
    this.tables = this.#emptyTables()
    this.#addresses = this.outcomes.map(({ writes }, number) => this.#addOutcomeCode(number, writes))
    for (const [thread, rows] of this.#choices)
      for (const [local, offers] of rows) this.tables.addChoices(thread, local, offers.length)
    for (const situation of this.situations) this.#addSituationCode(situation)
    for (const answer of this.#verdicts) this.#addVerdictCode(answer)
    for (const answer of this.stepVerdicts) this.#addStepVerdictCode(answer)
  }

  /** What the search loop looks up; learning may put other arrays in their place. */
  steps(): Steps {
    const { learner, layout, tables, fired, shortcuts } = this
    const { code, rows, visits } = tables
    const parts = learner.network.threads.map((_, thread) => learner.threadPart(thread))
    return {
      code,
      rows,
      fields: Int32Array.from(parts, (part) => fieldOf(layout, part)),
      masks: Int32Array.from(parts, (part) => layout.mask[part] as number),
      visits,
      fired,
      words: layout.words,
      checksSteps: this.stepProperties.length > 0,
      filters: shortcuts.filter,
      sleeps: shortcuts.sleepSets && rows.length <= SLEEPERS,
      generates: shortcuts.generated,
      patient: shortcuts.patient,
    }
  }

  /** Steps taken so far. */
  transitions(): number {
    this.tables.settle(this.fired)
    return this.fired.reduce((sum, count) => sum + count, 0)
  }

  /** Learns which events `thread` might take in its present local state. */
  learnChoices(thread: number, locals: Locals): void {
    const local = locals[this.learner.threadPart(thread)] as number
    const offers = this.learner.choices(this.#thread(thread), local)
    const rows = this.#choices.get(thread) ?? new Map<number, readonly Offer[]>()
    this.#choices.set(thread, rows.set(local, offers))
    this.tables.addChoices(thread, local, offers.length)
  }

  /**
   * Asks what choice number `choice` of `thread` does. The answer must be handed to `addStep`, after the tables were laid
   * out anew if `outgrown` says so; the store has to follow before anything is looked up in it by them.
   */
  askStep(thread: number, choice: number, locals: Locals) {
    const local = locals[this.learner.threadPart(thread)] as number
    const offer = this.offer(thread, local, choice)
    return { thread, local, choice, offer, ...this.learner.step(this.#thread(thread), offer, locals) }
  }

  /**
   * @param illegalCounts whether a step that tells an illegal event counts as one that can be taken (to nowhere new): it
   *   does where illegal events are asked for, lest its thread be called stuck; otherwise it is not there at all
   */
  addStep(
    { thread, local, choice, offer, path, outcome }: ReturnType<CompiledNetwork['askStep']>,
    locals: Locals,
    illegalCounts: boolean,
  ): void {
    this.learned++
    let number = NOTHING
    if (outcome.kind === 'illegal' && (illegalCounts || this.keepsIllegal)) {
      number = this.#addOutcome({ thread, local, choice, offer, known: new Set(), writes: [], fired: [] })
      this.#answerStepProperties({ of: number, path: [], leaf: NOTHING })
    } else if (outcome.kind === 'taken') {
      const known = new Set([this.learner.threadPart(thread)])
      for (let i = 0; i < path.length; i += 3) if (path[i + 1] === WHOLE) known.add(path[i] as number)
      number = this.#addOutcome({ thread, local, choice, offer, known, writes: outcome.writes, fired: outcome.fired })
      // what the situation already settles needs no tree
      this.learnStepProperties(number, locals)
    }
    const situation = { thread, local, choice, path, outcome: number }
    this.situations.push(situation)
    this.#addSituationCode(situation)
  }

  learnStepProperties(outcome: number, locals: Locals): void {
    if (this.tables.resolve((this.#addresses[outcome] as number) + 1, locals) !== 0) return
    const { thread, offer, writes, known } = this.outcomes[outcome] as Outcome
    let leaf = NOTHING
    let path: Path = []
    if (this.stepProperties.length > 0) {
      this.learned++
      const step = { thread: this.#thread(thread), offer, writes }
      const verdict = this.learner.stepProperties(this.stepProperties, step, known, locals)
      path = verdict.path
      leaf = this.#leaf(verdict.property, verdict.broken)
    }
    this.#answerStepProperties({ of: outcome, path, leaf })
  }

  #answerStepProperties(answer: Answer): void {
    this.stepVerdicts.push(answer)
    this.#addStepVerdictCode(answer)
  }

  #addOutcome(outcome: Outcome): number {
    const number = this.outcomes.push(outcome) - 1
    this.#addresses[number] = this.#addOutcomeCode(number, outcome.writes)
    this.#roomForOutcomes()
    this.#setMask(number)
    return number
  }

  learnVerdict(number: number, locals: Locals): void {
    if (this.tables.resolve(this.tables.verdicts[number] as number, locals) !== 0) return
    this.learned++
    const property = this.watched[number] as Watched
    const { path, broken } =
      property.kind === 'witness' ? this.learner.witness(property, locals) : this.learner.invariant(property, locals)
    const answer = { of: number, path, leaf: this.#leaf(property.kind === 'witness' ? undefined : property, broken) }
    this.#verdicts.push(answer)
    this.#addVerdictCode(answer)
    const footprint = this.#footprints[number] as Footprint
    let grew = false
    for (let i = 0; i < path.length; i += 3) {
      const [part, view] = [path[i] as number, path[i + 1] as number]
      const views = footprint.get(part) ?? new Set<number>()
      grew ||= !views.has(view)
      footprint.set(part, views.add(view))
    }
    if (grew) for (let outcome = 0; outcome < this.outcomes.length; outcome++) this.#setMask(outcome)
  }

  /** A witness that was reached is not looked at again. */
  retire(number: number): void {
    const word = Math.floor(number / MASK_BITS)
    this.#active[word] = (this.#active[word] as number) & ~(1 << (number % MASK_BITS))
    for (let outcome = 0; outcome < this.outcomes.length; outcome++) this.#setMask(outcome)
  }

  /** Whether a watched property still matters. */
  isActive(number: number): boolean {
    return (((this.#active[Math.floor(number / MASK_BITS)] as number) >>> (number % MASK_BITS)) & 1) === 1
  }

  /** The broken clause behind a leaf of a property's tree. */
  broken(leaf: number): Broken {
    return this.#broken[-leaf - 2] as Broken
  }

  /** The events that a thread might take in one of its local states, by choice; nothing if they are not yet learned. */
  offers(thread: number, local: number): readonly Offer[] | undefined {
    return this.#choices.get(thread)?.get(local)
  }

  offer(thread: number, local: number, choice: number): Offer {
    return this.offers(thread, local)?.[choice] as Offer
  }

  #thread(number: number): ThreadRef {
    return this.learner.network.threads[number] as ThreadRef
  }

  #leaf(property: Broken['property'] | undefined, clause: string | undefined): number {
    if (clause === undefined) return NOTHING
    // a reached witness has no clause to keep; it shares the shape of a broken one
    return -(this.#broken.push({ property: property as Broken['property'], clause }) + 1)
  }

  #counts(): number[] {
    return this.learner.states.map(({ snapshots }) => snapshots.length)
  }

  #emptyTables(): Tables {
    const threads = this.learner.network.threads.map((_, thread) => this.learner.threadPart(thread))
    const classOf = (part: number, view: number, local: number) =>
      (this.learner.states[part] as LocalStates).classOf(view, local)
    const { rows, split, patient } = this.shortcuts
    const how = { rowsDrop: rows, split: split ? (patient ? SPLIT : SPLIT_SMALL) : undefined }
    return new Tables(this.layout, this.#counts(), threads, this.watched.length, classOf, how)
  }

  #addOutcomeCode(number: number, writes: Writes): number {
    return this.tables.addOutcome(number, writes)
  }

  #addSituationCode({ thread, local, choice, path, outcome }: Situation): void {
    const leaf = outcome === NOTHING ? NOTHING : -(this.#addresses[outcome] as number)
    const where = () => `machine "${this.#thread(thread).name}", event "${this.offer(thread, local, choice).type}"`
    this.tables.addPath(this.tables.choiceRoot(thread, local, choice), path, leaf, where)
    const writes = this.outcomes[outcome]?.writes ?? []
    this.tables.touch(thread, local, [this.learner.threadPart(thread), ...partsOf(path)], partsOf(writes))
  }

  #addVerdictCode({ of, path, leaf }: Answer): void {
    this.tables.addPath(this.tables.verdicts[of] as number, path, leaf, () => `property "${this.watched[of]?.name}"`)
  }

  #addStepVerdictCode({ of, path, leaf }: Answer): void {
    const { thread, local } = this.outcomes[of] as Outcome
    const root = (this.#addresses[of] as number) + 1
    this.tables.addPath(root, path, leaf, () => `a step property of "${this.#thread(thread).name}"`)
    this.tables.touch(thread, local, partsOf(path), [])
  }

  #setMask(outcome: number): void {
    const { writes } = this.outcomes[outcome] as Outcome
    for (let word = 0; word < this.maskWords; word++) {
      let mask = this.#active[word] as number
      if (this.shortcuts.incremental)
        for (let bit = 0; bit < MASK_BITS; bit++) {
          const footprint = this.#footprints[word * MASK_BITS + bit]
          if (footprint !== undefined && !this.#shows(footprint, writes)) mask &= ~(1 << bit)
        }
      this.masks[outcome * this.maskWords + word] = mask
    }
  }

  /** Whether any of the writes can be seen through a property's footprint. */
  #shows(footprint: Footprint, writes: Writes): boolean {
    for (let i = 0; i < writes.length; i += 3) {
      const [part, from, to] = [writes[i], writes[i + 1], writes[i + 2]] as [number, number, number]
      const states = this.learner.states[part] as LocalStates
      for (const view of footprint.get(part) ?? [])
        if (states.classOf(view, from) !== states.classOf(view, to)) return true
    }
    return false
  }

  #roomForOutcomes(): void {
    if (this.outcomes.length <= this.fired.length) return
    const fired = new Float64Array(this.fired.length * 2)
    fired.set(this.fired)
    this.fired = fired
    const masks = new Int32Array(this.masks.length * 2)
    masks.set(this.masks)
    this.masks = masks
  }
}

/** The parts of a path, or of writes. */
const partsOf = (triples: Path | Writes): number[] => triples.filter((_, i) => i % 3 === 0)
