/**
 * drm_gpusvm and drm_pagemap, as xe uses them.
 *
 * Source:  drivers/gpu/drm/drm_gpusvm.c (6.15, 6.16), drm_pagemap.c and drivers/gpu/drm/xe/xe_svm.c (after 6.18), read in
 *          stored copies of the mainline tree.
 * Facts:   drm_gpusvm_notifier_invalidate() refuses what may not sleep; else it sets the sequence and has the driver
 *          invalidate, under notifier_lock; it does not look at the owner. drm_pagemap_migrate_to_devmem() gives up unless
 *          every page of the range was collected, and maps nothing: the fault handler goes on to get_pages, which maps
 *          under the sequence check.
 * Omits:   the time slice, during which a CPU fault returns without migrating; the garbage collector of unmapped ranges;
 *          eviction.
 */
import { contract } from './contract.ts'
import type { Driver } from './driver.ts'

export const gpusvm: Driver = {
  ...contract,
  name: 'gpusvm',
  summary: 'drm_gpusvm with xe: all or nothing, maps only through the sequence check, refuses what may not sleep',
  since: '6.15',
  shownOn: '7.0',
  unblockable: 'refuses',
  maps: 'device fault',
  allOrNothing: true,
  erasesBefore: 'nothing',
  mapsExclusive: 'never',
  functions: {
    invalidate: 'drm_gpusvm_notifier_invalidate',
    migrate: 'drm_pagemap_migrate_to_devmem',
    allocAndCopy: 'drm_pagemap_migrate_to_devmem',
    update: 'drm_pagemap_migrate_to_devmem',
    store: 'drm_gpusvm_range_get_pages',
    copyBack: '__drm_pagemap_migrate_to_ram',
    evict: 'drm_pagemap_evict_to_ram',
    read: 'GPU reads',
    write: 'GPU writes',
    file: 'drivers/gpu/drm/drm_gpusvm.c',
    elsewhere: {
      'drivers/gpu/drm/drm_pagemap.c': [
        'drm_pagemap_migrate_to_devmem',
        '__drm_pagemap_migrate_to_ram',
        'drm_pagemap_evict_to_ram',
      ],
    },
  },
}
