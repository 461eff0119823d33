/**
 * Transitions that no scenario fires, each with the reason why that is right, or what is missing.
 *
 * Parts such as handle_mm_fault() are in many paths. Where the same state of another path fires the same transition, that is
 * found out and needs no entry: see `firedElsewhere`. `hmmcheck coverage` explores the whole matrix and reports every other
 * transition that never fires, and every entry that nothing needs any more.
 */
export interface Unfired {
  /** The machine's id; any machine if it is not said. */
  readonly machine?: string
  /** What a transition is called, as `hmmcheck coverage` writes it: `STATE on EVENT [GUARD]`; or what is part of that. */
  readonly transition: string
  readonly reason: string
}

const onAny = (reason: string, ...transitions: readonly string[]): Unfired[] =>
  transitions.map((transition) => ({ transition, reason }))

const on = (machine: string, reason: string, ...transitions: readonly string[]): Unfired[] =>
  transitions.map((transition) => ({ machine, transition, reason }))

export const unfired: readonly Unfired[] = [
  ...onAny(
    'only threads that never stop take it; what fires is noted where threads run a fixed number of times',
    'returned on always [for ever]',
  ),
  ...onAny(
    'who is called, and for which window, changes nothing of how: each kind of subscriber is called in another window',
    ': callbacks on invalidate_range_start ',
    ': callbacks on mn_itree_invalidate ',
  ),
  ...onAny(
    'subscriptions come and go in a scenario of their own, beside a discard',
    'on mn_itree_inv_end [deferred list is walked apart]',
  ),
  ...onAny(
    'no driver of the table copies by an engine whose end it awaits',
    'fence: next on always [a copy is to be awaited]',
    'fence on dma fence signals',
    'fence on copy fails [driver may miss a failed copy]',
  ),
  ...onAny(
    'the lock before the reference was mainline in 6.15 to 6.19; no row of the table has two CPUs and one of those kernels',
    'device page on do_swap_page [fault page is locked, faults lock first]',
  ),
  ...on(
    'cpu',
    'the lock before the reference was mainline in 6.15 to 6.19, and no row of the table is of one of these kernels; bug L3 is',
    'code.schedules on spin',
    'code.spins on schedule',
  ),
  ...on('cpu', 'nobody else waits for the batches of all CPUs meanwhile', 'work.queued on queue_work_on'),
  ...onAny(
    'in the one scenario in which batches are waited for nobody else takes pages off the LRU, or references on them',
    'unmap: drained on migrate_device_unmap [src cannot be isolated]',
    'unmap: drained on migrate_device_unmap [src is pinned]',
  ),
  ...onAny(
    'nobody can map a locked page anew behind the walk that unmaps it; without the lock of the reverse map mremap would (model/mutations/sharing.ts)',
    'unmap: check on migrate_vma_check_page [src is mapped]',
    'move on move_to_new_folio [src is mapped]',
  ),
  ...onAny(
    'it takes a third process to go on after one that nobody mirrors',
    'rmap: untold on try_to_migrate_one [src is mapped elsewhere, more to visit]',
    'rmap: untold on try_to_unmap_one [src is mapped elsewhere, more to visit]',
  ),
  ...onAny(
    'reclaim empties the swap cache before a migration in the scenarios that have both',
    'pages on migrate_vma_pages [src stays in the swap cache]',
  ),
  ...onAny('no driver of the table looks at a pinned page again', 'idle on read_begin to '),

  ...on(
    'make_device_exclusive',
    'a gap: nothing locks the page, or unmaps the VMA, beside a driver that makes it exclusive',
    'lock on folio_lock [page is locked]',
    'begun on mmap_read_lock [vma is gone]',
  ),
  ...on(
    'restore_work',
    'a gap: no scenario lets the restore worker fail while the queues are to run again',
    'resuming on resume_queues [failed]',
  ),

  ...on(
    'fork',
    'no scenario forks a range of two addresses',
    'copy on copy_pte_range [entry can be copied, more to copy]',
  ),
  ...on('fork', 'the child of fork is not told: it can have no mirror yet', 'callbacks on mn_itree_invalidate A child'),
  ...on('mremap', 'no scenario unmaps what it moves', 'idle on mremap [mmap_lock is free, vma is gone]'),
  ...on(
    'userfaultfd_move',
    'a gap: the page is anonymous and exclusive, or a device has it',
    'move on move_present_pte',
  ),
  ...on(
    'reclaim',
    'a gap: no driver that pins meets reclaim, and nobody empties the swap cache behind it',
    'isolated on shrink_folio_list [page is pinned by a device]',
    'unmapped on pageout [page has left the swap cache]',
  ),
  ...on(
    'khugepaged',
    'a gap: nobody takes the page before it is locked again',
    'change 2 on __collapse_huge_page_isolate [backs off',
  ),
  ...on(
    'uprobes',
    'a gap: nobody unmaps the page that a breakpoint goes into',
    'change 2 on __replace_page [backs off',
  ),
  ...on(
    'page-mkclean',
    'a gap: nobody unmaps the page that is written back',
    'change on page_vma_mkclean_one [backs off',
  ),
  ...on(
    'ksm',
    'a gap: nobody takes the page while it is compared',
    'change on write_protect_page [backs off',
    'start 2 on always [backed off]',
    'end 2 on always [no invalidation is open]',
  ),

  ...on(
    'pte',
    'what only one of the two addresses of mremap can hold in its scenario',
    'none on move_ptes_to [entry is]',
    'exclusive on move_ptes_from',
  ),
  ...on(
    'pte',
    'compaction meets no page that a device has for itself',
    'exclusive on make_migration_entry [flavour is]',
    'exclusive on restore_exclusive_pte',
  ),
  ...on(
    'pte',
    'a gap: producers meet a page in the states that their scenarios begin with',
    'none on map_anon_page',
    'present.ro on make_protnone',
    'present.rw on replace_page',
    'migration.re on make_readable_migration_entry',
  ),
  ...on('folio', 'a page that is shared is not freed where fork inherits it', 'free on inherited'),
  ...on('swap-slot', 'a slot that is shared is not freed where fork inherits it', 'free on inherited'),
  ...on(
    'mirror',
    'only a variant of the contract for `hmmcheck obligations` takes the right to write alone',
    'absent on write_protect',
    'mapped on write_protect',
  ),
  ...on('mm_flags', 'the OOM reaper goes through an mm once', 'unstable on set_unstable'),
  ...on('vma', 'mprotect and munmap are in scenarios of their own', 'read-only on detach'),
  ...on('last-write', 'user space gives a page up once', 'given up on give_up'),
  ...on('queues', 'an eviction during a restore needs a second one', 'being restored on read_evictions'),
  ...on(
    'tlb',
    'nobody flushes, zaps or returns what a TLB does not hold in these scenarios',
    'empty on flush',
    'empty on zap',
    'empty on returned',
  ),
]
