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
  {
    id: 'O8',
    title:
      'clear_refs leaves a device-private entry writable, and one that replaces a hole begins so: what is written then, by the device or by a CPU once the page is back, is not soft-dirty',
    fixes: [],
    fate,
    reach: {
      finds: { scenario: 'soft-dirty-memory', property: 'no-unnoticed-write' },
      repaired: {
        scenario: 'soft-dirty-memory',
        set: { clearRefsEntries: 'taken', insertSoftDirty: 'yes' },
        property: 'no-unnoticed-write',
      },
      remark:
        'either alone is not enough; with both, `hmm_range_fault()` lets a device only read such a page, until it comes back. A CPU is enough to meet it: `soft-dirty-return`. `copy_nonpresent_pte()` says that checkpoint and restore does not work with device drivers',
    },
  },
  {
    id: 'O9',
    title:
      'clear_refs leaves a migration entry writable: what a CPU writes to the page once it has moved is not soft-dirty',
    fixes: [],
    fate,
    reach: {
      finds: { scenario: 'soft-dirty-compaction', property: 'no-unnoticed-write' },
      repaired: {
        scenario: 'soft-dirty-compaction',
        set: { clearRefsEntries: 'taken' },
        property: 'no-unnoticed-write',
      },
      remark:
        'no device is needed. From 6.1 to 6.8 (2e3468778dbe) a page that was dirty became soft-dirty when it had moved, which hid it; 055267feaecc ended that',
    },
  },
  {
    id: 'O10',
    title: 'fork and mprotect() drop the soft-dirty bit of a device-private entry that they make read-only',
    fixes: [],
    fate: 'on purpose: a comment in `copy_nonpresent_pte()` says so',
    reach: {
      finds: { scenario: 'soft-dirty-fork' },
      repaired: { scenario: 'soft-dirty-fork', set: { readableSoftDirty: 'carried' } },
      remark: 'the same with `soft-dirty-protect`',
    },
  },
]
