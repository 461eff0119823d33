/**
 * Transitions that no scenario fires, each with the reason why that is right.
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
    'nobody can map a locked page anew behind the walk that unmaps it; without the lock of the reverse map mremap would (model/mutations/sharing.ts)',
    'unmap: check on migrate_vma_check_page [src is mapped]',
    'move on move_to_new_folio [src is mapped]',
  ),
  ...on('fork', 'the child of fork is not told: it can have no mirror yet', 'callbacks on mn_itree_invalidate A child'),
  ...on(
    'reclaim',
    'whoever frees the slot of a page has locked the page, or leaves it dirty; reclaim goes on with a clean one that it has locked',
    'unmapped on pageout [page has left the swap cache]',
  ),
  ...on(
    'uprobes',
    'whoever could unmap the page needs mmap_lock or the folio lock, and both are held; truncation, which needs neither, is of files',
    'change 2 on __replace_page [backs off',
  ),
  ...on(
    'userfaultfd_move',
    'no driver that pins is there, and what could share the page is not: fork would need mmap_lock for writing',
    'move on move_present_pte',
  ),
  ...on('folio', 'a page that is shared is not freed where fork inherits it', 'free on inherited'),
  ...on('swap-slot', 'a slot that is shared is not freed where fork inherits it', 'free on inherited'),
  ...on(
    'pte',
    'the zero page is soft-dirty only where mremap has moved it, and nobody clears the bits after that',
    'zero on clear_soft_dirty',
  ),
  ...on(
    'soft-dirty',
    'whoever gives memory back has mmap_lock; clear_refs holds it for writing from 5.11 on, and no scenario has both on an older kernel',
    'clearing on discard',
  ),
  ...on(
    'soft-dirty',
    'where fork or mremap makes a VMA of one whose bits are kept, user space has cleared them before',
    'off on inherit [from one that is] (3)',
  ),
  ...on('mm_flags', 'the OOM reaper goes through an mm once', 'unstable on set_unstable'),
  ...on(
    'queues',
    'only a worker that has failed and is started again finds it so, and those that run a fixed number of times run once',
    'being restored on read_evictions',
  ),
]
