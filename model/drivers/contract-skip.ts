/**
 * The contract driver that uses what MMU_NOTIFY_MIGRATE offers: it does not erase its mirror on its own event.
 *
 * Source:  Documentation/mm/hmm.rst, steps 2 and 3 of "Migration to and from device memory": the callback may be skipped
 *          for the driver's own migration, and the driver invalidates its own mapping itself before the copy.
 * Facts:   it still calls mmu_interval_set_seq(), which is what test_hmm leaves out.
 */
import { contract } from './contract.ts'
import { type Driver, everything } from './driver.ts'

export const contractSkip: Driver = {
  ...contract,
  name: 'contract+skip',
  summary: 'as contract, but on its own MIGRATE only sets the sequence, and erases its mapping before the copy',
  missingOn: ({ setupEvent }) => (setupEvent === 'CLEAR' ? 'MMU_NOTIFY_MIGRATE appeared in 5.9' : undefined),
  reaction: ({ event, owner }, self) =>
    event === 'MIGRATE' && owner === self ? { setSeq: true, zap: false } : everything,
  erasesBefore: 'every copy',
}
