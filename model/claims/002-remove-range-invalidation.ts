/** Patch v4 6/6 and the answers to it: is the second invalidation redundant? */
import { allHabits, skipName } from '../drivers/skip-own.ts'
import { handsOnPageUnprotected } from '../situations/collection.ts'
import {
  changesEntryOfHole,
  fillsHole,
  insertsUnderMirror,
  losesHole,
  mirrorOutlivesSetup,
  notesEmptyEntry,
  notesZeroPage,
  twoPagesForOneHole,
  zeroPageForCpuRead,
  zeroPageForDeviceRead,
  zeroPageForWrite,
} from '../situations/holes.ts'
import {
  failsAfterCopyOfDevicePage,
  mapsPageThatStays,
  migratedPageIsAnother,
  skipsPinnedPage,
  stayingPageChanges,
} from '../situations/putting-back.ts'
import { type Claim, control, explores, holds, neverReaches, reaches, when } from './claim.ts'
import { habitsAsClauses } from './habits-as-clauses.ts'

/** The kernel that the patch was written for was to become 5.9; 5.11 has the whole series' successor. */
const kernel = '5.11'
const newest = '6.12'

const holeRace = { scenario: 'hole-race', kernel }
const removed = { holeNotify: 'none' }
const drivers = ['contract', 'contract+seq', 'contract+skip']

