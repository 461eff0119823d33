/**
 * What the search does where the tables have no answer: ask for one step, and write down what it learns.
 *
 * Lists and trees may be made anew under the search loop, so it begins the state again. If the layout of vectors is another
 * one now, the search has to move what is stored to it before it goes on.
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
  let lesson: Lesson = 'learned'
  if (list !== 0) {
    const choice = tables.choicesIn(list)[place.choice] as number
    lesson = learnChoice(compiled, store, { thread, choice, locals }, options)
    // what was learned below a node that the list has is found there
    const isThere = tables === compiled.tables && tables.code[list + LIST + place.choice] !== 0
    if (lesson === 'max-memory' || isThere) return lesson
  }
  compiled.tables.makeList(thread, locals, part)
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
  if (!fitTables(compiled, store, mayUse)) return 'max-memory'
  compiled.addStep(asked, locals, illegalEvents)
  return asked.outcome.kind === 'illegal' ? { clause: asked.outcome.clause, offer: asked.offer } : 'learned'
}

/** Gives tables room for all local states that are known; says whether that, and moving the store, may take the memory. */
export function fitTables(compiled: CompiledNetwork, store: Stored, mayUse: LearnOptions['mayUse']): boolean {
  if (!compiled.outgrown) return true
  const layout = compiled.fittingLayout()
  if (!mayUse(compiled.bytesToRelayout + store.bytesToRelayout(layout))) return false
  compiled.relayout(layout)
  return true
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
