/**
 * a7d1f22bb74f: three calls instead of two callbacks, and what the documentation of the callbacks promised.
 */
import { leavesLockedPage } from '../situations/collection.ts'
import { fillsHole } from '../situations/holes.ts'
import { deviceFaultWaits, usesMigratingPage } from '../situations/mirrors.ts'
import {
  driverLeavesPage,
  failsAfterCopyOfDevicePage,
  failsAfterCopyOfSystemPage,
  mapsPageThatStays,
  skipsPinnedPage,
  stayingPageChanges,
} from '../situations/putting-back.ts'
import { type Claim, holds, neverReaches, reaches, sameWith, shown, when } from './claim.ts'

/** The calls are those of 5.4; where references are counted, the text is asked of the newest kernel too. */
const oldest = '5.4'
const newest = '6.12'

/** How a driver learns that its snapshot is out of date, by the value of the switch. */
const mirrorApis = {
  'hmm_mirror-4.14': 'the device has an hmm_mirror as in 4.14',
  'hmm_mirror-4.20': 'the device has an hmm_mirror as in 4.20',
  hmm_mirror: 'the device has an hmm_mirror as in 5.2',
  interval: 'the device has an interval notifier',
} as const

/** What do_swap_page() takes on the page, by the value of the switch. */
const faults = {
  none: 'a fault takes nothing on the page',
  ref: 'a fault takes a reference on the page',
  trylock: 'a fault locks the page before it takes a reference',
  'trylock-wait': 'a fault sleeps for the lock of the page before it takes a reference',
} as const

/** The migration of the oldest kernel, beside a mirror that can be relied on: see 004.p3. */
const withInterval = { scenario: 'own-fault', kernel: oldest, set: { mirrorApi: 'interval' } }

/** Where one device, a CPU, a discard, another device or a pin meet a migration; each small enough to compare. */
const compared = ['pinned', 'own-fault', 'cpu-vs-gpu', 'fault-race', 'discard', 'unmap', 'bystander']

export const upsideDown: readonly Claim[] = [
  {
    id: '004.p1',
    document: '004',
    quote: 'just export the three steps',
    says: 'The three exported steps do what migrate_vma() did with its two callbacks.',
    means: {
      confirmed:
        'Every object changes in the same ways, in the same orders, and every run ends alike: what one shape can show, the other can, and the other way round.',
    },
    checks: compared.map((scenario) => sameWith({ scenario, kernel: oldest, mode: 'once' }, { apiShape: 'callbacks' })),
  },
  {
    id: '004.p3',
    document: '004',
    quote: 'addresses the device is actively accessing',
    says: 'A range may be migrated while the device is using it.',
    means: {
      conditional:
        'The device reads and writes before, during and after the migration, or waits for it, and loses nothing, once its mirror has an interval notifier (5.5). An hmm_mirror, the only one there was, lets a device fault overlook a migration, each of its versions in another way.',
    },
    checks: [
      reaches({ scenario: 'own-fault', kernel: oldest }, usesMigratingPage),
      reaches({ scenario: 'own-fault', kernel: oldest }, deviceFaultWaits),
      ...Object.entries(mirrorApis).map(([mirrorApi, mirror]) => {
        const check = when({ mirror }, holds({ scenario: 'own-fault', kernel: oldest, set: { mirrorApi } }))
        // what breaks first with that of 4.14 needs no migration
        return mirrorApi === 'hmm_mirror' ? shown(check) : check
      }),
      when({ mirror: mirrorApis.interval }, holds({ scenario: 'own-fault', kernel: newest })),
    ],
  },
  {
    id: '004.p5.1',
    document: '004',
    quote: 'helpers allow for holes in the',
    says: 'An address where nothing is mapped may be migrated.',
    means: { confirmed: 'The device gets a cleared page there, and every promise holds.' },
    checks: [
      reaches(withInterval, fillsHole),
      holds(withInterval),
      reaches({ scenario: 'hole-race', kernel: newest }, fillsHole),
      holds({ scenario: 'hole-race', kernel: newest }),
    ],
  },
  {
    id: '004.p5.2',
    document: '004',
    quote: 'page is pinned, page is locked',
    says: 'A page that is pinned or locked is not migrated; it is skipped, and nothing else fails.',
    means: { confirmed: 'It is skipped and mapped again exactly as it was.' },
    checks: [
      reaches({ scenario: 'pinned', kernel: oldest }, skipsPinnedPage),
      reaches({ scenario: 'fault-race', kernel: newest }, leavesLockedPage),
      ...[oldest, newest].flatMap((kernel) => [
        neverReaches({ scenario: 'pinned', kernel }, stayingPageChanges),
        holds({ scenario: 'pinned', kernel }),
      ]),
      neverReaches({ scenario: 'fault-race', kernel: newest }, stayingPageChanges),
      holds({ scenario: 'fault-race', kernel: newest }),
    ],
  },
  {
    id: '004.p6',
    document: '004',
    quote: 'leave the corresponding dst entry empty',
    says: 'A driver that does not want a page leaves its dst entry empty.',
    means: { confirmed: 'The page loses its flag, and is mapped again exactly as it was.' },
    checks: [
      reaches({ scenario: 'both-ways', kernel: oldest }, driverLeavesPage),
      neverReaches({ scenario: 'both-ways', kernel: oldest }, stayingPageChanges),
      neverReaches({ scenario: 'both-ways', kernel: newest }, stayingPageChanges),
      holds({ scenario: 'both-ways', kernel: newest }),
    ],
  },
  {
    id: '004.p7.1',
    document: '004',
    quote: 'failure to freeze reference, or update',
    says: 'A migration can still fail after the copy.',
    means: {
      conditional:
        'The text says so of pages of files, which are not modelled. A system page of anonymous memory does not: once it is unmapped nobody can take a reference. A device page does where every fault takes a reference and no lock (6.1 to 6.14): then one fault makes the migration of another fail after its copy.',
    },
    checks: Object.entries(faults).flatMap(([faultRef, fault]) => [
      when(
        { page: 'it is a system page', fault },
        reaches({ scenario: 'fault-race', kernel: newest, set: { faultRef } }, failsAfterCopyOfSystemPage),
      ),
      when(
        { page: 'it is a system page', fault },
        reaches({ scenario: 'pinned', kernel: newest, set: { faultRef } }, failsAfterCopyOfSystemPage),
      ),
      when(
        { page: 'it is a device page', fault },
        reaches({ scenario: 'fault-race', kernel: newest, set: { faultRef } }, failsAfterCopyOfDevicePage),
      ),
    ]),
  },
  {
    id: '004.p7.2',
    document: '004',
    quote: 'can catch any pages that were',
    says: 'A page that failed after its copy is caught: the driver is told, and it stays where it was.',
    means: {
      confirmed:
        'The driver never maps the copy, the page is mapped again exactly as it was, and the copy was for nothing.',
    },
    checks: [
      reaches({ scenario: 'fault-race', kernel: newest }, failsAfterCopyOfDevicePage),
      neverReaches({ scenario: 'fault-race', kernel: newest }, mapsPageThatStays),
      neverReaches({ scenario: 'fault-race', kernel: newest }, stayingPageChanges),
      holds({ scenario: 'fault-race', kernel: newest }),
      holds({ scenario: 'both-ways', kernel: newest }),
    ],
  },
]
