/** What scenarios of swap have in common: one slot, and whatever can be kept of pages is. The device has no memory. */
import type { See } from '../../checker/index.ts'
import { pteOf } from '../paths/sight.ts'
import type { Shape } from '../shape.ts'
import type { System } from '../system.ts'

export const swapping = { deviceFrames: 0, swapSlots: 1, lru: true, accounts: true } satisfies Partial<Shape>

/** Whether a page is mapped that swap still holds a copy of, which no PTE names any more. */
export const isBackWithCopy = (system: System, see: See): boolean =>
  system.slots.some((slot) => {
    const { count, cache } = see(system.slot(slot)).context
    return count === 0 && cache !== null && system.addresses.some((address) => pteOf(address, see).frame === cache)
  })

/** Whether a page has been reclaimed: its bytes are in the slot and nowhere else. */
export const isReclaimed = (system: System, see: See): boolean =>
  system.slots.some((slot) => {
    const { count, cache } = see(system.slot(slot)).context
    return count > 0 && cache === null
  })
