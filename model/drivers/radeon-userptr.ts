/**
 * radeon's user pointers.
 *
 * Source:  drivers/gpu/drm/radeon/radeon_mn.c, radeon_ttm.c, read in 6.12.117.
 * Facts:   radeon_mn_invalidate() returns at once while nothing is bound, without a lock; else it waits for the GPU and
 *          unbinds, which puts the pages. It never sets the sequence, and radeon_ttm_tt_pin_userptr() never asks for it:
 *          a comment in radeon_mn_register() says that this is not safe.
 */
import { contract } from './contract.ts'
import type { Driver } from './driver.ts'

export const radeonUserptr: Driver = {
  ...contract,
  name: 'radeon-userptr',
  summary: 'pins; unbinds on every event if anything is bound; knows no sequence',
  since: '5.5',
  shownOn: '6.12',
  memory: false,
  mapsExclusive: 'never',
  reaction: () => ({ setSeq: false, zap: true }),
  unblockable: 'refuses',
  callbackLocks: 'if mapped',
  fill: 'get_user_pages',
  check: 'none',
  pins: { letsGo: 'on every event', unpinnedBy: 'callback' },
  functions: {
    ...contract.functions,
    invalidate: 'radeon_mn_invalidate',
    store: 'radeon_ttm_backend_bind',
    read: 'GPU reads',
    write: 'GPU writes',
    file: 'drivers/gpu/drm/radeon/radeon_ttm.c',
    elsewhere: { 'drivers/gpu/drm/radeon/radeon_mn.c': ['radeon_mn_invalidate'] },
  },
}
