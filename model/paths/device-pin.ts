/**
 * A driver fills its mirror through GUP instead of hmm_range_fault(), as part of a driver thread.
 *
 * Kernel:  get_user_pages(), pin_user_pages_fast()   mm/gup.c
 *          and around them, for instance i915_gem_object_userptr_submit_init(), radeon_ttm_tt_pin_userptr(),
 *          kvm_faultin_pfn().
 * Facts:   the pages come with a reference. Drivers that pin hand it over to the mapping; KVM drops it once it has mapped.
 * Abstracts: GUP looks, takes its reference and looks again in one step, as in get-user-pages.ts. A driver that holds
 *          pages begins no other fill before it has let go of them.
 */
import { placeOf } from '../drivers/driver.ts'
import { type Actor, client } from './actor.ts'
import { begins, checkAndStore } from './check-and-store.ts'
import { handleMmFault } from './handle-mm-fault.ts'
import { at, type PathSetup } from './path.ts'
import { fillLock } from './sight.ts'

const file = 'mm/gup.c'

/** How an idle driver thread starts to pin what its device is going to use. */
export function startDevicePin(actor: Actor, wants: readonly ('read' | 'write')[]) {
  const { driver } = client(actor)
  const { pins } = driver
  const begin = (want: 'want to read' | 'want to write', description: string) => [
    ...(pins?.unpinnedBy === 'next fill'
      ? [
          {
            guard: 'what is pinned is current' as const,
            target: 'returned',
            meta: placeOf(driver, 'store'),
            description: 'the pages it holds are still current',
          },
          {
            guard: 'no invalidation was announced' as const,
            target: 'faulting',
            actions: ['unbind and unpin' as const, want, 'remember seq' as const],
            meta: begins(actor),
            description: `unbinds what it holds; ${description}`,
          },
        ]
      : [
          {
            guard: 'fill may begin' as const,
            target: 'faulting',
            actions: [want, 'remember seq' as const],
            meta: begins(actor),
            description,
          },
        ]),
  ]
  return {
    ...(wants.includes('read') ? { 'read_begin to read': begin('want to read', 'to read') } : {}),
    ...(wants.includes('write') ? { 'read_begin to write': begin('want to write', 'to write') } : {}),
  }
}

/** From the remembered sequence to the filled mirror, or an error; goes on to `returned`. */
export function devicePin(path: PathSetup, actor: Actor) {
  const { fill } = client(actor).driver
  const { mode, until } = fillLock(actor.system, client(actor))
  const isFast = fill === 'get_user_pages_fast'
  const got = ['get the page', 'hold the page', 'note the snapshot'] as const
  const look = at(isFast ? 'pin_user_pages_fast' : 'get_user_pages', file)
  return path.createStateConfig({
    description: 'GUP and the driver around it',
    initial: isFast ? 'fast' : 'lock',
    onDone: 'returned',
    states: {
      ...(isFast
        ? {
            fast: {
              on: {
                pin_user_pages_fast: [
                  {
                    guard: 'page can be had' as const,
                    target: 'check',
                    actions: [...got],
                    meta: look,
                    description: 'takes a reference without any lock',
                  },
                  { target: 'lock', meta: look, description: 'not mapped as needed: the slow way' },
                ],
              },
            },
          }
        : {}),
      lock: {
        on: {
          [`mmap_${mode}_lock`]: [
            { guard: 'vma is gone', target: 'done', actions: 'forget seq', meta: look, description: '-EFAULT' },
            {
              guard: 'mmap_lock is to be had',
              target: 'walk',
              actions: 'take mmap_lock',
              meta: at(`mmap_${mode}_lock`, 'include/linux/mmap_lock.h'),
            },
          ],
        },
      },
      walk: {
        on: {
          get_user_pages: [
            {
              guard: 'page can be had',
              target: 'check',
              actions: [...got, 'drop mmap_lock after the snapshot'],
              meta: look,
              description: until === 'stored' ? 'takes a reference' : 'takes a reference, drops mmap_lock',
            },
            { target: 'fault', meta: at('faultin_page', file), description: 'not mapped as needed: faults' },
          ],
        },
      },
      fault: { ...handleMmFault(path, actor), onDone: [{ guard: 'failed', target: 'give up' }, { target: 'walk' }] },
      'give up': {
        on: {
          [`mmap_${mode}_unlock`]: {
            target: 'done',
            actions: ['drop mmap_lock', 'forget seq'],
            meta: look,
            description: '-EFAULT',
          },
        },
      },
      ...checkAndStore(path, actor, 'done'),
      done: { type: 'final' },
    },
  })
}
