/** A learner that keeps what it was asked, for those who write the learned tables down elsewhere. */
import { Learner, type Locals, type Path, type Writes } from '../learn/learner.ts'
import type { Offer, ThreadRef } from '../network.ts'
import type { Invariant, StepProperty } from '../properties.ts'
import type { Fired, Reaction } from '../step.ts'

/** What one event of a thread does in one situation. */
export interface StepLesson {
  readonly thread: number
  /** The thread's own local state. */
  readonly local: number
  readonly offer: Offer
  readonly path: Path
  readonly writes: Writes
  readonly fired: readonly Fired[]
  readonly reactions: readonly Reaction[]
  /** Only if it tells an object an event that the object does not accept: then it leads nowhere. */
  readonly illegal?: string
  /** The situations in which it breaks a step property. */
  readonly broken: BrokenStep[]
}

interface BrokenStep {
  readonly property: string
  readonly path: Path
  readonly clause: string
}

/** What an invariant says in one situation. */
interface VerdictLesson {
  readonly path: Path
  readonly broken: string | undefined
}

/**
 * Answers that nothing is ever broken, so that a search that asks it goes on to the end; what is true is in the lessons.
 * The steps that tell an illegal event are the search's own matter.
 */
export class LessonLearner extends Learner {
  /** Steps that can be taken, in the order in which they were learned. */
  readonly steps: StepLesson[] = []
  readonly verdicts = new Map<string, VerdictLesson[]>()
  readonly #byWrites = new Map<Writes, StepLesson>()

  override step(thread: ThreadRef, offer: Offer, locals: Locals) {
    const learned = super.step(thread, offer, locals)
    const { path, outcome } = learned
    if (outcome.kind === 'disabled') return learned
    const number = this.network.threads.indexOf(thread)
    const local = locals[this.threadPart(number)] as number
    const illegal = outcome.kind === 'illegal' ? { illegal: outcome.clause } : {}
    const { writes, fired, reactions } = outcome.kind === 'taken' ? outcome : { writes: [], fired: [], reactions: [] }
    const lesson = { thread: number, local, offer, path, writes, fired, reactions, ...illegal, broken: [] }
    this.steps.push(lesson)
    this.#byWrites.set(writes, lesson)
    return learned
  }

  override invariant(property: Invariant, locals: Locals) {
    const { path, broken } = super.invariant(property, locals)
    const lessons = this.verdicts.get(property.name) ?? []
    lessons.push({ path, broken })
    this.verdicts.set(property.name, lessons)
    return { path, broken: undefined }
  }

  override stepProperties(
    properties: readonly StepProperty[],
    step: { thread: ThreadRef; offer: Offer; writes: Writes },
    known: ReadonlySet<number>,
    locals: Locals,
  ) {
    const { path, broken: clause, property } = super.stepProperties(properties, step, known, locals)
    // the search asks about the very writes that the step was learned with
    const lesson = this.#byWrites.get(step.writes)
    if (lesson === undefined) throw new Error(`a step of "${step.thread.name}" is judged that was never learned`)
    if (clause !== undefined && property !== undefined) lesson.broken.push({ property: property.name, path, clause })
    return { path, broken: undefined, property: undefined }
  }
}
