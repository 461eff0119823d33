/**
 * i915's user pointers.
 *
 * Source:  drivers/gpu/drm/i915/gem/i915_gem_userptr.c, read in 6.12.117.
 * Facts:   the callback only sets the sequence, without any lock. The pages are pinned (pin_user_pages_fast()), and stay so
 *          until the next submission finds that the sequence has moved, unbinds, unpins and pins anew.
 */
import { contract } from './contract.ts'
import type { Driver } from './driver.ts'

export const i915Userptr: Driver = {
  ...contract,
  name: 'i915-userptr',
  summary: 'pins; its callback only sets the sequence, and the next submission pins anew',
  since: '5.13',
  shownOn: '6.12',
  memory: false,
  mapsExclusive: 'never',
  reaction: () => ({ setSeq: true, zap: false }),
  unblockable: 'never sleeps',
  callbackLocks: 'never',
  fill: 'get_user_pages_fast',
  pins: { letsGo: 'at the next fill', unpinnedBy: 'next fill' },
  functions: {
    ...contract.functions,
    invalidate: 'i915_gem_userptr_invalidate',
    store: 'i915_gem_object_userptr_submit_init',
    read: 'GPU reads',
    write: 'GPU writes',
    file: 'drivers/gpu/drm/i915/gem/i915_gem_userptr.c',
  },
}
