/**
 * Transitions that no scenario fires, each with the reason why that is right, or what is missing.
 *
 * `hmmcheck coverage` explores the whole matrix and reports every other transition that never fires, and every one of
 * these that fires after all or is gone.
 */
export interface Unfired {
  /** The machine's id. */
  readonly machine: string
  /** As `hmmcheck coverage` writes it: `STATE on EVENT [GUARD]`. */
  readonly transition: string
  readonly reason: string
}

/** One reason for some transitions of one machine. */
const because = (reason: string, machine: string, ...transitions: readonly string[]): Unfired[] =>
  transitions.map((transition) => ({ machine, transition, reason }))

const writable =
  'the only VMA is writable and nothing write-protects its pages (no fork, mprotect, soft-dirty), so no entry but that ' +
  'of the zero page is read-only'
const unannounced =
  'only without the second invalidation (holeNotify=none), which no kernel of the table leaves out; ' +
  'traces/hole-race/no-second-invalidation.txt does'
const trylock =
  'only with faultRef=trylock or trylock-wait, that is from 6.15 on; the newest kernel of the table is 6.12'
const lenient =
  'the test tolerates one reference too many on a device page, so it takes three faults on one page at a time; the ' +
  'scenarios have two'
const frames = 'there are two frames of system memory, and no scenario with a CPU thread has use for a third'
const apart = 'no scenario has a CPU thread beside MADV_DONTNEED or munmap(), so nothing goes away under a CPU fault'
const rounds = 'it runs once or for ever, and no scenario lets it run twice'

