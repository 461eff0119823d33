/** Faults of migrate_vma itself. */
import { words } from '../paths/path.ts'
import { entryOf } from '../paths/sight.ts'
import { makeMigrationEntry } from '../paths/vocabulary/rmap.ts'
import type { Mutation } from './mutation.ts'

export const migrationMutations: readonly Mutation[] = [
  {
    id: 'no-second-invalidation',
    what: 'a migration that replaces a hole or the zero page without another invalidation',
    standsFor: ['A1'],
    how: { set: { holeNotify: 'none' } },
    where: { scenario: 'hole-race' },
    alsoBreaks: ['hole-replaced-mirrors-gone', 'no-stale-read'],
  },
  {
    id: 'no-owner-filter',
    what: 'a migration that collects any page that it meets',
    standsFor: ['A2'],
    how: { set: { ownerFilter: 'none' } },
    where: { scenario: 'hole-race' },
  },
  {
    id: 'no-pin-test',
    what: 'a migration that does not look at references',
    standsFor: [],
    how: {
      patch: () => ({ guards: { 'src is pinned': () => false, 'src has an unexplained reference': () => false } }),
    },
    where: { scenario: 'pinned' },
  },
  {
    id: 'insert-without-look',
    what: 'an insertion that does not look at the PTE again',
    standsFor: [],
    how: { patch: () => ({ guards: { 'pte is none or zero': () => true } }) },
    where: { scenario: 'hole-race' },
  },
  {
    id: 'unmap-without-lock',
    what: 'a migration that puts a migration entry for a page that it has not locked',
    standsFor: [],
    how: {
      patch: (actor) => ({
        actions: {
          'lock and unmap': ({ context, event }) =>
            makeMigrationEntry(actor, actor.system.address(entryOf(context)?.at ?? ''), event, { carriesDirty: true }),
        },
      }),
    },
    where: { scenario: 'own-fault' },
  },
  {
    id: 'entry-left-behind',
    what: 'a migration that ends without replacing its migration entries',
    standsFor: [],
    how: { patch: () => ({ actions: { 'replace migration entry': () => {} } }) },
    where: { scenario: 'own-fault' },
    alsoBreaks: ['migration-entry-implies-locked', 'migration-entries-conserved'],
  },
  {
    id: 'touch-after-put',
    what: 'a migration that looks into a page after it has put it',
    standsFor: ['S24'],
    how: {
      patch: (actor) => ({
        actions: {
          'unlock and put pages': (given) => {
            const { src = null, dst = null } = entryOf(given.context) ?? {}
            words(actor).actions['unlock and put pages'](given)
            for (const frame of [src, dst])
              if (frame !== null) given.event.tell(actor.system.folio(frame), { type: 'page_pgmap' })
          },
        },
      }),
    },
    where: { scenario: 'own-fault' },
  },
]
