/**
 * Soft-dirty bits: who hands them on from one entry to the next, and who asks for them.
 *
 * Facts: wherever the kernel makes an entry dirty it makes it soft-dirty: pte_mkdirty() of x86, powerpc and s390 does both.
 *        A processor that writes through an entry that allows it sets the dirty bit alone. So whoever makes an entry writable
 *        without the bit, while user space waits for it, hides the next write.
 */
import type { See } from '../../../checker/index.ts'
import type { Address, System } from '../../system.ts'
import type { Pte } from '../sight.ts'

/**
 * What is read of an entry that a migration entry replaces. The bit has one place in a present entry and another in those
 * that are not; up to 5.8 it was looked for in the first only, and what is there in a device-private entry is a bit of a
 * page frame number. Here that is none: a bit that is lost does harm, one that is invented does not.
 */
export const readsSoftDirty = ({ switches }: System, { kind, softDirty }: Pte): boolean =>
  softDirty && (kind === 'present' || switches.collectSoftDirty === 'by-kind')

/** What remove_migration_pte() gives to the entry that replaces a migration entry. */
export function isRestoredSoftDirty(
  { keeps, switches }: System,
  { softDirty }: Pte,
  { to, dirty }: { readonly to: 'present' | 'device'; readonly dirty: boolean },
): boolean {
  if (!keeps.softDirty) return false
  if (to === 'device') return softDirty && switches.restoreSoftDirty !== 'system-pages'
  return softDirty || (dirty && switches.restoreSoftDirty === 'or-dirty')
}

/**
 * What a device-private entry hands on where fork or mprotect() takes its write bit, which makes another entry of it.
 *
 * Kernel: copy_nonpresent_pte(), which says why it drops the bit: it is there for checkpoint and restore, which does not
 *         work with device drivers; change_pte_range(), which refers to that.
 */
export const isKeptSoftDirty = ({ switches }: System, { softDirty, writable }: Pte): boolean =>
  softDirty && (!writable || switches.readableSoftDirty === 'carried')

/** pte_needs_soft_dirty_wp() */
export const needsWriteFault = ({ softDirty }: Address, pte: Pte, see: See): boolean =>
  softDirty !== undefined && see(softDirty).value !== 'off' && !pte.softDirty
