/** Faults of drivers around migrations, most of them habits. */
import { everything, nothing } from '../drivers/driver.ts'
import { migrates } from '../paths/sight.ts'
import type { Mutation } from './mutation.ts'

export const driverMutations: readonly Mutation[] = [
  {
    id: 'own-event-keeps-sequence',
    what: 'a driver that returns from its own MIGRATE event before it moves the sequence',
    standsFor: ['O1'],
    how: {
      driver: () => ({
        reaction: ({ event, owner }, self) => (event === 'MIGRATE' && owner === self ? nothing : everything),
      }),
    },
    where: { scenario: 'own-fault', driver: 'contract+skip' },
    alsoBreaks: ['mirror-agrees-with-pte', 'no-lost-write'],
  },
  {
    id: 'own-mapping-kept',
    what: 'a driver that skips its own MIGRATE event and keeps its mapping of the page that it copies',
    standsFor: ['O2'],
    how: { driver: () => ({ erasesBefore: 'copy back' }) },
    where: { scenario: 'own-fault', driver: 'contract+skip' },
    alsoBreaks: ['no-lost-write'],
  },
  {
    id: 'losers-mapped',
    what: 'a driver that maps its page although it has lost the hole',
    standsFor: [],
    how: {
      driver: () => ({ mapsLosers: true }),
    },
    where: { scenario: 'hole-race' },
  },
  {
    id: 'survivors-counted',
    what: 'a driver that takes the number of pages that migrate for the first so many of them',
    standsFor: ['S35'],
    how: {
      patch: ({ system }) => ({
        actions: {
          'store what migrated in the mirror': ({ context: { by, entries }, event }) => {
            for (const { at, dst, writable } of entries.slice(0, entries.filter(migrates).length))
              if (by !== null && at !== null && dst !== null)
                event.tell(system.subscriber(by).mirror(system.address(at)), { type: 'store', frame: dst, writable })
          },
        },
      }),
    },
    where: { scenario: 'batch' },
    alsoBreaks: ['driver-maps-survivors-only'],
  },
  {
    id: 'failed-copy-mapped',
    what: 'a driver that does not look whether its copy engine has failed',
    standsFor: ['S33'],
    how: { driver: () => ({ copies: 'unchecked' }) },
    where: { scenario: 'batch', driver: 'contract+fenced' },
  },
  {
    id: 'exclusive-without-sequence',
    what: 'a driver that maps a device-exclusive page without a look at the sequence',
    standsFor: [],
    how: { driver: () => ({ mapsExclusive: 'at once' }) },
    where: { scenario: 'exclusive', driver: 'contract+seq' },
    alsoBreaks: ['exclusive-means-exclusive'],
  },
  {
    id: 'dirty-under-lock',
    what: 'a driver that takes the folio lock of what it maps under its own lock, to mark it dirty',
    standsFor: ['L5'],
    how: { driver: () => ({ dirtiesUnderLock: true }) },
    where: { scenario: 'lock-order' },
    alsoBreaks: ['no-lock-cycle'],
  },
  {
    id: 'mmput-under-lock',
    what: 'a driver that drops what may be the last reference on an mm under the lock that its release callback takes',
    standsFor: ['L6'],
    how: { driver: () => ({ putsMmUnderLock: true }) },
    where: { scenario: 'last-mmput' },
    alsoBreaks: ['no-lock-cycle'],
  },
]
