/**
 * What the search does where the tables have no answer: ask for one step, and write down what it learns.
 *
 * The search loop goes on at the same place afterwards. It must not notice that lists and trees, or the whole layout of
 * vectors, were made anew under it: no step is taken twice, none is missed, and each is counted once.
 */
import type { Offer } from '../network.ts'
import type { CompiledNetwork } from './compiled-network.ts'
import type { Place } from './expand.ts'
import type { Stored } from './states.ts'
import { LIST, leafAt } from './tables.ts'

/** What the search has to know of what was learned. */
export type Lesson = 'learned' | 'max-memory' | { readonly clause: string; readonly offer: Offer }

interface LearnOptions {
  /** Whether illegal events are asked for. */
  readonly illegalEvents: boolean
  /** Whether so many bytes more may be used. */
  readonly mayUse: (bytes: number) => boolean
}

/** Learns what the present choice needs, or just makes its list from what is known. The batch must be empty. */
export function learnStep(compiled: CompiledNetwork, store: Stored, place: Place, options: LearnOptions): Lesson {
  if (!options.mayUse(0)) return 'max-memory'
  const { thread } = place
  const locals = store.locals(place.head)
  const part = compiled.learner.threadPart(thread)
  const local = locals[part] as number
  if (compiled.tables.code[(compiled.tables.rows[thread] as number) + local] === 0)
    compiled.learnChoices(thread, locals)
  const { tables } = compiled
  const list = tables.listAt(thread, locals, part)
  const choice = tables.choicesIn(list)[place.choice] ?? 0
  const wasIdle = tables.idleIn(list)
  const lesson = list === 0 ? 'learned' : learnChoice(compiled, store, { thread, choice, locals }, options)
  if (lesson === 'max-memory') return lesson
  // what was learned below a node that the list has is found there
  if (list !== 0 && tables === compiled.tables && tables.code[list + LIST + place.choice] !== 0) return lesson
  const renewed = compiled.tables.makeList(thread, locals, part)
  recount(compiled, place, { from: choice, was: wasIdle, is: compiled.tables.idleIn(renewed) }, locals)
  const numbers = compiled.tables.choicesIn(renewed)
  const at = numbers.findIndex((number) => number >= choice)
  place.choice = at < 0 ? numbers.length : at
  return lesson
}

/** Asks for one choice, unless it is known. The batch must be empty. */
export function learnChoice(
  compiled: CompiledNetwork,
  store: Stored,
  { thread, choice, locals }: { thread: number; choice: number; locals: readonly number[] },
  { illegalEvents, mayUse }: LearnOptions,
): Lesson {
  const local = locals[compiled.learner.threadPart(thread)] as number
  if (compiled.tables.resolve(compiled.tables.choiceRoot(thread, local, choice), locals) !== 0) return 'learned'
  const asked = compiled.askStep(thread, choice, locals)
  if (compiled.outgrown) {
    const layout = compiled.fittingLayout()
    if (!mayUse(compiled.bytesToRelayout + store.bytesToRelayout(layout))) return 'max-memory'
    compiled.relayout(layout)
    store.relayout(layout)
  }
  compiled.addStep(asked, locals, illegalEvents)
  return asked.outcome.kind === 'illegal' ? { clause: asked.outcome.clause, offer: asked.offer } : 'learned'
}

/**
 * A list was renewed while it was gone through. Its idle choices are counted at its end: those before `from` that were
 * idle and no longer are would be missed, those that have become idle would be counted twice.
 */
function recount(
  { learner, tables, fired }: CompiledNetwork,
  place: Place,
  { from, was, is }: { from: number; was: ReadonlySet<number>; is: ReadonlySet<number> },
  locals: readonly number[],
): void {
  const local = locals[learner.threadPart(place.thread)] as number
  for (let choice = 0; choice < from; choice++) {
    const missed = Number(was.has(choice)) - Number(is.has(choice))
    if (missed === 0) continue
    const outcome = tables.code[-tables.resolve(tables.choiceRoot(place.thread, local, choice), locals)] as number
    fired[outcome] = (fired[outcome] as number) + missed
    place.enabled = 1
  }
}

/** The present choice's outcome, by number. */
export function outcomeAt(compiled: CompiledNetwork, store: Stored, place: Place): number {
  return compiled.tables.code[outcomeAddress(compiled, store, place)] as number
}

/** The leaf of the step properties' tree for the present choice. */
export function stepVerdictAt(compiled: CompiledNetwork, store: Stored, place: Place): number {
  const root = outcomeAddress(compiled, store, place) + 1
  return leafAt(compiled.tables.code, root, store.vectors, place.head * store.layout.words)
}

function outcomeAddress({ learner, tables }: CompiledNetwork, store: Stored, place: Place): number {
  const list = tables.listAt(place.thread, store.locals(place.head), learner.threadPart(place.thread))
  return -leafAt(tables.code, list + LIST + place.choice, store.vectors, place.head * store.layout.words)
}
