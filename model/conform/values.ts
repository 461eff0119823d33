/**
 * What the log says that a page holds: the first eight bytes. Whether a frame holds the last write is in the model; which
 * value that is, is here.
 */
import type { Frame } from '../names.ts'
import { isFresh } from '../paths/sight.ts'
import { type Journal, Unexplained } from './journal.ts'
import type { Page, Slot } from './kernel.ts'

/** A value that was read from a frame; if the frame holds the last write, it is that. */
export function heldTo(j: Journal, page: Page, slot: Slot, frame: Frame, value: string): void {
  const canon = j.canon(page)
  const fresh = isFresh(canon.system, frame, canon.address(page, slot), j.see(page))
  if (!fresh) return
  if (mayBeStored(slot)) page.last = slot.mm?.marksStores === true ? page.last : undefined
  if (page.last !== undefined && !page.last.has(value) && ![...page.storing.values()].includes(value))
    throw new Unexplained(`${frame} holds the last write, which was ${[...page.last].join(' or ')} and not ${value}`)
  page.last = new Set([value, ...page.storing.values()])
}

/** A value that was written through any mapping. */
export function wrote(page: Page, value: string): void {
  for (const other of page.storing.keys()) page.overwritten.add(other)
  page.last = new Set([value, ...page.storing.values()])
}

/** The address holds nothing any more: zeroes, whoever looks. */
export function wrotePte(page: Page): void {
  if (page.slots.every(({ mm, pte }) => mm === undefined || pte.state.value === 'none')) wrote(page, '0')
}

/** User space may have stored without a word as long as its PTE lets it. */
const mayBeStored = ({ pte }: Slot): boolean => {
  const { value } = pte.state
  return typeof value === 'object' && 'present' in value && value.present === 'rw'
}

/** The PTE has just become, or is no longer, writable: whatever user space stored meanwhile is not known. */
export function forgetsValue(page: Page, slot: Slot): void {
  if (slot.mm?.marksStores !== true && mayBeStored(slot)) page.last = undefined
}
