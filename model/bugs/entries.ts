/** What page-table entries say, how they are read, and who finds them. */
import { asFault, type Bug } from './bug.ts'

export const entryBugs: readonly Bug[] = [
  {
    id: 'S21',
    title: 'unmapping a device page goes by a subpage that is none, and leaves it a mapping for its next life',
    fixes: [
      { commit: '1de13ee59225', release: '5.3' },
      { commit: '7ab0ad0e74f8', release: '5.3' },
    ],
    reach: { leftOut: ['rmap'], why: 'no page->mapping' },
  },
  {
    id: 'S22',
    title: 'fork, then permissions of a huge device-private entry decoded as of a present one',
    fixes: [{ commit: '43e7f189769c', release: '7.1', cve: 'CVE-2026-53155' }],
    reach: {
      ...asFault('entry-always-writable', 'fork-cow', 'writable-implies-exclusive'),
      remark: 'as a fault put into every migration entry; there are no huge entries',
    },
  },
  {
    id: 'S23',
    title: "the rmap walk takes another folio's device-private PMD for its own",
    fixes: [{ commit: 'f84ca9b1888d', release: '7.2', cve: 'CVE-2026-68163' }],
    reach: { leftOut: ['huge pages'], why: 'no huge folios: a walk compares whole pages' },
  },
  {
    id: 'S27',
    title: 'page tables are moved while a walk of the reverse map is under way, which then misses an entry',
    fixes: [{ commit: '97113eb39fa7', release: '5.14' }],
    reach: {
      ...asFault('moved-past-the-walk', 'mremap'),
      remark:
        'the commit itself is about a stale TLB entry, where whole tables are moved without the page-table lock: no TLB, no such moves',
    },
  },
  {
    id: 'S28',
    title: 'a migration entry is seen before the lock bit of the folio that a split has made',
    fixes: [{ commit: '4c5e7f0fcd59', release: '7.0', cve: 'CVE-2026-31466' }],
    reach: { leftOut: ['memory order'], why: 'steps are sequentially consistent' },
  },
  {
    id: 'S29',
    title: 'soft-dirty and uffd bits of non-present entries read as of present ones',
    fixes: [
      { commit: 'ad7df764b7e1', release: '5.9' },
      { commit: '3d321bf82c4b', release: '5.9' },
      { commit: 'ebdf8321eeeb', release: '5.9' },
    ],
    reach: {
      finds: { scenario: 'soft-dirty-migrate', kernel: '5.8' },
      repaired: { scenario: 'soft-dirty-migrate', kernel: '5.9' },
      remark: 'the soft-dirty bit, and only that it is lost: what is read in its place is a bit of a page frame number',
    },
  },
  {
    id: 'S30',
    title: 'unmapping a device entry always loses its write bit: it is read as of a present one',
    fixes: [],
    fate: 'in 4.17 and 5.17, no id known (mail of April 2018)',
    reach: asFault('entry-never-writable', 'fork-cow'),
  },
  {
    id: 'S31',
    title: 'marking a restored entry dirty also makes it writable, on sparc64',
    fixes: [{ commit: '96a9c287e25d', release: '6.2' }],
    reach: asFault('dirty-means-writable', 'fork-migrate'),
  },
  {
    id: 'S41',
    title: 'entries decoded as what they are not, in `mprotect()` and elsewhere',
    fixes: [
      { commit: '3d2f78f08cd8', cve: 'CVE-2022-49992' },
      { commit: 'f7e2c21bd1f5', cve: 'CVE-2026-72180' },
      { commit: 'be3f38d05cc5', cve: 'CVE-2026-64131' },
      { commit: 'cd1fc0e3c1f6', cve: 'CVE-2026-72173' },
    ],
    reach: { leftOut: ['bits'], why: 'entries are not encoded' },
  },
]
