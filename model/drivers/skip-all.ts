/**
 * A driver that cannot tell whose migration a MIGRATE event announces, and skips them all as if they were its own.
 *
 * Source:  none; it is what a driver would have to do if the event came without migrate_pgmap_owner (5e5dda81a0df passes both).
 */
import { contractSkip } from './contract-skip.ts'
import { type Driver, everything } from './driver.ts'

export const skipAll: Driver = {
  ...contractSkip,
  name: 'skip-all',
  summary: 'as contract+skip, but takes every MIGRATE for its own: what a driver must do that is not told the owner',
  listedOn: () => false,
  reaction: ({ event }) => (event === 'MIGRATE' ? { setSeq: true, zap: false } : everything),
}
