/** The steps of the model's paths that a log says nothing of. */
import type { AnyMachineSnapshot } from 'xstate'
import type { Locals } from '../paths/locals.ts'

/** Whoever comes to one of these may have taken it at any time since his last line. */
export const alwaysSilent: ReadonlySet<string> = new Set([
  'mmap_read_lock',
  'mmap_read_unlock',
  'mmap_write_lock',
  'mmap_write_unlock',
  'mmap_write_downgrade',
  // looks without a lock
  'handle_mm_fault',
  'get_user_pages',
  'hmm_vma_walk_pmd',
  'migration_entry_wait',
  'migration_entry_wait_on_locked',
  // what opens and ends an invalidation: none of it where nobody has ever subscribed
  'wp_page_copy',
  'try_to_migrate',
  'remove_device_exclusive_entry',
  'zap_page_range_single',
  'unmap_region',
  'migrate_vma_setup',
  'change_protection',
  'copy_page_range',
  'mn_itree_inv_end',
  // what is found under a lock that changes nothing has a line of its own, or none at all
  'folio_lock',
  'do_anonymous_page',
  'do_swap_page',
  'do_wp_page',
  'remove_migration_ptes',
  'try_to_migrate_one',
  'zap_pte_range',
  'change_pte_range',
])

/** What lets go of a page: taken at once. */
export const lettingGo: ReadonlySet<string> = new Set([
  'put_page',
  'folio_unlock, folio_put',
  'tlb_finish_mmu',
  // where the mapping that is visited has gone
  'remove_migration_ptes',
])

/** Before somebody sleeps a line is printed, and where a store finds that its PTE has changed. */
export function mayReachUnseen(event: string, local: AnyMachineSnapshot): boolean {
  // pte_unmap_same()
  if (event === 'do_swap_page') return (local.context as Locals).faultPage === null
  if (event === 'do_anonymous_page') return (local.context as Locals).write === false
  return event !== 'migration_entry_wait' || !JSON.stringify(local.value).includes('"wait"')
}