export const removeRangeInvalidation: readonly Claim[] = [
  {
    id: '002.p1',
    document: '002',
    quote: 'This is unnecessary since the range',
    says: 'The second invalidation is unnecessary, since setup invalidated the range and the entry is checked again.',
    means: {
      refuted:
        'Between setup and the insertion a device may map the zero page, which leaves the entry none or zero, so the check passes; without the second invalidation that device goes on reading zeroes after the first one has written. It would be unnecessary only if no device ever mapped the zero page.',
    },
    checks: [
      control(holds(holeRace)),
      control(reaches({ ...holeRace, set: removed }, fillsHole)),
      ...['no-stale-read', 'hole-replaced-mirrors-gone'].flatMap((promise) => [
        ...drivers.map((driver) =>
          when({ readers: 'devices fault to read' }, holds({ ...holeRace, set: removed, driver }, promise)),
        ),
        when({ readers: 'devices fault to read' }, holds({ scenario: 'own-fault', kernel, set: removed }, promise)),
      ]),
      ...drivers.map((driver) =>
        explores(
          when(
            { readers: 'no device ever faults to read' },
            holds({ scenario: 'write-faults', kernel, set: removed, driver }),
          ),
        ),
      ),
    ],
  },
  {
    id: '002.p2',
    document: '002',
    quote: "doesn't seem to rule out that",
    says: 'That the page has not changed does not rule out that something mirrors the address.',
    means: {
      confirmed: 'The entry is found as setup left it and filled, while another device still maps the zero page.',
    },
    checks: drivers.map((driver) => reaches({ ...holeRace, set: removed, driver }, insertsUnderMirror)),
  },
  {
    id: '002.p3',
    document: '002',
    quote: 'The zero page comes from an',
    says: 'The zero page comes from a read of untouched anonymous memory, by the CPU or by any other read fault.',
    means: {
      confirmed: 'So it does, also in a writable VMA; a device that faults to read is enough. A write never maps it.',
    },
    checks: [
      reaches({ scenario: 'cpu-vs-gpu', kernel }, zeroPageForCpuRead),
      reaches(holeRace, zeroPageForDeviceRead),
      neverReaches(holeRace, zeroPageForWrite),
      neverReaches({ scenario: 'both-ways', kernel }, zeroPageForWrite),
    ],
  },
  {
    id: '002.p4.1',
    document: '002',
    quote: 'puts migration entry in page table',
    says: 'migrate_vma_setup() locks and isolates a page and replaces its mapping by a migration entry.',
    means: { confirmed: 'No page is collected otherwise, and the entry never outlives the lock.' },
    checks: [
      neverReaches({ scenario: 'both-ways', kernel }, handsOnPageUnprotected),
      neverReaches(holeRace, handsOnPageUnprotected),
      holds({ scenario: 'both-ways', kernel }, 'migration-entry-implies-locked'),
      holds({ scenario: 'both-ways', kernel }, 'migration-entries-conserved'),
    ],
  },
  {
    id: '002.p4.2',
    document: '002',
    quote: "for pages that can't be migrated",
    says: 'migrate_vma_pages() clears the flag of pages that cannot be migrated, and the driver maps only the others.',
    means: { confirmed: 'It does, after the copy as well as before, and no such page is mapped by the driver.' },
    checks: [
      reaches({ scenario: 'pinned', kernel: newest }, skipsPinnedPage),
      reaches({ scenario: 'fault-race', kernel: newest }, failsAfterCopyOfDevicePage),
      ...['hole-race', 'pinned', 'fault-race'].map((scenario) =>
        neverReaches({ scenario, kernel: newest }, mapsPageThatStays),
      ),
      holds({ scenario: 'pinned', kernel: newest }, 'pinned-not-moved'),
    ],
  },
  {
    id: '002.p4.3',
    document: '002',
    quote: 'with destination page PFN',
    says: 'migrate_vma_finalize() replaces the migration entry by the destination page, if the page migrated.',
    means: { confirmed: 'By nothing else; and a page that lost its flag is mapped again as it was.' },
    checks: ['both-ways', 'fault-race', 'pinned'].flatMap((scenario) => [
      neverReaches({ scenario, kernel: newest }, migratedPageIsAnother),
      neverReaches({ scenario, kernel: newest }, stayingPageChanges),
    ]),
  },
  {
    id: '002.p5',
    document: '002',
    quote: 'the page "should not be modified"',
    says: 'From setup on a source page is not modified: it is invalidated, locked, unmapped and not pinned.',
    means: {
      conditional:
        'That holds for the CPU, for other devices, and for pinned pages, which do not migrate. It holds for the migrating device itself only if its driver does not let its own invalidation pass, or makes up for it as in 000.p3.1: by erasing its own mapping before the copy, and not mapping an old snapshot after it.',
    },
    checks: [
      holds({ scenario: 'pinned', kernel: newest }, 'pinned-not-moved'),
      holds({ scenario: 'hole-race', kernel: newest }, 'source-stable-during-copy'),
      ...['contract', 'contract+seq', 'test_hmm@5.8'].map((driver) =>
        when(
          { 'own event': 'it obeys its own invalidation' },
          holds({ scenario: 'both-ways', kernel: newest, driver }, 'source-stable-during-copy'),
        ),
      ),
      ...allHabits.map((habits) =>
        when(
          { 'own event': 'it lets its own invalidation pass', ...habitsAsClauses(habits) },
          holds({ scenario: 'both-ways', kernel: newest, driver: skipName(habits) }, 'source-stable-during-copy'),
        ),
      ),
    ],
  },
  {
    id: '002.p6',
    document: '002',
    quote: 'but does still call mmu_notifier_invalidate_range_start()',
    says: 'Setup leaves an empty entry or the zero page in place, and invalidates the range all the same.',
    means: {
      confirmed: 'The entry stays, and when setup is done no device maps what was there, until one faults again.',
    },
    checks: [
      reaches(holeRace, notesEmptyEntry),
      reaches(holeRace, notesZeroPage),
      neverReaches(holeRace, changesEntryOfHole),
      neverReaches({ scenario: 'both-ways', kernel }, changesEntryOfHole),
      neverReaches(holeRace, mirrorOutlivesSetup),
      neverReaches({ scenario: 'both-ways', kernel }, mirrorOutlivesSetup),
    ],
  },
  {
    id: '002.p7.1',
    document: '002',
    quote: 'checked to be sure it is',
    says: 'migrate_vma_pages() inserts its page only if the entry is still none or zero.',
    means: { confirmed: 'Whoever finds it open fills it, whoever does not leaves it alone and is told.' },
    checks: [
      control(reaches(holeRace, fillsHole)),
      ...['hole-race', 'both-ways', 'discard'].map((scenario) => holds({ scenario, kernel }, 'one-inserter-wins')),
    ],
  },
  {
    id: '002.p7.2',
    document: '002',
    quote: "or zero page can't be modified",
    says: 'The zero page cannot be modified.',
    means: { confirmed: 'No device ever maps it writable, with or without the second invalidation.' },
    checks: ['hole-race', 'both-ways', 'own-fault'].flatMap((scenario) => [
      holds({ scenario, kernel }, 'zero-page-immutable'),
      holds({ scenario, kernel, set: removed }, 'zero-page-immutable'),
    ]),
  },
  {
    id: '002.p7.3',
    document: '002',
    quote: 'the only invalidation needed is the',
    says: "Therefore, where the zero page is replaced, the CPU's TLB is all that has to be invalidated.",
    means: {
      refuted:
        'A mirror of the zero page is as stale as a TLB entry: what matters is not that the zero page could change, but that the address shows another page from now on.',
    },
    checks: [
      control(holds(holeRace)),
      ...drivers.flatMap((driver) => [
        holds({ ...holeRace, set: removed, driver }, 'no-stale-read'),
        holds({ ...holeRace, set: removed, driver }, 'hole-replaced-mirrors-gone'),
      ]),
    ],
  },
  {
    id: '002.p8',
    document: '002',
    quote: 'only one will win and the',
    says: 'Two devices may proceed in parallel up to migrate_vma_pages(); there one wins, and the other fails.',
    means: {
      confirmed:
        'Both may hold a page for the same hole. One page is inserted; the other device finds its flag cleared, maps nothing, and its page is freed.',
    },
    checks: [
      reaches(holeRace, twoPagesForOneHole),
      reaches(holeRace, losesHole),
      neverReaches(holeRace, mapsPageThatStays),
      ...drivers.flatMap((driver) => [
        holds({ ...holeRace, driver }, 'one-inserter-wins'),
        holds({ ...holeRace, set: removed, driver }, 'one-inserter-wins'),
      ]),
    ],
  },
]
