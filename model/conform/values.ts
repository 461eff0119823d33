/**
 * What the log says that a page holds: the first eight bytes. Whether a frame holds the last write is in the model; which
 * value that is, is here, for each address space that has the address.
 */
import type { Frame } from '../names.ts'
import { isFresh, pteOf } from '../paths/sight.ts'
import type { Journal } from './journal.ts'
import type { Page, Slot } from './parts.ts'
import { Unexplained } from './unexplained.ts'

/** Values further back than so many changes are not looked for. */
const PAST = 16

/** The values that the last write may have left. */
export function holds(j: Journal, slot: Slot, values: ReadonlySet<string> | undefined): void {
  slot.past.push({ until: j.line.n, last: slot.last })
  if (slot.past.length > PAST) slot.past.shift()
  slot.last = values
}

/** A value that was read from a frame; if the frame holds the last write, it is that. */
export function heldTo(j: Journal, page: Page, slot: Slot, frame: Frame, value: string): void {
  const canon = j.canon(page)
  const fresh = isFresh(canon.system, frame, canon.address(page, slot), j.see(page))
  if (!fresh || page.isBroken) return
  if (mayBeStored(slot) && slot.mm?.marksStores !== true) holds(j, slot, undefined)
  const { last, storing } = slot
  if (last !== undefined && !last.has(value) && ![...storing.values()].includes(value))
    throw new Unexplained(`${frame} holds the last write, which was ${[...last].join(' or ')} and not ${value}`)
  holds(j, slot, new Set([value, ...storing.values()]))
}

/** A value that a CPU has read, at some time since the task's line before. */
export function wasRead(j: Journal, page: Page, slot: Slot, since: number, value: string): void {
  const canon = j.canon(page)
  const address = canon.address(page, slot)
  const { frame } = pteOf(address, j.see(page))
  // what is stale is found by the promises
  if (page.isBroken || (frame !== null && !isFresh(canon.system, frame, address, j.see(page)))) return
  const times = [slot.last, ...slot.past.filter(({ until }) => until >= since).map(({ last }) => last)]
  const isShort = slot.past.length === PAST && (slot.past[0]?.until ?? 0) >= since
  if (isShort || times.includes(undefined) || times.some((values) => values?.has(value) === true)) return
  if ([...slot.storing.values()].includes(value)) return
  throw new Unexplained(
    `val=${value}, and since its line before the last write was ${[...(slot.last ?? [])].join(' or ')}`,
  )
}

/** A value that was written through any mapping. */
export function wrote(j: Journal, slot: Slot, value: string): void {
  for (const other of slot.storing.keys()) slot.overwritten.add(other)
  holds(j, slot, new Set([value, ...slot.storing.values()]))
}

/** The address holds nothing any more: zeroes, whoever looks. */
export function wrotePte(j: Journal, slot: Slot): void {
  if (slot.pte.state.value === 'none') wrote(j, slot, '0')
}

/** User space may have stored without a word as long as its PTE lets it. */
const mayBeStored = ({ pte }: Slot): boolean => {
  const { value } = pte.state
  return typeof value === 'object' && 'present' in value && value.present === 'rw'
}

/** The PTE has just become, or is no longer, writable: whatever user space stored meanwhile is not known. */
export function forgetsValue(j: Journal, slot: Slot): void {
  if (slot.mm?.marksStores !== true && mayBeStored(slot) && slot.last !== undefined) holds(j, slot, undefined)
}
