/** The notifiers, and those who change page tables. */
import { asFault, type Bug } from './bug.ts'

export const notifierBugs: readonly Bug[] = [
  {
    id: 'S6',
    title: 'removing a subscription returns before the deferred list is walked',
    fixes: [{ commit: '319561669a59', release: '5.18' }],
    reach: {
      finds: { scenario: 'register', kernel: '5.17' },
      repaired: { scenario: 'register', kernel: '5.18' },
    },
  },
  {
    id: 'S7',
    title: 'a refused non-blockable start is not ended for those already started',
    class: 'S/L',
    fixes: [{ commit: 'c2655835fd8c', release: '5.12' }],
    reach: {
      finds: { scenario: 'oom', kernel: '5.11', driver: 'gru', mutation: 'list-refuses' },
      repaired: { scenario: 'oom', kernel: '5.12', driver: 'gru', mutation: 'list-refuses' },
      remark: 'that gru refuses is put in: the drivers that do refuse have an interval subscription as well',
    },
  },
  {
    id: 'S8',
    title: 'the range that unmapping announces begins with the VMA, and ends before the page',
    fixes: [],
    fate: '5.0-rc, no id known (mail of 9 January 2019)',
    reach: asFault('wrong-range', 'range-fault'),
  },
  {
    id: 'S9',
    title: 'a range is announced that was never filled in',
    fixes: [],
    fate: '5.0-rc, no id known (mail of 2 January 2019)',
    reach: { leftOut: ['crashes'], why: 'a crash before any step' },
  },
  {
    id: 'S10',
    title: 'khugepaged takes out the page table of a file, and tells nobody',
    fixes: [{ commit: 'f268f6cf875f', release: '6.1', cve: 'CVE-2022-48991' }],
    reach: {
      ...asFault('collapse-without-notice', 'khugepaged'),
      remark: 'the collapse of pages of files is the same acts',
    },
  },
  {
    id: 'S14',
    title: "a TLB that walks the CPU's page table is flushed late, or not at all when the kernel gives a right",
    class: 'S/L',
    fixes: [{ commit: '6bbd42e2df8f', release: '6.6' }],
    fate: 'follow-ups e7ad6c2a4b1a, d5afb4b47e13 (CVE-2023-52484)',
    reach: {
      finds: { scenario: 'sva', kernel: '6.5' },
      repaired: { scenario: 'sva', kernel: '6.6' },
      remark:
        'found is that nobody flushes when a right is given, so that the device faults for ever. That a page were freed before such a TLB is flushed is not found, and was not so: `tlb_flush_mmu_tlbonly()` calls `mmu_notifier_invalidate_range()` before mmu_gather frees, and replacements use `ptep_clear_flush_notify()`',
    },
  },
  {
    id: 'S15',
    title: 'registering an hmm mirror races with unregistering it',
    fixes: [],
    fate: 'in 4.20, no id known (mail of 19 October 2018)',
    reach: { leftOut: ['registering'], why: 'an `hmm_mirror` is there for ever' },
  },
  {
    id: 'S16',
    title: 'the old hmm clears the device table when the invalidation ends',
    fixes: [{ commit: 'ec131b2d7fa6', release: '4.20' }],
    reach: {
      finds: { scenario: 'discard', driver: 'contract+seq', mutation: 'erase-at-end' },
      repaired: { scenario: 'discard', driver: 'contract+seq' },
      remark:
        'as a fault put into the callbacks of the interval notifier; 4.19 has it too (`mirrorApi`), but 4.20 breaks the same promise in another way: readers do not wait',
    },
  },
  {
    id: 'S44',
    title: 'a PTE goes from one page to another before the secondary MMUs are told',
    fixes: [
      { commit: 'a4d1a8852513', release: '4.15' },
      { commit: '0f10851ea475', release: '4.15' },
    ],
    reach: {
      ...asFault('told-before-the-change', 'hugetlb-unmap', 'invalidate-before-replace'),
      remark: 'as a fault put into a producer; the code that the two commits changed is older than any kernel here',
    },
  },
]
