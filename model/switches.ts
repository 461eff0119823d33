/**
 * What differs between kernel versions, as data. Code paths branch on these, never on a version number.
 *
 * Each value names the release or commit that it stands for; ./kernels.ts says which kernel has which.
 */
export interface Switches {
  readonly setupEvent: 'CLEAR' | 'MIGRATE'
  readonly holeNotify: 'CLEAR' | 'MIGRATE' | 'none'
  readonly ownerFilter: 'none' | 'src_owner' | 'flags'
  readonly hmmForeignDevPriv: 'returned' | 'error' | 'faulted'
  readonly devPinCheck: 'never' | 'count'
  readonly faultRef: 'none' | 'ref' | 'trylock' | 'trylock-wait'
  readonly clearRefsLock: 'read' | 'write'
  readonly pagemapScan: 'absent' | 'write-protects'
  readonly oomNonblock: 'skips-any' | 'skips-blockable' | 'nonblock' | 'nonblock-paired'
  readonly testHmmSkip: 'absent' | 'no' | 'yes' | 'keeps-seq'
}

export type SwitchName = keyof Switches

export interface SwitchInfo {
  readonly name: SwitchName
  readonly summary: string
  /** Each value with what it stands for. */
  readonly values: readonly { readonly value: string; readonly meaning: string }[]
}

export const switches: readonly SwitchInfo[] = [
  {
    name: 'setupEvent',
    summary: 'the event that migrate_vma_setup() announces to the notifiers',
    values: [
      { value: 'CLEAR', meaning: 'up to 5.8: no owner, every driver must invalidate' },
      { value: 'MIGRATE', meaning: '5.9 and later: with the owner, who may skip its own (998427b3ad2c)' },
    ],
  },
  {
    name: 'holeNotify',
    summary: 'the event that migrate_vma_pages() announces before it replaces a hole or the zero page',
    values: [
      { value: 'CLEAR', meaning: 'up to 5.10' },
      { value: 'MIGRATE', meaning: '5.11 and later: with the owner (5e5dda81a0df)' },
      { value: 'none', meaning: 'the rejected patch v4 6/6 of July 2020: no invalidation at all' },
    ],
  },
  {
    name: 'ownerFilter',
    summary: 'which device-private pages migrate_vma_collect_pmd() collects',
    values: [
      { value: 'none', meaning: "up to 5.6: any device's pages, and system pages, in either direction" },
      {
        value: 'src_owner',
        meaning: '5.7 and 5.8: own device pages if src_owner is set, else system pages (800bb1c8dc80)',
      },
      { value: 'flags', meaning: '5.9 and later: flags and pgmap_owner (5143192cd410)' },
    ],
  },
  {
    name: 'hmmForeignDevPriv',
    summary: "what hmm_range_fault() makes of another device's private page",
    values: [
      { value: 'returned', meaning: 'up to 5.6: handed to whoever asks' },
      { value: 'error', meaning: '5.7 to 5.18: -EFAULT (08ddddda667b)' },
      { value: 'faulted', meaning: '5.19 and later: faulted back to system memory (8a295dbbaf72)' },
    ],
  },
  {
    name: 'devPinCheck',
    summary: 'how migrate_device_unmap() tells whether a device-private page is pinned',
    values: [
      { value: 'never', meaning: 'up to 5.16: a device-private page never counts as pinned' },
      { value: 'count', meaning: '5.17 and later: by references, one too lenient' },
    ],
  },
  {
    name: 'faultRef',
    summary: 'what do_swap_page() takes on a device-private page before it calls migrate_to_ram()',
    values: [
      { value: 'none', meaning: 'up to 6.0: nothing, without the page-table lock' },
      { value: 'ref', meaning: '6.1 to 6.14: a reference, under the page-table lock (16ce101db85d)' },
      {
        value: 'trylock',
        meaning: '6.15 to 6.19.8: a trylock, then a reference; refaults at once if locked (1afaeb8293c9)',
      },
      { value: 'trylock-wait', meaning: '7.0: the same, but sleeps until unlocked (b570f37a2ce4)' },
    ],
  },
  {
    name: 'clearRefsLock',
    summary: 'how clearing the soft-dirty bits holds mmap_lock while it write-protects',
    values: [
      { value: 'read', meaning: 'up to 5.10: for reading, beside faults and migrations' },
      { value: 'write', meaning: '5.11 and later: for writing (29a951dfb3c3)' },
    ],
  },
  {
    name: 'pagemapScan',
    summary: 'whether PAGEMAP_SCAN can write-protect the pages that it reports',
    values: [
      { value: 'absent', meaning: 'up to 6.6: there is no PAGEMAP_SCAN' },
      { value: 'write-protects', meaning: '6.7 and later, with PM_SCAN_WP_MATCHING (52526ca7fdb9)' },
    ],
  },
  {
    name: 'oomNonblock',
    summary: 'what the OOM reaper does about notifiers that may sleep',
    values: [
      { value: 'skips-any', meaning: 'up to 4.15: leaves every process alone that has a notifier (4d4bbd8526a8)' },
      { value: 'skips-blockable', meaning: '4.16 to 4.18: only if the notifier may sleep (5ff7091f5a2c)' },
      { value: 'nonblock', meaning: '4.19 to 5.11: asks them not to sleep; one may refuse (93065ac753e4)' },
      { value: 'nonblock-paired', meaning: '5.12 and later: ends what had begun before one refused (c2655835fd8c)' },
    ],
  },
  {
    name: 'testHmmSkip',
    summary: "what test_hmm's callback does about its own MIGRATE event",
    values: [
      { value: 'absent', meaning: 'up to 5.7: there is no test_hmm' },
      { value: 'no', meaning: '5.8: sequence and erase, as for every event' },
      { value: 'yes', meaning: '5.9 and later: returns at once, without mmu_interval_set_seq()' },
      { value: 'keeps-seq', meaning: 'hypothetical: sets the sequence, skips only the erase' },
    ],
  },
]
