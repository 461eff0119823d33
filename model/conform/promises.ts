/**
 * The promises of the model, asked of what a log tells: after every line of the pages that it changed, and of every step.
 *
 * A promise counts as broken if it is whatever the threads may be doing: where one of them may be in several states, all of
 * them must break it.
 */
import type { AnyMachineSnapshot } from 'xstate'
import type { FollowedStep, PartRef, See } from '../../checker/index.ts'
import { cpuAccess } from '../paths/cpu-access.ts'
import type { Promised } from '../properties/promise.ts'
import type { Canon } from './canon.ts'
import type { Journal } from './journal.ts'
import type { Line } from './line.ts'
import type { Page } from './parts.ts'
import type { Walk } from './walk.ts'

/** What a log does not tell enough for, or what is not about one page. */
const notAsked: Readonly<Record<string, string>> = {
  'notifier-paired':
    'the invalidations of an address space are not those of one page; the sequence numbers are held to it',
  'refcount-conserved': 'the log tells of references only where it looks at them',
  'nonblockable-never-sleeps': 'the log does not tell who sleeps',
  'no-lock-cycle': 'the log does not tell of locks',
  'lru-once': 'the log does not tell of the LRU',
  'rss-conserved': 'the log does not tell of counters',
  'tlb-flushed-before-free': 'the log does not tell of TLBs',
}

export interface Broken {
  readonly promise: Promised
  readonly clause: string
  readonly line: Line
  readonly page: Page
}

/** The promises that a step breaks. */
export function askStep(journal: Journal, walk: Walk, step: FollowedStep): Broken[] {
  const { canon, page } = walk
  gather(journal, canon, page)
  return canon.promises.flatMap(({ promise, property }) => {
    if (property.kind !== 'step' || promise.name in notAsked) return []
    const clause = property.check({ thread: walk.name, event: step.event, before: step.before, after: step.after })
    return clause === true ? [] : [{ promise, clause, line: journal.line, page }]
  })
}

/** The promises that are broken at a page as it is. */
export function askPage(journal: Journal, page: Page): Broken[] {
  // what comes from a file is shared in ways that the model does not know
  if (page.isGone || page.isUntold || page.slots.some(({ mapsFile, isShared }) => mapsFile || isShared)) return []
  const canon = journal.canon(page)
  // nor is it known what somebody does who met what the model has no word for
  const all = [...(journal.walks.get(page) ?? [])]
  if (all.some(({ outside, path }) => outside !== undefined && path !== cpuAccess)) return []
  const walks = gather(journal, canon, page)
  const see = (chosen: ReadonlyMap<PartRef, AnyMachineSnapshot>) => seeing(canon, page, chosen)
  const first = see(new Map())
  return canon.promises.flatMap(({ promise, property }) => {
    if (property.kind !== 'invariant' || promise.name in notAsked) return []
    const clause = property.check(first)
    if (clause === true) return []
    const others = walks.flatMap((walk) =>
      walk.follower.states.slice(1).map((state) => new Map([[walk.thread.ref as PartRef, state]])),
    )
    if (others.some((chosen) => property.check(see(chosen)) === true)) return []
    return [{ promise, clause, line: journal.line, page }]
  })
}

function gather(journal: Journal, canon: Canon, page: Page): Walk[] {
  const walks = [...(journal.walks.get(page) ?? [])].filter(
    (walk) => walk.canon === canon && walk.outside === undefined,
  )
  canon.threads.splice(0, canon.threads.length, ...walks.map(({ thread }) => thread))
  canon.local = (part) => walks.find(({ thread }) => thread.ref === part)?.follower.states[0]
  return walks
}

function seeing(canon: Canon, page: Page, chosen: ReadonlyMap<PartRef, AnyMachineSnapshot>): See {
  const look = canon.look(page)
  return ((part: PartRef) => chosen.get(part) ?? look(part)) as See
}
