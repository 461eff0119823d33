/** A checkable sentence of one of the documents, and the searches that decide it. */
import type { Choice } from '../configure.ts'
import type { Situation } from '../situations/situation.ts'
import { type Where as Anywhere, choiceOf } from '../where.ts'
import type { DocumentId } from './documents.ts'

/**
 * One search, by names alone, so that it can be sent anywhere. Without `property` and `situation` it asks for every
 * promise and the structural ones.
 */
export interface ClaimQuestion extends Choice {
  /** Only this promise. */
  readonly property?: string
  /** Whether this situation can come about. */
  readonly situation?: string
  /** Whether everything looks the same to the objects with these switches. */
  readonly sameWith?: Readonly<Record<string, string>>
}

/** What a search can find: two answers about promises, two about situations, and two about two configurations. */
export type Finding = 'holds' | 'violated' | 'reached' | 'not reached' | 'equal' | 'different' | 'incomplete'

export interface ClaimCheck {
  /**
   * `decides`: the claim is as true as its prediction. `control`: it must come out as said, or the others mean nothing.
   * `explores`: it says nothing of the claim, only what would change it.
   */
  readonly role: 'decides' | 'control' | 'explores'
  /** What distinguishes this check from its neighbours: by question, the answer as a clause. */
  readonly when: Readonly<Record<string, string>>
  readonly ask: ClaimQuestion
  /** What the search finds if the claim is true; for a control, what it must find. */
  readonly predicts: Exclude<Finding, 'incomplete'>
  /** If it speaks against the claim, its race is shown, and not the shortest one: it shows what the claim is about. */
  readonly isShown?: true
}

/** `conditional`: some predictions come true, others do not. `undecided`: a control failed, or a search did not end. */
export type Status = 'confirmed' | 'refuted' | 'conditional' | 'undecided'

export interface Claim {
  /** Document, paragraph and, where a paragraph has several, sentence: `002.p7.2`. */
  readonly id: string
  readonly document: DocumentId
  /** At most six words of the sentence, to find it by. */
  readonly quote: string
  /** The sentence in our words. */
  readonly says: string
  /** What a status means for the reader; only for those that the claim was found to have. */
  readonly means: Partial<Readonly<Record<Status, string>>>
  readonly checks: readonly ClaimCheck[]
}

/** A configuration as claims write it: for ever where nothing is said, which is the strong claim. */
export type Where = Anywhere & { readonly kernel: string }

const inFull = (where: Where): Choice => choiceOf({ mode: 'forever', ...where })

const check = (ask: ClaimQuestion, predicts: ClaimCheck['predicts']): ClaimCheck => ({
  role: 'decides',
  when: {},
  ask,
  predicts,
})

/** The claim says that this promise holds here; without one, that all do. */
export const holds = (where: Where, property?: string): ClaimCheck =>
  check({ ...inFull(where), ...(property === undefined ? {} : { property }) }, 'holds')

/** The claim says that this promise breaks here; without one, that some promise does. */
export const breaks = (where: Where, property?: string): ClaimCheck => ({
  ...holds(where, property),
  predicts: 'violated',
})

/** The claim says that this can come about here. */
export const reaches = (where: Where, { name }: Situation): ClaimCheck =>
  check({ ...inFull(where), situation: name }, 'reached')

/** The claim says that this cannot come about here. */
export const neverReaches = (where: Where, situation: Situation): ClaimCheck => ({
  ...reaches(where, situation),
  predicts: 'not reached',
})

/** The claim says that objects change in the same ways, in the same order, if these switches are set. */
export const sameWith = (where: Where, set: Readonly<Record<string, string>>): ClaimCheck =>
  check({ ...inFull(where), sameWith: set }, 'equal')

export const control = (check: ClaimCheck): ClaimCheck => ({ ...check, role: 'control' })
export const explores = (check: ClaimCheck): ClaimCheck => ({ ...check, role: 'explores' })
export const shown = (check: ClaimCheck): ClaimCheck => ({ ...check, isShown: true })
export const when = (when: ClaimCheck['when'], check: ClaimCheck): ClaimCheck => ({ ...check, when })
