/** What is kept of pages and address spaces where ../../shape.ts asks for it; elsewhere each of these does nothing. */
import { deviceOf, type Frame } from '../../names.ts'
import type { Address, System } from '../../system.ts'
import type { Given } from './word.ts'

type Tell = Given['event']['tell']

/** folio_add_lru(); device pages are on no LRU. */
export function addToLru({ keeps, folio }: System, frame: Frame, tell: Tell): void {
  if (keeps.lru && deviceOf(frame) === undefined) tell(folio(frame), { type: 'folio_add_lru' })
}

/** mem_cgroup_charge(); what is freed is uncharged. */
export function charge({ keeps, folio }: System, frame: Frame, tell: Tell): void {
  if (keeps.accounts) tell(folio(frame), { type: 'mem_cgroup_charge' })
}

/** mem_cgroup_migrate() */
export function moveCharge({ keeps, folio }: System, from: Frame, to: Frame, tell: Tell): void {
  if (!keeps.accounts) return
  tell(folio(from), { type: 'mem_cgroup_uncharge' })
  tell(folio(to), { type: 'mem_cgroup_charge' })
}

/** folio_mark_dirty() */
export function markDirty({ keeps, folio }: System, frame: Frame, tell: Tell): void {
  if (keeps.dirty) tell(folio(frame), { type: 'folio_mark_dirty' })
}

/** folio_mark_lazyfree() */
export function markLazyfree({ keeps, folio }: System, frame: Frame, tell: Tell): void {
  if (keeps.dirty) tell(folio(frame), { type: 'folio_mark_lazyfree' })
}

export const inc = ({ mm: { rss } }: Address, counter: 'anonPages' | 'swapEnts', tell: Tell): void => {
  if (rss !== undefined) tell(rss, { type: 'inc_mm_counter', counter })
}

export const dec = ({ mm: { rss } }: Address, counter: 'anonPages' | 'swapEnts', tell: Tell): void => {
  if (rss !== undefined) tell(rss, { type: 'dec_mm_counter', counter })
}
