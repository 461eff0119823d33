/** What changed in MMU notifiers, and what those who announce invalidations tell them: mm/mmu_notifier.c and callers. */
import { atFirst, type SwitchData } from './switch-data.ts'

export const notifierSwitches = [
  {
    name: 'eventInfo',
    summary: 'whether a notifier learns why a range is invalidated',
    values: [
      { value: 'none', meaning: 'it does not, and must expect munmap()', since: atFirst },
      {
        value: 'events',
        meaning: 'it is told UNMAP, CLEAR, PROTECTION_VMA, PROTECTION_PAGE or SOFT_DIRTY',
        since: {
          release: '5.2',
          commits: [
            {
              id: '6f4f13e8d9e2',
              subject: 'mm/mmu_notifier: contextual information for event triggering invalidation v2',
            },
            {
              id: '7269f999934b',
              subject: 'mm/mmu_notifier: use correct mmu_notifier events for each invalidation',
            },
          ],
        },
      },
    ],
    notModelled: 'no driver that is older',
  },
  {
    name: 'mirrorApi',
    summary: 'how a driver that mirrors a process learns that its snapshot is out of date',
    values: [
      {
        value: 'hmm_mirror-4.14',
        meaning: 'hmm_mirror: ranges become invalid, and mirrors are erased, at the end of an invalidation',
        since: atFirst,
      },
      {
        value: 'hmm_mirror-4.20',
        meaning: 'hmm_mirror: mirrors are erased at the start; readers do not wait for the end',
        since: {
          release: '4.20',
          commits: [{ id: 'ec131b2d7fa6', subject: 'mm/hmm: invalidate device page table at start of invalidation' }],
        },
      },
      {
        value: 'hmm_mirror',
        meaning: 'hmm_mirror: readers wait for the end, after which every range is valid again',
        since: {
          release: '5.2',
          commits: [{ id: 'a3e0d41c2b1f', subject: 'mm/hmm: improve driver API to work and wait over a range' }],
        },
      },
      {
        value: 'interval',
        meaning: 'mmu_interval_notifier: a sequence count for each range',
        since: {
          release: '5.5',
          commits: [{ id: '99cb252f5e68', subject: 'mm/mmu_notifier: add an interval tree notifier' }],
        },
      },
    ],
  },
  {
    name: 'intervalRemove',
    summary: 'how mmu_interval_notifier_remove() looks whether the invalidation that it waits for has ended',
    values: [
      { value: 'unlocked', meaning: 'without the lock, so perhaps before the deferred list is walked', since: atFirst },
      {
        value: 'locked',
        meaning: 'under the lock',
        since: {
          release: '5.18',
          commits: [{ id: '319561669a59', subject: 'mm/mmu_notifier.c: fix race in mmu_interval_notifier_remove()' }],
          backports: ['5.10.113', '5.15.36', '5.17.5'],
        },
      },
    ],
  },
  {
    name: 'setupEvent',
    summary: 'the event that migrate_vma_setup() announces to the notifiers',
    values: [
      { value: 'CLEAR', meaning: 'without an owner, so every driver must invalidate', since: atFirst },
      {
        value: 'MIGRATE',
        meaning: 'with the owner, who may skip its own',
        since: {
          release: '5.9',
          commits: [{ id: '998427b3ad2c', subject: 'mm/notifier: add migration invalidation type' }],
        },
      },
    ],
  },
  {
    name: 'holeNotify',
    summary: 'the event that migrate_vma_pages() announces before it replaces a hole or the zero page',
    values: [
      { value: 'CLEAR', meaning: 'without an owner, so every driver must invalidate', since: atFirst },
      {
        value: 'MIGRATE',
        meaning: 'with the owner, who may skip its own',
        since: {
          release: '5.11',
          commits: [{ id: '5e5dda81a0df', subject: 'mm/migrate.c: optimize migrate_vma_pages() mmu notifier' }],
        },
      },
      { value: 'none', meaning: 'nothing is announced' },
    ],
  },
  {
    name: 'testHmmSkip',
    summary: "what test_hmm's callback does about its own MIGRATE event",
    values: [
      { value: 'absent', meaning: 'there is no test_hmm', since: atFirst },
      {
        value: 'no',
        meaning: 'sequence and erase, as for every event',
        since: {
          release: '5.8',
          commits: [{ id: 'b2ef9f5a5cb3', subject: 'mm/hmm/test: add selftest driver for HMM' }],
        },
      },
      {
        value: 'yes',
        meaning: 'returns at once, without mmu_interval_set_seq()',
        since: {
          release: '5.9',
          commits: [{ id: '7d17e83abec1', subject: 'mm/hmm/test: use the new migration invalidation' }],
        },
      },
      { value: 'keeps-seq', meaning: 'sets the sequence, skips only the erase' },
    ],
  },
  {
    name: 'secondaryTlb',
    summary: 'when a TLB that walks the CPU page table (SVA, ATS) is flushed',
    values: [
      { value: 'range-end', meaning: 'at the end of the invalidation, and in the *_notify() helpers', since: atFirst },
      {
        value: 'with-cpu-flush',
        meaning: 'with the TLB of the CPU, under the page-table lock',
        since: {
          release: '6.6',
          commits: [
            { id: '6bbd42e2df8f', subject: 'mmu_notifiers: call invalidate_range() when invalidating TLBs' },
            {
              id: 'ec8832d007cb',
              subject: "mmu_notifiers: don't invalidate secondary TLBs as part of mmu_notifier_invalidate_range_end()",
            },
          ],
        },
      },
    ],
  },
  {
    name: 'oomNonblock',
    summary: 'what the OOM reaper does about notifiers that may sleep',
    values: [
      {
        value: 'skips-any',
        meaning: 'leaves every process alone that has a notifier',
        since: {
          release: '4.14',
          commits: [{ id: '4d4bbd8526a8', subject: 'mm, oom_reaper: skip mm structs with mmu notifiers' }],
        },
      },
      {
        value: 'skips-blockable',
        meaning: 'leaves every process alone that has a notifier which may sleep',
        since: {
          release: '4.16',
          commits: [
            {
              id: '5ff7091f5a2c',
              subject: 'mm, mmu_notifier: annotate mmu notifiers with blockable invalidate callbacks',
            },
          ],
        },
      },
      {
        value: 'nonblock',
        meaning: 'asks them not to sleep, and leaves a range alone if one refuses',
        since: {
          release: '4.19',
          commits: [{ id: '93065ac753e4', subject: 'mm, oom: distinguish blockable mode for mmu notifiers' }],
        },
      },
      {
        value: 'nonblock-paired',
        meaning: 'also ends the invalidation for those that had begun it before one refused',
        since: {
          release: '5.12',
          commits: [
            {
              id: 'c2655835fd8c',
              subject: 'mm/mmu_notifiers: ensure range_end() is paired with range_start()',
            },
          ],
          backports: ['5.10.27', '5.11.11'],
        },
      },
    ],
  },
  {
    name: 'clearRefsLock',
    summary: 'how clearing the soft-dirty bits holds mmap_lock while it write-protects',
    values: [
      { value: 'read', meaning: 'for reading, so beside faults and migrations', since: atFirst },
      {
        value: 'write',
        meaning: 'for writing',
        since: {
          release: '5.11',
          commits: [{ id: '29a951dfb3c3', subject: 'mm: fix clear_refs_write locking' }],
          backports: ['5.10.10'],
        },
      },
    ],
  },
  {
    name: 'clearRefsEntries',
    summary: 'what clearing the soft-dirty bits does with the write bit of migration and device-private entries',
    values: [
      {
        value: 'kept',
        meaning: 'nothing: whoever restores the page, or has it, may write it without a fault',
        since: atFirst,
      },
      { value: 'taken', meaning: 'takes it, as mprotect() does' },
    ],
  },
  {
    name: 'clearRefsPinned',
    summary: 'what clearing the soft-dirty bits does with a page that is pinned',
    values: [
      { value: 'write-protected', meaning: 'the same as with any other', since: atFirst },
      {
        value: 'left-alone',
        meaning: 'nothing, if it is mapped writable: it stays soft-dirty',
        since: {
          release: '5.11',
          commits: [{ id: '9348b73c2e1b', subject: "mm: don't play games with pinned pages in clear_page_refs" }],
          backports: ['5.10.10'],
        },
      },
    ],
  },
  {
    name: 'pagemapScan',
    summary: 'whether PAGEMAP_SCAN can write-protect the pages that it reports',
    values: [
      { value: 'absent', meaning: 'there is no PAGEMAP_SCAN', since: atFirst },
      {
        value: 'write-protects',
        meaning: 'it can, with PM_SCAN_WP_MATCHING',
        since: {
          release: '6.7',
          commits: [
            {
              id: '52526ca7fdb9',
              subject: 'fs/proc/task_mmu: implement IOCTL to get and optionally clear info about PTEs',
            },
          ],
        },
      },
    ],
  },
  {
    name: 'uffdioMove',
    summary: 'whether user space can move its page to another address by UFFDIO_MOVE',
    values: [
      { value: 'absent', meaning: 'there is no UFFDIO_MOVE', since: atFirst },
      {
        value: 'moves',
        meaning: 'it can, with mmap_lock held for reading',
        since: { release: '6.8', commits: [{ id: 'adef440691ba', subject: 'userfaultfd: UFFDIO_MOVE uABI' }] },
      },
    ],
  },
] as const satisfies readonly SwitchData[]
