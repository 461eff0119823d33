/**
 * How a driver learns that what it is about to map is out of date, and how it maps it.
 *
 * Kernel:  mmu_interval_read_begin()   mm/mmu_notifier.c, mmu_interval_read_retry()   include/linux/mmu_notifier.h
 *          hmm_range_register(), hmm_range_wait_until_valid(), hmm_range_valid()      mm/hmm.c, include/linux/hmm.h, 5.2 to 5.4
 *          hmm_vma_fault(), hmm_vma_range_done()      mm/hmm.c, up to 5.1
 *          mmu_invalidate_retry()      include/linux/kvm_host.h
 * Facts:   the question and the mapping are under one lock of the driver's. Who has nothing to ask just maps.
 * Names:   the step is called mmu_interval_read_retry() whatever the driver asks; its function is the driver's own.
 */
import { type Place, placeOf } from '../drivers/driver.ts'
import { type Actor, client } from './actor.ts'
import { at, type PathSetup } from './path.ts'
import { fillLock } from './sight.ts'
import { keepsFaultsApart } from './vocabulary/serialise.ts'

/** Up to 5.1 a range was registered by what filled it, and its end asked whether it was still valid. */
export const isEarlyHmm = ({ system: { switches } }: Actor): boolean => switches.mirrorApi.startsWith('hmm_mirror-4')

/** Where a fill begins to watch for invalidations. */
export function begins(actor: Actor): Place {
  const { driver } = client(actor)
  const { check, hlist } = driver
  if (check === 'none') return placeOf(driver, 'store')
  if (check === 'counter' && hlist?.readers !== undefined) return hlist.readers.begin
  return actor.system.switches.mirrorApi === 'interval'
    ? at('mmu_interval_read_begin', 'mm/mmu_notifier.c')
    : isEarlyHmm(actor)
      ? at('hmm_vma_fault', 'mm/hmm.c')
      : at('hmm_range_wait_until_valid', 'include/linux/hmm.h')
}

function asks(actor: Actor): Place {
  const { check, hlist } = client(actor).driver
  if (check === 'counter' && hlist?.readers !== undefined) return hlist.readers.retry
  return actor.system.switches.mirrorApi === 'interval'
    ? at('mmu_interval_read_retry', 'include/linux/mmu_notifier.h')
    : isEarlyHmm(actor)
      ? at('hmm_vma_range_done', 'mm/hmm.c')
      : at('hmm_range_valid', 'include/linux/hmm.h')
}

/** From the snapshot to the mirror, in a path that calls its first state `check`; goes on to `next`. */
export function checkAndStore(path: PathSetup, actor: Actor, next: string) {
  const { driver } = client(actor)
  const { check, pins, dirtiesUnderLock } = driver
  // the reference on the mm is dropped first: ./mmput.ts
  const keepsLock = driver.putsMmUnderLock && actor.addresses[0]?.mm.users !== undefined
  const stores = placeOf(driver, 'store')
  const dropped = [
    ...(fillLock(actor.system, client(actor)).until === 'stored' && driver.fill !== 'get_user_pages_fast'
      ? ['drops mmap_lock']
      : []),
    ...(keepsFaultsApart(client(actor)) ? ["drops the driver's lock for migrations"] : []),
  ]
  const asked = check === 'none' ? stores : asks(actor)
  const forget = pins?.unpinnedBy === 'next fill' ? [] : (['forget seq'] as const)
  return {
    check: path.createStateConfig({
      on: {
        mmu_interval_read_retry: [
          ...(check === 'none'
            ? []
            : [
                {
                  guard: 'seq moved, driver lock is free' as const,
                  target: 'begin again',
                  actions: [
                    'put what was got',
                    'hold nothing',
                    'forget seq',
                    'forget the snapshot',
                    'drop mmap_lock at last',
                    'drop the migrate lock after a fault',
                  ] as const,
                  meta: asked,
                  description: ['the sequence moved: starts over', ...dropped].join(', '),
                },
              ]),
          {
            guard: 'driver lock is free',
            target: dirtiesUnderLock ? 'dirty' : 'store',
            actions: 'mutex_lock',
            meta: asked,
            description: check === 'none' ? 'asks nobody; takes the driver lock' : 'takes the driver lock; unchanged',
          },
        ],
      },
    }),
    'begin again': path.createStateConfig({
      on: {
        mmu_interval_read_begin: {
          guard: 'no invalidation was announced',
          target: 'lock',
          actions: 'remember seq',
          meta: begins(actor),
          description: 'once no invalidation is announced',
        },
      },
    }),
    ...(dirtiesUnderLock ? { dirty: dirties(path) } : {}),
    store: path.createStateConfig({
      on: {
        'store snapshot': {
          target: next,
          actions: [
            'store the snapshot',
            'hand the references over',
            'hold nothing',
            ...(keepsLock ? [] : (['mutex_unlock'] as const)),
            'drop mmap_lock at last',
            'drop the migrate lock after a fault',
            ...forget,
          ],
          meta: stores,
          description: [keepsLock ? 'maps the snapshot' : 'maps the snapshot, unlocks', ...dropped].join(', '),
        },
      },
    }),
  }
}

/** It waits for the folio lock, takes it, and gives it back. Of what is dirty by that nobody here asks. */
const dirties = (path: PathSetup) =>
  path.createStateConfig({
    on: {
      set_page_dirty_lock: {
        guard: 'pages of the snapshot are unlocked',
        target: 'store',
        meta: at('set_page_dirty_lock', 'mm/page-writeback.c'),
        description: 'locks what it is about to map, marks it dirty, unlocks it',
      },
    },
  })
