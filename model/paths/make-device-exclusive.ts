/**
 * A driver takes a page of system memory for its device alone, for atomic access.
 *
 * Kernel:  make_device_exclusive()   mm/rmap.c   (make_device_exclusive_range() up to 6.14)
 *          and the driver around it, for instance dmirror_exclusive() of lib/test_hmm.c.
 * Facts:   the page is got by GUP for writing, which undoes an exclusive entry that is there; its folio lock is held
 *          until the driver has mapped it. The driver ignores its own EXCLUSIVE event, or it would never get anywhere.
 * Omits:   more than one address at a time (bug corpus S37).
 */
import { placeOf } from '../drivers/driver.ts'
import type { Frame } from '../names.ts'
import { type Actor, client, here } from './actor.ts'
import { announced } from './announcement.ts'
import { ending } from './ending.ts'
import { handleMmFault } from './handle-mm-fault.ts'
import { callSubscribers, closing, opens } from './invalidate-range.ts'
import { startLocals } from './locals.ts'
import { at, type Path, pathSetup } from './path.ts'
import { pteOf } from './sight.ts'
import { markDirty } from './vocabulary/books.ts'
import { flush } from './vocabulary/tlb.ts'
import type { Given } from './vocabulary/word.ts'

const file = 'mm/rmap.c'
const page = { as: 'exclusive' }
const opening = { event: 'EXCLUSIVE', owned: true, range: 'this address' } as const
const put = [
  { type: 'put the page', params: page },
  { type: 'let go of the page', params: page },
] as const

export const makeDeviceExclusive: Path = {
  name: 'gpu-exclusive',
  summary: 'a driver thread that takes the page for atomic access',
  file: 'model/paths/make-device-exclusive.ts',
  machine,
}

function machine(actor: Actor) {
  const { system, self } = actor
  const { exclusiveMapcount } = system.switches
  const { driver } = client(actor)
  const checks = driver.mapsExclusive === 'by sequence'
  const got = ({ context }: Pick<Given, 'context'>) => system.folio(context.held[page.as] as Frame)
  const isLocked = (given: Given) => given.event.see(got(given)).context.holder !== null
  const common = pathSetup(actor)
  const path = common.extend({
    guards: {
      'page is unlocked': (given: Given) => !isLocked(given),
      'page is locked': isLocked,
      'pte still maps the page': ({ context, event }: Given) => {
        const { kind, frame, writable } = pteOf(here(actor, context), event.see)
        return kind === 'present' && writable && frame === context.held[page.as]
      },
    },
    actions: {
      folio_lock: (given: Given) => given.event.tell(got(given), { type: 'folio_trylock', by: self }),
      folio_unlock: (given: Given) => given.event.tell(got(given), { type: 'folio_unlock', by: self }),
      'make the entry exclusive': ({ context, event }: Given) => {
        const address = here(actor, context)
        const { frame, dirty } = pteOf(address, event.see)
        event.tell(address.pte, { type: 'make_device_exclusive' })
        flush(system, address, event)
        if (dirty) markDirty(system, frame as Frame, event.tell)
      },
      'store for atomic access': ({ context, event }: Given) =>
        event.tell(client(actor).mirror(here(actor, context)), {
          type: 'store_atomic',
          frame: context.held[page.as] as Frame,
        }),
    },
  })
  return path.createMachine({
    id: 'make_device_exclusive',
    context: startLocals,
    initial: 'idle',
    states: {
      idle: checks
        ? {
            tags: 'rest',
            on: {
              mmu_interval_read_begin: {
                guard: 'no invalidation was announced',
                target: 'begun',
                actions: 'remember seq',
                meta: at('mmu_interval_read_begin', 'mm/mmu_notifier.c'),
              },
            },
          }
        : { tags: 'rest', always: 'begun' },
      begun: {
        tags: 'rest',
        on: {
          mmap_read_lock: [
            {
              guard: 'vma is gone',
              target: 'ended',
              meta: at('find_vma', 'mm/mmap.c'),
              description: 'no VMA: gives up',
            },
            {
              guard: 'mmap_lock admits a reader',
              target: 'get',
              actions: ['mmap_read_lock', 'want to write'],
              meta: at('mmap_read_lock', 'include/linux/mmap_lock.h'),
              description: 'takes mmap_lock for reading',
            },
          ],
        },
      },
      get: {
        on: {
          get_user_pages: [
            {
              guard: 'pte allows a store',
              target: 'lock',
              actions: ['get the mapped page', { type: 'hold the mapped page', params: page }],
              meta: at('get_user_pages_remote', 'mm/gup.c'),
              description: 'takes a reference',
            },
            {
              target: 'fault',
              meta: at('get_user_pages_remote', 'mm/gup.c'),
              description: 'not mapped writable: faults',
            },
          ],
        },
      },
      fault: { ...handleMmFault(common, actor), onDone: [{ guard: 'failed', target: 'unlock mm' }, { target: 'get' }] },
      lock: {
        on: {
          folio_lock: [
            {
              guard: 'page is unlocked',
              target: 'locked',
              actions: 'folio_lock',
              meta: at('make_device_exclusive', file),
              description: 'locks the page',
            },
            ...(exclusiveMapcount === 'dropped'
              ? [
                  {
                    guard: 'page is locked' as const,
                    target: 'unlock mm',
                    actions: put,
                    meta: at('make_device_exclusive', file),
                    description: 'the trylock fails: gives up',
                  },
                ]
              : []),
          ],
        },
      },
      locked: {
        on: {
          make_device_exclusive: {
            target: 'callbacks',
            actions: [...opens(opening)],
            meta: at('make_device_exclusive', file),
            description: `opens ${announced(actor, { opening })}`,
          },
        },
      },
      callbacks: callSubscribers(common, actor, { opening }, 'set'),
      set: {
        on: {
          'make_device_exclusive sets pte': [
            {
              guard: 'pte still maps the page',
              target: 'close and map',
              actions: 'make the entry exclusive',
              meta: at('make_device_exclusive', file),
              description: 'the PTE becomes a device-exclusive entry',
            },
            { target: 'close and fail', meta: at('make_device_exclusive', file), description: 'the PTE changed' },
          ],
        },
      },
      'close and map': closing(common, actor, { target: 'map' }),
      'close and fail': closing(common, actor, { target: 'unlock' }),
      map: {
        on: {
          'store exclusive': [
            ...(checks
              ? [
                  {
                    guard: 'seq moved, driver lock is free' as const,
                    target: 'unlock',
                    meta: at('mmu_interval_read_retry', 'include/linux/mmu_notifier.h'),
                    description: 'the sequence moved: gives up',
                  },
                ]
              : []),
            {
              guard: 'driver lock is free',
              target: 'unlock',
              actions: 'store for atomic access',
              meta: placeOf(driver, 'store'),
              description: checks
                ? 'the sequence has not moved: maps it for atomic access'
                : 'maps it for atomic access, without a look at the sequence',
            },
          ],
        },
      },
      unlock: {
        on: {
          'folio_unlock, folio_put': {
            target: 'unlock mm',
            actions: ['folio_unlock', ...put],
            meta: placeOf(driver, 'store'),
            description: 'unlocks and puts the page',
          },
        },
      },
      'unlock mm': {
        on: {
          mmap_read_unlock: {
            target: 'returned',
            actions: checks ? ['mmap_read_unlock', 'forget seq'] : 'mmap_read_unlock',
            meta: at('mmap_read_unlock', 'include/linux/mmap_lock.h'),
          },
        },
      },
      ...ending(common),
    },
  })
}
