/** Faults of what is kept beside the page table: TLBs, dirty bits, the LRU, mapcounts. */
import { entryOf } from '../paths/sight.ts'
import { becomeExclusive } from '../paths/vocabulary/anon-exclusive.ts'
import { charge } from '../paths/vocabulary/books.ts'
import type { Mutation } from './mutation.ts'

export const bookMutations: readonly Mutation[] = [
  {
    id: 'flush-after-lock',
    what: 'a migration that flushes the TLB after it has dropped the page-table lock',
    standsFor: ['S3'],
    how: { set: { collectTlbFlush: 'after-ptl' } },
    where: { scenario: 'tlb' },
  },
  {
    id: 'zero-page-not-flushed',
    what: 'an insertion that leaves the zero page in the TLB of a CPU',
    standsFor: [],
    how: { patch: () => ({ actions: { 'flush the zero page': () => {} } }) },
    where: { scenario: 'zero-page' },
  },
  {
    id: 'late-device-flush',
    what: "a kernel that flushes a device's TLB at the end of an invalidation, and not when it gives a right",
    standsFor: ['S14'],
    how: { set: { secondaryTlb: 'range-end' } },
    where: { scenario: 'sva' },
  },
  {
    id: 'freed-before-flush',
    what: 'a zap that frees what a TLB still leads to',
    standsFor: [],
    how: { patch: () => ({ actions: { 'flush late': () => {} } }) },
    where: { scenario: 'sva' },
  },
  {
    id: 'dirty-bit-dropped',
    what: 'a migration that throws away the dirty bit of the PTE',
    standsFor: ['S4'],
    how: { set: { collectDirty: 'lost' } },
    where: { scenario: 'reclaim' },
    alsoBreaks: ['no-lost-write'],
  },
  {
    id: 'freed-to-lru',
    what: 'a migration that puts the page that it has freed back on the LRU',
    standsFor: ['S26'],
    how: { set: { lruOfFreed: 'added' } },
    where: { scenario: 'lru' },
  },
  {
    id: 'insertion-not-counted',
    what: 'an insertion into a hole that is not counted as a page of the process',
    standsFor: [],
    how: {
      patch: ({ system }) => ({
        actions: {
          'insert into the hole': ({ context, event: { tell } }) => {
            const { at, dst } = entryOf(context) ?? {}
            if (at == null || dst == null) return
            tell(system.address(at).pte, { type: 'insert_device_private', frame: dst, writable: true })
            tell(system.folio(dst), { type: 'folio_get' })
            becomeExclusive(system, dst, tell)
            charge(system, dst, tell)
          },
        },
      }),
    },
    where: { scenario: 'lru' },
  },
  {
    id: 'exclusive-unmapped',
    what: 'a device-exclusive entry that does not count as a mapping',
    standsFor: ['S40'],
    how: { set: { exclusiveMapcount: 'dropped' } },
    where: { scenario: 'exclusive', driver: 'contract+seq' },
    uncaught:
      'whoever counts mappings only tries again, for ever; and nobody who does meets such an entry in a scenario',
  },
]
