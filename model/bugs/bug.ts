/** An entry of the history: a real bug, a rejected patch, an open observation; and what the model makes of it. */
import type { Where } from '../where.ts'
import type { Omission } from './omissions.ts'

/** A rejected or semantic change; a safety bug; a bug of an error path; a liveness bug; an open observation. */
type BugClass = 'A' | 'S' | 'T' | 'L' | 'O' | 'S/L'

export interface Bug {
  /** Its number in the list that this project was begun with; the letter is its class. */
  readonly id: string
  readonly title: string
  /** Where it is a bug of another class as well, or instead. */
  readonly class?: 'L' | 'S/L'
  readonly fixes: readonly Fix[]
  /** What else there is to say of its end, or all that is known of it. */
  readonly fate?: string
  readonly reach: Found | OutOfReach
}

export interface Fix {
  readonly commit: string
  /** The first mainline release that has it. */
  readonly release?: string
  readonly cve?: string
}

/** A check that finds it, and one of the repaired kernel or driver, where nothing of it is left. */
export interface Found {
  readonly finds: BugCheck
  readonly repaired: BugCheck
  /** What of the bug they do not show. */
  readonly remark?: string
}

export interface BugCheck extends Where {
  /** Only this promise is asked; all where nothing is said. */
  readonly property?: string
  readonly mutation?: string
}

export interface OutOfReach {
  /** What the model leaves out, so that it cannot be seen. */
  readonly leftOut: readonly Omission[]
  /** The same in a few words, for this bug. */
  readonly why: string
}

/** Found as a fault put into the model of today. */
export const asFault = (mutation: string, scenario: string, property?: string): Found => {
  const asked = property === undefined ? { scenario } : { scenario, property }
  return { finds: { ...asked, mutation }, repaired: asked }
}

export const classOf = (bug: Bug): BugClass => bug.class ?? (bug.id.slice(0, 1) as BugClass)

export const isFound = (reach: Found | OutOfReach): reach is Found => 'finds' in reach

/** `16ce101db85d (6.1, CVE-2022-3523)`, and what else there is to say. */
export function showFixes({ fixes, fate }: Pick<Bug, 'fixes' | 'fate'>): string {
  const commits = fixes.map(({ commit, release, cve }) => {
    const known = [release, cve].filter((part) => part !== undefined)
    return known.length === 0 ? commit : `${commit} (${known.join(', ')})`
  })
  return [commits.join(', '), fate].filter(Boolean).join('; ')
}
