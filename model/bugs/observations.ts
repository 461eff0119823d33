/** Seen by reading the sources of today, or by checking this model; nobody is known to have reported or fixed them. */
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
    id: 'O3',
    title: 'nouveau maps every page that it meant to migrate, also one that lost MIGRATE in `migrate_vma_pages()`',
    fixes: [],
    fate,
    reach: {
      finds: { scenario: 'own-fault', driver: 'nouveau' },
      repaired: { scenario: 'own-fault' },
      remark: 'by reading: `nouveau_dmem_migrate_chunk()` never looks at `src[]` again',
    },
  },
  {
    id: 'O4',
    title:
      'nouveau refuses the OOM reaper from the list, when the interval side of the invalidation has begun: nobody ends that',
    fixes: [],
    fate,
    reach: {
      finds: { scenario: 'oom', driver: 'nouveau' },
      repaired: { scenario: 'oom' },
      remark:
        "by reading: `mn_hlist_invalidate_range_start()` ends the list's side, `__mmu_notifier_invalidate_range_start()` returns its error, and a caller must not end what failed",
    },
  },
  {
    id: 'O5',
    title: 'amdkfd migrates a hole into a buffer that it still has from last time, and does not clear it',
    fixes: [],
    fate,
    reach: {
      finds: { scenario: 'refill', driver: 'amdkfd' },
      repaired: { scenario: 'refill', driver: 'contract+seq' },
      remark: 'by reading: only `svm_range_vram_node_new()` clears',
    },
  },
  {
    id: 'O6',
    title:
      "between their pinning and their inserting, nothing tells radeon, hfi1's SDMA cache and scif_dma of an invalidation",
    fixes: [],
    fate: 'radeon says so in a comment',
    reach: {
      finds: { scenario: 'discard', driver: 'radeon-userptr' },
      repaired: { scenario: 'discard', driver: 'amdgpu-userptr' },
      remark: 'the same with `hfi1-sdma`, and on 5.9 with `scif_dma`',
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
