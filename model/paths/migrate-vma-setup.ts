/**
 * migrate_vma_setup(): announces, collects, unmaps, restores what cannot be migrated.
 *
 * Kernel:  migrate_vma_collect_pmd(), migrate_device_unmap()   mm/migrate_device.c
 * Steps:   one address after the other. The kernel collects all addresses of one page table under one lock; two
 *          addresses may lie in two page tables, which is what is explored here.
 * Omits:   a second try of the folio lock (up to 5.15).
 */
import type { Actor } from './actor.ts'
import { atEnd, callSubscribers, closes, opens } from './invalidate-range.ts'
import { removeMigrationPtes, unlockAndPut } from './migrate-vma-finalize.ts'
import { at, type PathSetup } from './path.ts'

const file = 'mm/migrate_device.c'
const collects = at('migrate_vma_collect_pmd', file)
const unmaps = at('migrate_device_unmap', file)

/** From the first look to collected, unmapped sources; goes on to `driver` or `done`. */
export function setupStates(path: PathSetup, actor: Actor) {
  const { setupEvent } = actor.system.switches
  return {
    setup: path.createStateConfig({
      on: {
        migrate_vma_setup: {
          target: 'setup: callbacks',
          actions: [...opens({ event: setupEvent, owned: setupEvent === 'MIGRATE', range: 'the migration' })],
          meta: at('migrate_vma_setup', file),
          description: 'opens the invalidation',
        },
      },
    }),
    'setup: callbacks': callSubscribers(path, actor, 'collect'),
    collect: path.createStateConfig({
      on: {
        migrate_vma_collect_pmd: [
          {
            guard: 'collects a hole',
            target: 'collected one',
            actions: 'note a hole',
            meta: collects,
            description: 'nothing there: src is a hole, the PTE stays as it is',
          },
          {
            guard: 'collects a page',
            target: 'collected one',
            actions: ['lock and unmap', 'note the source'],
            meta: collects,
            description: 'locks the page, puts a migration entry',
          },
          {
            target: 'collected one',
            meta: collects,
            description: 'nothing to migrate, or the folio lock is taken',
          },
        ],
      },
    }),
    'collected one': path.createStateConfig({
      always: [
        { guard: 'entry is done', target: 'collected', actions: 'first entry' },
        { target: 'collect', actions: 'next entry' },
      ],
    }),
    collected: path.createStateConfig({
      on: {
        mn_itree_inv_end: {
          target: 'unmap: next',
          actions: [...closes],
          meta: atEnd,
          description: 'setup closes its invalidation',
        },
      },
    }),
    'unmap: next': path.createStateConfig({
      always: [
        { guard: 'no entry left', target: 'restore: next', actions: 'first entry' },
        { guard: 'entry has a page', target: 'unmap' },
        { target: 'unmap: next', actions: 'next entry' },
      ],
    }),
    unmap: path.createStateConfig({
      on: {
        migrate_device_unmap: [
          {
            guard: 'src cannot be isolated',
            target: 'unmap: next',
            actions: ['clear MIGRATE', 'next entry'],
            meta: unmaps,
            description: 'somebody else took the page off the LRU',
          },
          {
            guard: 'src is pinned',
            target: 'unmap: next',
            actions: ['clear MIGRATE', 'next entry'],
            meta: unmaps,
            description: 'the page is pinned',
          },
          {
            target: 'unmap: next',
            actions: ['isolate src', 'next entry'],
            meta: unmaps,
            description: 'the page is isolated and unmapped',
          },
        ],
        // where it is not kept what is on the LRU, anybody may have isolated it
        ...(actor.system.keeps.lru
          ? {}
          : {
              'folio_isolate_lru fails': {
                guard: 'src is a system page' as const,
                target: 'unmap: next',
                actions: ['clear MIGRATE', 'next entry'] as const,
                meta: unmaps,
                description: 'the page cannot be isolated from the LRU',
              },
            }),
      },
    }),
    'restore: next': path.createStateConfig({
      always: [
        { guard: 'no entry left', target: 'set up', actions: 'first entry' },
        { guard: 'entry is to be restored', target: 'restore', actions: 'walk the reverse map' },
        { target: 'restore: next', actions: 'next entry' },
      ],
    }),
    restore: path.createStateConfig({
      on: {
        [removeMigrationPtes]: [
          {
            guard: 'more mappings to visit',
            actions: ['replace migration entry', 'visit the next mapping'],
            meta: at('remove_migration_ptes', 'mm/migrate.c'),
            description: 'restores the migration entry, if it is still there',
          },
          {
            target: 'restored',
            actions: ['replace migration entry', 'visit the next mapping'],
            meta: at('remove_migration_ptes', 'mm/migrate.c'),
            description: 'restores the migration entry, if it is still there',
          },
        ],
      },
    }),
    restored: path.createStateConfig({
      on: {
        [unlockAndPut]: {
          target: 'restore: next',
          actions: ['unlock and put pages', 'clear src', 'next entry'],
          meta: unmaps,
          description: 'unlocks and puts the page: src is empty',
        },
      },
    }),
    'set up': path.createStateConfig({
      always: [{ guard: 'nothing migrates', target: 'done', actions: 'end migration' }, { target: 'driver: next' }],
    }),
  }
}
