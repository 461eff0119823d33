/** Seen by reading the sources of 2026, or by checking this model; nobody has reported or fixed them. */
import type { Bug } from './bug.ts'

const fate = 'open, no report known'

export const observations: readonly Bug[] = [
  {
    id: 'O1',
    title:
      'test_hmm returns from its own MIGRATE before `mmu_interval_set_seq()`; its fault handler maps an old snapshot',
    fixes: [],
    fate,
    reach: {
      finds: { scenario: 'own-fault', driver: 'test_hmm', property: 'mirror-agrees-with-pte' },
      repaired: {
        scenario: 'own-fault',
        driver: 'test_hmm',
        set: { testHmmSkip: 'keeps-seq' },
        property: 'mirror-agrees-with-pte',
      },
    },
  },
  {
    id: 'O2',
    title: 'a driver that skips its own MIGRATE can write the system page while it copies it',
    fixes: [],
    fate,
    reach: {
      finds: {
        scenario: 'own-fault',
        driver: 'test_hmm',
        set: { testHmmSkip: 'keeps-seq' },
        property: 'source-stable-during-copy',
      },
      repaired: { scenario: 'own-fault', driver: 'contract+skip', property: 'source-stable-during-copy' },
    },
  },
  {
    id: 'O7',
    title:
      'after MADV_FREE a page is clean and its PTE writable: `hmm_range_fault()` lets a device write it without making it dirty, and reclaim drops it',
    fixes: [],
    fate,
    reach: {
      finds: { scenario: 'madv-free', driver: 'contract', property: 'no-lost-write' },
      repaired: { scenario: 'madv-free', driver: 'contract/dirties', property: 'no-lost-write' },
      remark:
        'umem_odp calls set_page_dirty() for what it unmaps; 2577b202458c (6.15) took that out of xe, because the fault should have done it',
    },
  },
]
