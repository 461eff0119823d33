import { invariant } from '../../checker/index.ts'
import { pteName, pteOf, showPte } from '../paths/sight.ts'
import type { Promised } from './promise.ts'

/**
 * Whoever clears the soft-dirty bits learns from /proc/PID/pagemap which pages were written since.
 *
 * pagemap_read() takes mmap_lock for reading, so nobody looks while somebody has it for writing.
 */
export const noUnnoticedWrite: Promised = {
  name: 'no-unnoticed-write',
  statement:
    'what was written since a write to /proc/PID/clear_refs returned, by a CPU or through a mirror, is soft-dirty in /proc/PID/pagemap',
  source: 'Documentation/admin-guide/mm/soft-dirty.rst, steps 1 to 3',
  brokenBy:
    'soft-dirty-memory: migrate_vma_insert_page() makes a writable device entry without the bit; clear_refs takes the bit of such an entry, and leaves it writable',
  build: (system, _, promise) =>
    invariant(
      promise.name,
      (see) => {
        for (const address of system.addresses) {
          if (address.softDirty === undefined || see(address.softDirty).value !== 'written') continue
          if (see(address.mm.mmapLock).value === 'write') continue
          const pte = pteOf(address, see)
          if (!pte.softDirty)
            return `${pteName(system, address)} is ${showPte(pte)} and not soft-dirty, but was written since the bits were cleared`
        }
        return true
      },
      promise,
    ),
}
