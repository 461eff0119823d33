/** Faults of what is kept of pages and address spaces: dirty bits, the LRU, counts. */
import { entryOf } from '../paths/sight.ts'
import { becomeExclusive } from '../paths/vocabulary/anon-exclusive.ts'
import { charge } from '../paths/vocabulary/books.ts'
import type { Mutation } from './mutation.ts'

export const bookMutations: readonly Mutation[] = [
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
      'whoever counts mappings gives up and tries again for ever, as compaction does in exclusive-moves; no promise says it must not',
  },
]
