/** migrate_vma: what it collects, what it keeps, what it lets go. */
import { asFault, type Bug } from './bug.ts'

export const migrationBugs: readonly Bug[] = [
  {
    id: 'S3',
    title: 'the collection flushes the TLB after the page-table lock; MADV_DONTNEED returns in between',
    fixes: [{ commit: '60bae7370896', release: '6.0' }],
    reach: {
      finds: { scenario: 'tlb', set: { collectTlbFlush: 'after-ptl' } },
      repaired: { scenario: 'tlb' },
      remark: 'also on 5.19, but up to 6.0 there is S1 besides',
    },
  },
  {
    id: 'S4',
    title: "the collection drops the PTE's dirty bit; reclaim frees the page unwritten",
    fixes: [{ commit: 'fd35ca3d12cc', release: '6.0' }],
    reach: { finds: { scenario: 'reclaim', kernel: '5.19' }, repaired: { scenario: 'reclaim', kernel: '6.0' } },
  },
  {
    id: 'S20',
    title: 'a zone-device page of a kind that cannot be inserted is inserted as whatever was on the stack',
    fixes: [{ commit: '34f5e9b9d199', release: '5.13' }],
    reach: { leftOut: ['zone device'], why: 'device-private pages only' },
  },
  {
    id: 'S24',
    title: "after a page's last put the kernel looks into it for its pgmap; the driver may have handed it out again",
    fixes: [{ commit: '399289849560', release: '7.1', cve: 'CVE-2026-46277' }],
    reach: {
      ...asFault('touch-after-put', 'own-fault'),
      remark: 'as a fault put into the end of every migration; the bug itself is in huge pages',
    },
  },
  {
    id: 'S26',
    title: 'a page that was migrated away is on the LRU before its last put',
    fixes: [{ commit: '41cddf83d8b0', release: '6.14', cve: 'CVE-2025-21861' }],
    reach: { finds: { scenario: 'lru', kernel: '6.13' }, repaired: { scenario: 'lru', kernel: '6.14' } },
  },
  {
    id: 'S32',
    title: 'a device page is uncharged as a swap entry',
    fixes: [{ commit: '9a137153fc87', release: '5.10' }],
    reach: { leftOut: ['accounting'], why: 'no memcg' },
  },
  {
    id: 'S42',
    title: 'the mapping of a page is read, its swap cache slot freed, and the old mapping used',
    fixes: [],
    fate: '2026, no id known',
    reach: { leftOut: ['mappings'], why: 'the mapping of a page is no value that could be kept' },
  },
  {
    id: 'S45',
    title: 'the collection takes a reference on a large folio only after the page-table lock',
    fixes: [],
    fate: '2026, no id known',
    reach: { leftOut: ['huge pages'], why: 'no large folios' },
  },
]