export const unfired: readonly Unfired[] = [
  ...because(
    writable,
    'pte',
    'none on map_anon_page',
    'none on insert_device_private',
    'zero on insert_device_private',
    'present.ro on make_migration_entry',
    'present.ro on wp_page_reuse',
    'migration.r on remove_migration_pte [to device]',
    'migration.r on remove_migration_pte',
    'device.r on make_migration_entry',
  ),

  ...because(
    unannounced,
    'gpu_driver',
    'migrating.pages on migrate_vma_pages [src is a hole]',
    'migrating.hole: end on always [hole goes unannounced]',
  ),
  ...because(
    'migrate_device_unmap() finds the references from before, and while the migration entry is there nobody here takes ' +
      'a new one; speculative ones (compaction, memory failure) are not modelled',
    'gpu_driver',
    'migrating.pages on migrate_vma_pages [src has an unexplained reference]',
  ),
  ...because(
    writable,
    'gpu_driver',
    'faulting.fault.look on handle_mm_fault [pte is present]',
    'faulting.fault.reuse on wp_page_reuse [pte is present read-only]',
    'faulting.fault.reuse on wp_page_reuse',
  ),
  ...because(
    'only a write fault copies the zero page, and the scenario with two devices has read faults alone',
    'gpu_driver',
    'faulting.fault.copy: callbacks on mn_itree_invalidate B [may call(device=B)]',
  ),
  ...because(
    trylock,
    'gpu_driver',
    'faulting.fault.device page on do_swap_page [fault page is locked, faults sleep]',
    'faulting.fault.device page on do_swap_page [fault page is locked, faults lock first]',
    'faulting.fault.device page on do_swap_page [faults lock first]',
  ),
  ...because(lenient, 'gpu_driver', 'faulting.fault.to ram.unmap on migrate_device_unmap [src is pinned]'),

  ...because(
    apart,
    'cpu_access',
    'faulted on mmap_read_lock [vma is gone]',
    'fault.to ram.collect on migrate_vma_collect_pmd [collects a hole]',
    'fault.to ram.collected on mn_itree_inv_end',
    'fault.to ram.pages on migrate_vma_pages [dst is empty, src is a hole]',
  ),
  ...because(
    writable,
    'cpu_access',
    'fault.look on handle_mm_fault [pte is present]',
    'fault.reuse on wp_page_reuse [pte is present read-only]',
    'fault.reuse on wp_page_reuse',
  ),
  ...because(
    frames,
    'cpu_access',
    'fault.anonymous on do_anonymous_page',
    'fault.copy on wp_page_copy',
    'unlocking on mmap_read_unlock [failed]',
  ),
  ...because(
    trylock,
    'cpu_access',
    'fault.device page on do_swap_page [fault page is locked, faults sleep]',
    'fault.device page on do_swap_page [fault page is locked, faults lock first]',
    'fault.device page on do_swap_page [faults lock first]',
  ),
  ...because(lenient, 'cpu_access', 'fault.to ram.unmap on migrate_device_unmap [src is pinned]'),

  ...because(
    'no scenario has MADV_DONTNEED and munmap() together',
    'madvise_dontneed',
    'idle on mmap_read_lock [vma is gone]',
  ),
  ...because(rounds, 'madvise_dontneed', 'returned on always [rounds left]'),
  ...because(rounds, 'get_user_pages', 'returned on always [rounds left]'),

  ...because(
    'no scenario forks a range of two addresses',
    'fork',
    'copy on copy_pte_range [no device has the page for itself, more to copy]',
  ),
  ...because(
    'the child of fork is not told: it can have no mirror yet',
    'fork',
    'callbacks on mn_itree_invalidate A child [may call(name=A child)]',
  ),
  ...because(
    'subscriptions come and go in a scenario of their own',
    'fork',
    'copied on mn_itree_inv_end [deferred list is walked apart]',
  ),
  ...because(
    'subscriptions come and go in a scenario of their own',
    'mremap',
    'moved on mn_itree_inv_end [deferred list is walked apart]',
  ),
  ...because(
    'subscriptions come and go in a scenario of their own',
    'migrate_pages',
    'migrating.rmap: end on mn_itree_inv_end [deferred list is walked apart]',
  ),
  ...because('no scenario unmaps what it moves', 'mremap', 'idle on mremap [mmap_lock is free, vma is gone]'),
  ...because(
    'there is one device page, so no entry of an eviction is passed over once it has been collected',
    'gpu_evict',
    'collected one on always',
    'evicting.driver: next on always',
    'evicting.pages: next on always',
    'evicting.finalize: next on always',
    'evicting.finalize: next on always [entry has a destination]',
  ),
  ...because(
    'no driver of the table copies by an engine whose end it awaits',
    'gpu_evict',
    'evicting.fence: next on always [a copy is to be awaited]',
    'evicting.fence on dma fence signals',
    'evicting.fence on copy fails [driver may miss a failed copy]',
  ),
  ...because(
    'device pages are on no LRU',
    'gpu_evict',
    'evicting.unmap on folio_isolate_lru fails [src is a system page]',
  ),
  ...because(
    'it takes two faults to hold an eviction up, and they map the page, so it is still mapped then',
    'gpu_evict',
    'evicting.unmap on migrate_device_unmap [src is pinned]',
  ),
  ...because(
    'no scenario has two faults and fork beside an eviction',
    'gpu_evict',
    'evicting.restore on remove_migration_ptes [more mappings to visit]',
  ),
  ...because(
    'nobody can map a locked page anew behind the walk that unmaps it; without the lock of the reverse map mremap would ' +
      '(model/mutations/sharing.ts)',
    'gpu_evict',
    'evicting.unmap: check on migrate_vma_check_page [src is mapped]',
  ),
  ...because(
    'nobody can map a locked page anew behind the walk that unmaps it',
    'migrate_pages',
    'migrating.move on move_to_new_folio [src is mapped]',
  ),
  ...because(
    'it takes a third process to go on after one that nobody mirrors',
    'gpu_evict',
    'evicting.rmap: untold on try_to_migrate_one [src is mapped elsewhere, more to visit]',
  ),
  ...because(
    'each process has a mirror where compaction meets fork',
    'migrate_pages',
    'migrating.rmap: next on always [nobody mirrors the visited mapping]',
    'migrating.rmap: untold on try_to_migrate_one',
    'migrating.rmap: untold on try_to_migrate_one [src is mapped elsewhere, more to visit]',
  ),
  ...because(
    'it has one page, and never a hole',
    'migrate_pages',
    'migrating.finalize: next on always',
    'migrating.finalize: next on always [entry has a destination]',
  ),
  ...because(rounds, 'gpu_evict', 'returned on always [rounds left]'),
  ...because(rounds, 'migrate_pages', 'returned on always [rounds left]'),
]
