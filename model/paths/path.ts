/**
 * What all kernel paths are written in: the names of their steps, and the questions and deeds that steps are made of. A
 * path itself is only states and transitions.
 */
import { setup } from 'xstate'
import type { Step } from '../../checker/index.ts'
import type { System } from '../system.ts'
import { pathActions } from './actions.ts'
import { pathGuards } from './guards.ts'
import type { Locals } from './locals.ts'

/** The steps that paths are made of, named after the kernel function that each stands for. */
export type PathStep =
  | 'migrate_vma_setup'
  | 'mn_itree_invalidate A'
  | 'mn_itree_invalidate B'
  | 'migrate_vma_collect_pmd'
  | 'mn_itree_inv_end'
  | 'migrate_device_unmap'
  | 'folio_isolate_lru fails'
  | 'alloc_and_copy'
  | 'alloc fails'
  | 'driver skips'
  | 'migrate_vma_pages'
  | 'migrate_vma_insert_page'
  | 'update device table'
  | 'remove_migration_ptes'
  | 'folio_unlock, folio_put'
  | 'mmap_read_unlock'
  | 'mmap_read_lock'
  | 'handle_mm_fault'
  | 'do_anonymous_page'
  | 'wp_page_reuse'
  | 'wp_page_copy'
  | 'wp_page_copy sets pte'
  | 'migration_entry_wait'
  | 'do_swap_page'
  | 'migrate_to_ram'
  | 'put_page'
  | 'load'
  | 'store'
  | 'read_begin to read'
  | 'read_begin to write'
  | 'mmu_interval_read_begin'
  | 'hmm_vma_walk_pmd'
  | 'mmu_interval_read_retry'
  | 'store snapshot'
  | 'device read'
  | 'device write'
  | 'madvise_dontneed'
  | 'munmap'
  | 'mmap_write_downgrade'
  | 'unmap_region'
  | 'zap_pte_range'
  | 'tlb_finish_mmu'
  | 'get_user_pages_fast'
  | 'gup_put_folio'

export type PathEvent = Step<PathStep>

/** The XState setup in which the paths of the thread named `self` are written. */
export function pathSetup(system: System, self: string) {
  return setup({
    types: { context: {} as Locals, events: {} as PathEvent, input: {} as { rounds: number | null } | undefined },
    guards: pathGuards(system, self),
    actions: pathActions(system, self),
  })
}

export type PathSetup = ReturnType<typeof pathSetup>

/** Where a step is in the kernel; shown in traces and diagrams. */
export const at = (name: string, file: string) => ({ function: name, file })
