/**
 * A network as guarded commands over named constants: what the writers of other languages have in common.
 *
 * Local states are numbered as they were met, so 0 is where each part starts.
 */
import type { Question } from '../check.ts'
import { type PartRef, showSnapshot } from '../network.ts'
import { structural } from '../properties.ts'
import { offersOf, showOffer } from '../step.ts'
import { isAtRest } from '../waiting.ts'
import { type Condition, Conditions, type Test, type Tree } from './condition.ts'
import type { Everything } from './learn-everything.ts'
import type { StepLesson } from './lessons.ts'
import { Names } from './names.ts'

export interface ProgramPart {
  readonly name: string
  /** Its variable. */
  readonly id: string
  /** By number. */
  readonly states: readonly ProgramState[]
}

interface ProgramState {
  /** Its constant. */
  readonly id: string
  /** As people know it. */
  readonly shown: string
  /** Only for threads: whether it may stay there for ever. */
  readonly rest: boolean
}

export interface Command {
  /** Its name, where it needs one. */
  readonly id: string
  /** The thread's part. */
  readonly part: number
  readonly from: number
  readonly to: number
  /** `thread: event`, and the function where it is another word. */
  readonly label: string
  /** What it asks of the other parts. */
  readonly guard: Condition
  /** What it does to the other parts. */
  readonly writes: readonly { readonly part: number; readonly to: number }[]
  /** Set if it tells an object an event that the object does not accept: then it leads nowhere. */
  readonly illegal: string | undefined
  readonly broken: readonly { readonly promise: string; readonly when: Condition; readonly clause: string }[]
}

/** Local states of a part that have a name in common. */
export interface Predicate {
  readonly id: string
  readonly test: Test
}

export interface Program {
  readonly title: string
  /** Objects first. */
  readonly parts: readonly ProgramPart[]
  readonly objects: number
  readonly predicates: readonly Predicate[]
  readonly commands: readonly Command[]
  readonly invariants: readonly { readonly id: string; readonly name: string; readonly fine: Tree }[]
  /** What steps must not break: the names of step properties, and of no-illegal-event where it is asked. */
  readonly stepPromises: readonly { readonly id: string; readonly name: string }[]
  readonly deadlocks: boolean
  readonly states: number
}

export interface ProgramOptions {
  readonly title: string
  /** No property at all, so that every state is counted whatever breaks. */
  readonly statesOnly: boolean
}

export function programOf(everything: Everything, question: Question, { title, statesOnly }: ProgramOptions): Program {
  const { learner, store } = everything
  const { properties = [], structural: asked = Object.keys(structural) } = statesOnly ? { structural: [] } : question
  const names = new Names()
  const conditions = new Conditions(learner.states)
  const ids = learner.parts.map(({ name }) => names.take(name))
  const parts = learner.parts.map((part, number): ProgramPart => {
    const id = ids[number] as string
    const states = (learner.states[number]?.snapshots ?? []).map((snapshot) => {
      const shown = part.show(snapshot)
      const rest = part.kind === 'thread' && isAtRest(part, () => snapshot)
      return { id: names.take(`${id}_${withoutContext(part, shown)}`), shown: distinct(part, shown, snapshot), rest }
    })
    return { name: part.name, id, states }
  })
  const illegalEvents = asked.includes('no-illegal-event')
  const asOffered = learner.network.threads.map((thread) => offersOf(thread).map(showOffer))
  const place = ({ thread, offer }: StepLesson): number => asOffered[thread]?.indexOf(showOffer(offer)) ?? 0
  const lessons = learner.steps
    .filter(({ illegal }) => illegal === undefined || illegalEvents)
    .sort((a, b) => a.thread - b.thread || a.local - b.local || place(a) - place(b))
  const commands = lessons.map((lesson): Command => {
    const part = learner.threadPart(lesson.thread)
    const written = writesOf(lesson)
    return {
      id: names.take(`${ids[part]}_${lesson.offer.type}`),
      part,
      from: lesson.local,
      to: written.find((write) => write.part === part)?.to ?? lesson.local,
      label: labelOf(learner.parts[part] as PartRef, lesson),
      guard: conditions.ofPath(lesson.path),
      writes: written.filter((write) => write.part !== part),
      illegal: lesson.illegal,
      broken: statesOnly
        ? []
        : lesson.broken.map(({ property, path, clause }) => ({
            promise: property,
            when: conditions.ofPath(path),
            clause,
          })),
    }
  })
  const promiseNames = properties.filter(({ kind }) => kind === 'step').map(({ name }) => name)
  const stepPromises = [...(illegalEvents ? ['no-illegal-event'] : []), ...promiseNames].map((name) => ({
    id: names.take(name),
    name,
  }))
  const invariants = properties
    .filter(({ kind }) => kind === 'invariant')
    .map(({ name }) => {
      const verdicts = learner.verdicts.get(name) ?? []
      const fine = conditions.treeOf(verdicts.map(({ path, broken }) => ({ path, isFine: broken === undefined })))
      return { id: names.take(name), name, fine }
    })
  const predicates = [...testsOf({ commands, invariants })]
    .filter(({ among }) => among.length > 1)
    .sort((a, b) => a.part - b.part)
    .map((test) => ({
      id: names.take(`${ids[test.part]}_${test.common?.what.replace('context.', '')}_${test.common?.text}`),
      test,
    }))
  return {
    title,
    parts,
    objects: learner.network.objects.length,
    predicates,
    commands,
    invariants,
    stepPromises,
    deadlocks: asked.includes('no-deadlock'),
    states: store.count,
  }
}

/** By thread: the local states in which it may stay for ever. */
export const restsOf = ({ parts, objects }: Program): readonly Pick<Test, 'part' | 'among'>[] =>
  parts.slice(objects).map(({ states }, thread) => ({
    part: objects + thread,
    among: states.flatMap(({ rest }, local) => (rest ? [local] : [])),
  }))

/** `show` may leave out what a reader does not need; then two local states read alike. */
const distinct = (part: PartRef, shown: string, snapshot: Parameters<PartRef['show']>[0]): string => {
  const whole = showSnapshot(snapshot)
  return part.quiet || whole === shown ? whole : `${shown}: ${whole}`
}

/** Where nobody says how a local state reads, the context would make a name of many words, cut off before they differ. */
const withoutContext = ({ show }: PartRef, shown: string): string =>
  show === showSnapshot ? shown.replace(/ \{.*$/, '') : shown

function writesOf({ writes }: StepLesson): { part: number; to: number }[] {
  return Array.from({ length: writes.length / 3 }, (_, i) => ({
    part: writes[3 * i] as number,
    to: writes[3 * i + 2] as number,
  }))
}

function labelOf(part: PartRef, { offer, fired }: StepLesson): string {
  const event = showOffer(offer)
  const meta = fired.find((one) => one.part === part)?.transition.meta as { readonly function?: string } | undefined
  return `${part.name}: ${event}${meta?.function === undefined || meta.function === event ? '' : `, ${meta.function}`}`
}

/** All that commands and properties look at, beyond a command's own thread. */
export function testsOf({ commands, invariants }: Pick<Program, 'commands' | 'invariants'>): ReadonlySet<Test> {
  const tests = new Set<Test>()
  const visit = (tree: Tree): void => {
    if (typeof tree === 'boolean') return
    for (const { test, then } of tree) {
      tests.add(test)
      visit(then)
    }
  }
  for (const { guard, broken } of commands)
    for (const test of [guard, ...broken.map(({ when }) => when)].flat()) tests.add(test)
  for (const { fine } of invariants) visit(fine)
  return tests
}
