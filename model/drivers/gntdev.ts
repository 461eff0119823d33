/**
 * Xen's grant mappings into user space, for guests whose page tables the hypervisor checks.
 *
 * Source:  drivers/xen/gntdev.c, read in 6.12.117.
 * Facts:   gntdev_mmap() maps the granted pages with mmap_lock held for writing, and asks for no sequence: it says that
 *          nothing can touch the new VMA meanwhile. gntdev_invalidate() refuses what may not sleep; else it unmaps the
 *          grants, whatever the event, without a lock.
 * Abstracts: the mirror stands for what the hypervisor knows of the entry. A granted page belongs to another guest; here it
 *          is a page of the process, with the reference that the grant is.
 */
import { contract } from './contract.ts'
import type { Driver } from './driver.ts'

export const gntdev: Driver = {
  ...contract,
  name: 'gntdev',
  summary: 'grant mappings: made under mmap_lock for writing, unmapped on every event',
  since: '5.5',
  shownOn: '6.12',
  memory: false,
  mapsExclusive: 'never',
  reaction: () => ({ setSeq: false, zap: true }),
  unblockable: 'refuses',
  callbackLocks: 'never',
  fill: 'get_user_pages',
  check: 'none',
  pins: { letsGo: 'on every event', unpinnedBy: 'callback' },
  mmapLock: { mode: 'write', until: 'stored' },
  functions: {
    ...contract.functions,
    invalidate: 'gntdev_invalidate',
    store: 'gntdev_map_grant_pages',
    read: 'grant read',
    write: 'grant written',
    file: 'drivers/xen/gntdev.c',
  },
}
