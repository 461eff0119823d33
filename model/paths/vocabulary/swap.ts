/** Slots of swap, and the pages that cache them. */
import type { Frame, Slot } from '../../names.ts'
import type { Address, System } from '../../system.ts'
import { cachedSlot } from '../sight.ts'
import { markDirty } from './books.ts'
import type { Given } from './word.ts'

type Event = Given['event']

/** A write through an address makes what the slots hold of it old. */
export function slotsFallBehind({ slots, slot }: System, { name }: Address, { tell }: Event): void {
  for (const other of slots) tell(slot(other), { type: 'written_elsewhere', through: name })
}

/** free_swap_and_cache(): a PTE names the slot no more; after the last one the folio that caches it goes too, unless it is busy. */
export function freeSwapAndCache(system: System, slot: Slot, { see, tell }: Event): void {
  const { count, cache } = see(system.slot(slot)).context
  tell(system.slot(slot), { type: 'swap_free' })
  if (count > 1 || cache === null) return
  const { holder, writeback } = see(system.folio(cache)).context
  if (holder === null && !writeback) freeSwap(system, cache, { see, tell })
}

/** delete_from_swap_cache(), with the reference of the swap cache. */
export function deleteFromSwapCache(system: System, frame: Frame, { see, tell }: Pick<Event, 'see' | 'tell'>): void {
  const slot = cachedSlot(system, frame, see)
  if (slot === undefined) return
  tell(system.slot(slot), { type: 'delete_from_swap_cache' })
  tell(system.folio(frame), { type: 'folio_put' })
}

/** folio_migrate_mapping(): the page that caches a slot, if it does, moves to another frame, and its reference with it. */
export function moveInSwapCache(
  system: System,
  { from, to }: { readonly from: Frame; readonly to: Frame },
  { see, tell }: Pick<Event, 'see' | 'tell'>,
): void {
  const slot = cachedSlot(system, from, see)
  if (slot === undefined) return
  tell(system.folio(to), { type: 'folio_get' })
  tell(system.slot(slot), { type: 'replace_in_swap_cache', folio: to })
  tell(system.folio(from), { type: 'folio_put' })
}

/**
 * Whether folio_free_swap() would succeed: nobody else needs the slot, and it is not being written.
 *
 * @param names how many PTEs still name the slot, but will not when it is freed
 */
export function canFreeSwap(system: System, frame: Frame, see: Event['see'], names = 0): boolean {
  const slot = cachedSlot(system, frame, see)
  return (
    slot !== undefined && see(system.slot(slot)).context.count === names && !see(system.folio(frame)).context.writeback
  )
}

/** folio_free_swap(), where it is known to succeed: the page alone has the bytes now, so it is dirty. */
export function freeSwap(system: System, frame: Frame, event: Pick<Event, 'see' | 'tell'>): void {
  if (cachedSlot(system, frame, event.see) === undefined) return
  markDirty(system, frame, event.tell)
  deleteFromSwapCache(system, frame, event)
}
