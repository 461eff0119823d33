/**
 * migrate_vma_setup(): announces, collects, and unmaps.
 *
 * Kernel:  migrate_vma_setup(), migrate_vma_collect_pmd()   mm/migrate_device.c
 * Steps:   one address after the other. The kernel collects all addresses of one page table under one lock; two
 *          addresses may lie in two page tables, which is what is explored here.
 *          A page that GUP has pinned, which 5.19 and later refuse here (folio_try_share_anon_rmap_pte()), is unmapped,
 *          refused by migrate_device_unmap(), and restored.
 *          Where there are TLBs, and the flush comes after the lock (up to 5.19), it is a step of its own.
 */
import type { Actor } from './actor.ts'
import { announced } from './announcement.ts'
import { callSubscribers, closing, opens } from './invalidate-range.ts'
import { unmapStates } from './migrate-device-unmap.ts'
import { prepareStates } from './migrate-vma-prepare.ts'
import { type Move, ownersOf } from './move.ts'
import { at, type PathSetup } from './path.ts'

const file = 'mm/migrate_device.c'
const collects = at('migrate_vma_collect_pmd', file)

/** From the first look to collected, unmapped sources; goes on to `driver` or `done`. */
export function setupStates(path: PathSetup, actor: Actor, move: Move) {
  const { switches, tlbs } = actor.system
  const { setupEvent, collectLock } = switches
  const flushesLate = tlbs.length > 0 && switches.collectTlbFlush === 'after-ptl'
  const triesAgain = collectLock === 'twice'
  const opening = { event: setupEvent, owned: setupEvent === 'MIGRATE', range: 'the migration' } as const
  const announcement = { opening, ...ownersOf(move) }
  return {
    setup: path.createStateConfig({
      on: {
        migrate_vma_setup: {
          target: 'setup: callbacks',
          actions: [...opens(opening)],
          meta: at('migrate_vma_setup', file),
          description: `opens ${announced(actor, announcement)}`,
        },
      },
    }),
    'setup: callbacks': callSubscribers(path, actor, announcement, 'collect'),
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
            target: flushesLate ? 'flush' : 'collected one',
            actions: ['lock and unmap', 'note the source'],
            meta: collects,
            description: move.faultPageLocked
              ? "puts a migration entry; the fault's page is locked already"
              : 'locks the page, puts a migration entry',
          },
          ...(triesAgain
            ? [
                {
                  guard: 'collects a locked page' as const,
                  target: 'collected one',
                  actions: ['get the locked page', 'note the locked source'] as const,
                  meta: collects,
                  description: 'somebody else holds the page lock: takes a reference, leaves the page mapped',
                },
              ]
            : []),
          {
            target: 'collected one',
            meta: collects,
            description: 'nothing to migrate, or somebody else holds the page lock',
          },
        ],
      },
    }),
    ...(flushesLate
      ? {
          flush: path.createStateConfig({
            on: {
              flush_tlb_range: {
                target: 'collected one',
                actions: 'flush what was collected',
                meta: collects,
                description: 'has dropped the page-table lock: flushes the TLBs',
              },
            },
          }),
        }
      : {}),
    'collected one': path.createStateConfig({
      always: [
        { guard: 'entry is done', target: 'collected', actions: 'first entry' },
        { target: 'collect', actions: 'next entry' },
      ],
    }),
    collected: closing(path, actor, {
      target: triesAgain ? 'prepare: next' : 'unmap: next',
      description: 'migrate_vma_setup() closes its invalidation',
    }),
    ...(triesAgain ? prepareStates(path, actor) : {}),
    ...unmapStates(path, actor, move),
  }
}
