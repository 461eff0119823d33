/** 5e5dda81a0df: why migrate_vma_pages() invalidates again, and what a driver may make of the owner field. */
import { allHabits, type Habits, skipName } from '../drivers/skip-own.ts'
import {
  changesEntryOfHole,
  fillsHole,
  fillsHoleEarly,
  holeChanges,
  insertsStalePage,
  locksPageOfHole,
  notesEmptyEntry,
  notesZeroPage,
  ownFaultMapsZeroPage,
  strangerMapsZeroPage,
  takesPageOfHole,
} from '../situations/holes.ts'
import { breaks, type Claim, control, explores, holds, neverReaches, reaches, when } from './claim.ts'
import { habitsAsClauses, updateStep } from './habits-as-clauses.ts'

/** The kernel with the commit, and the one before. */
const kernel = '5.11'
const before = '5.10'
const newest = '6.12'

const holeRace = { scenario: 'hole-race', kernel }
const withoutSecondCall = { ...holeRace, set: { holeNotify: 'none' } }

export const migrateVmaPagesNotifier: readonly Claim[] = [
  {
    id: '000.p1.1',
    document: '000',
    quote: 'the src[] array with a NULL',
    says: 'Where the zero page or nothing is mapped, migrate_vma_setup() notes a source without a page.',
    means: { confirmed: 'So it is, for an empty entry and for the zero page alike; a page is never noted there.' },
    checks: [
      reaches(holeRace, notesEmptyEntry),
      reaches(holeRace, notesZeroPage),
      neverReaches(holeRace, takesPageOfHole),
      neverReaches({ scenario: 'both-ways', kernel }, takesPageOfHole),
    ],
  },
  {
    id: '000.p1.2',
    document: '000',
    quote: 'instead of DMAing a page',
    says: 'The driver may then clear a page of its own instead of copying zeroes.',
    means: {
      confirmed:
        'A cleared page holds the last write whenever it is inserted: whoever wrote meanwhile has put a page there, and then nothing is inserted.',
    },
    checks: [
      control(reaches(holeRace, fillsHole)),
      neverReaches(holeRace, insertsStalePage),
      neverReaches({ scenario: 'both-ways', kernel }, insertsStalePage),
      neverReaches({ scenario: 'discard', kernel: newest, driver: 'contract+seq' }, insertsStalePage),
      holds(holeRace, 'no-lost-write'),
    ],
  },
  {
    id: '000.p2.1',
    document: '000',
    quote: 'no struct page was locked nor',
    says: 'For such a source no page is locked and no migration entry put, so nothing guards the entry.',
    means: {
      confirmed: 'The entry stays as it is, and others do change it before migrate_vma_pages() looks again.',
    },
    checks: [
      neverReaches(holeRace, changesEntryOfHole),
      neverReaches(holeRace, locksPageOfHole),
      reaches(holeRace, holeChanges),
    ],
  },
  {
    id: '000.p2.2',
    document: '000',
    quote: 'The actual PTE insertion happens in',
    says: 'The device page gets into the CPU page table in migrate_vma_pages(), and not earlier.',
    means: { confirmed: 'No other step fills a hole with a device page.' },
    checks: [
      control(reaches(holeRace, fillsHole)),
      neverReaches(holeRace, fillsHoleEarly),
      neverReaches({ scenario: 'both-ways', kernel }, fillsHoleEarly),
    ],
  },
  {
    id: '000.p2.3',
    document: '000',
    quote: 'has to call the mmu notifiers',
    says: 'migrate_vma_pages() must invalidate again, because another device can fault the address in meanwhile.',
    means: {
      confirmed:
        "Without the second call that device goes on reading the zero page; with it, as CLEAR or as MIGRATE, it does not. It need not be another device: the migrating device's own fault handler is enough.",
    },
    checks: [
      reaches({ ...holeRace, kernel: before }, strangerMapsZeroPage),
      breaks(withoutSecondCall, 'no-stale-read'),
      breaks(withoutSecondCall, 'hole-replaced-mirrors-gone'),
      breaks({ ...withoutSecondCall, driver: 'contract+seq' }, 'no-stale-read'),
      breaks({ ...withoutSecondCall, driver: 'contract+skip' }, 'no-stale-read'),
      holds({ ...holeRace, kernel: before }),
      holds(holeRace),
      explores(reaches({ scenario: 'own-fault', kernel }, ownFaultMapsZeroPage)),
      explores(breaks({ scenario: 'own-fault', kernel, set: { holeNotify: 'none' } }, 'no-stale-read')),
      explores(holds({ scenario: 'own-fault', kernel })),
    ],
  },
  {
    id: '000.p3.1',
    document: '000',
    quote: 'Allow device drivers to optimize the',
    says: 'A driver may let the invalidations of its own migrations pass.',
    means: {
      conditional:
        'It may, if it erases its own mapping before every copy, in either direction, and sees to it that nothing is mapped after a migration that its fault handler saw before it. For that, each of three ways is enough: it moves the sequence all the same and replaces its mapping in the update step; it moves the sequence, and its fault handler and its migrations to the device exclude each other; or these and its migrate_to_ram() exclude each other, and then the sequence may stay. A lock between the first two alone is not enough without the sequence, for a CPU fault starts a migration back at any time.',
    },
    checks: allHabits.flatMap((habits) =>
      ['both-ways', 'hole-race'].map((scenario) =>
        when(habitsAsClauses(habits), holds({ scenario, kernel: newest, driver: skipName(habits) })),
      ),
    ),
  },
  {
    id: '000.p3.2',
    document: '000',
    quote: 'similar to migrate_vma_setup()',
    says: 'The second invalidation may be let pass like the first one.',
    means: {
      conditional:
        'Not quite: what a driver owes for it is more. While the second call was a CLEAR (5.9 and 5.10), it erased a zero page that the own fault handler had mapped in between; since it is a MIGRATE (5.11), the driver must replace that mapping itself, in its update step.',
    },
    checks: ['CLEAR', 'MIGRATE'].flatMap((holeNotify) =>
      [true, false].map((updates) => {
        const habits: Habits = { setsSeq: true, erasesIn: true, erasesBack: true, updates, serialises: 'nothing' }
        return when(
          { second: `the second invalidation is a ${holeNotify}`, 'update step': updateStep({ updates }) },
          holds({ scenario: 'both-ways', kernel: newest, set: { holeNotify }, driver: skipName(habits) }),
        )
      }),
    ),
  },
  {
    id: '000.p3.3',
    document: '000',
    quote: 'and the migrate_pgmap_owner field',
    says: 'What allows it is the owner field, beside the type of the event.',
    means: {
      confirmed:
        "A driver that lets its own MIGRATE pass keeps every promise beside another device; one that cannot tell whose it is, and lets all pass, goes on using pages that the other device's migration took away.",
    },
    checks: [
      holds({ scenario: 'hole-race', kernel: newest, driver: 'contract+skip' }),
      breaks({ scenario: 'hole-race', kernel: newest, driver: 'skip-all' }, 'no-stale-read'),
      breaks({ scenario: 'hole-race', kernel: newest, driver: 'skip-all' }, 'no-lost-write'),
    ],
  },
]
