/** 800bb1c8dc80 and its review: whose pages does a migration take, and what does the caller learn? */

import {
  meetsSystemPageBack,
  takesEmptyEntryIn,
  takesOwnPageIn,
  takesStrangersPage,
  takesSystemPageBack,
  takesSystemPageIn,
  takesZeroPageIn,
} from '../situations/collection.ts'
import { breaks, type Claim, control, holds, neverReaches, reaches, when } from './claim.ts'

/** The kernel with the patch; before it there was no filter. */
const kernel = '5.7'
const withoutFilter = { ownerFilter: 'none' }
const srcOwnerAlways = 'src-owner-always'

const holeRace = { scenario: 'hole-race', kernel }
const bothWays = { scenario: 'both-ways', kernel }

export const multipleOwners: readonly Claim[] = [
  {
    id: '003.p1.0',
    document: '003',
    quote: 'Fixes: df6ad69838fc',
    says: "Without the patch a migration takes another device's private page.",
    means: {
      confirmed:
        'Each device takes what the other has in its memory, in either direction; with the filter neither does.',
    },
    checks: [
      reaches({ ...holeRace, kernel: '5.4' }, takesStrangersPage),
      reaches({ ...holeRace, set: withoutFilter }, takesStrangersPage),
      breaks({ ...holeRace, set: withoutFilter }, 'owner-isolation'),
      neverReaches(holeRace, takesStrangersPage),
      neverReaches({ ...holeRace, driver: srcOwnerAlways }, takesStrangersPage),
      holds(holeRace, 'owner-isolation'),
    ],
  },
  {
    id: '003.p1.1',
    document: '003',
    quote: 'are migrated. If the field is',
    says: "With src_owner set only the device's own pages are migrated; without it, only system pages.",
    means: {
      confirmed: 'So it is for pages. An empty entry is noted as a hole either way, and the zero page only without it.',
    },
    checks: [
      neverReaches(bothWays, takesOwnPageIn),
      reaches(bothWays, takesSystemPageIn),
      reaches(bothWays, takesZeroPageIn),
      neverReaches(bothWays, takesSystemPageBack),
      neverReaches({ ...bothWays, driver: srcOwnerAlways }, takesSystemPageIn),
      reaches({ ...bothWays, driver: srcOwnerAlways }, takesOwnPageIn),
      reaches({ ...bothWays, driver: srcOwnerAlways }, takesEmptyEntryIn),
      neverReaches({ ...bothWays, driver: srcOwnerAlways }, takesZeroPageIn),
    ],
  },
  {
    id: '003.p2.1',
    document: '003',
    quote: 'source pages that are already migrated',
    says: "A caller that sets src_owner for a migration to the device learns which pages it already has, and skips another device's.",
    means: { confirmed: 'Its own pages are handed to it as sources; those of another device never are.' },
    checks: [
      reaches({ ...holeRace, driver: srcOwnerAlways }, takesOwnPageIn),
      neverReaches({ ...holeRace, driver: srcOwnerAlways }, takesStrangersPage),
    ],
  },
  {
    id: '003.p2.2',
    document: '003',
    quote: 'it prevents normal pages from being',
    says: 'But such a caller never gets a system page to migrate.',
    means: {
      confirmed:
        'It never does, although it is not told why; so from 5.9 on the direction is said by flags, and the owner beside them.',
    },
    checks: [
      control(reaches({ ...bothWays, driver: 'contract' }, takesSystemPageIn)),
      neverReaches({ ...bothWays, driver: srcOwnerAlways }, takesSystemPageIn),
      neverReaches({ ...holeRace, driver: srcOwnerAlways }, takesSystemPageIn),
      neverReaches({ ...bothWays, driver: srcOwnerAlways }, takesZeroPageIn),
    ],
  },
  {
    id: '003.p2.3',
    document: '003',
    quote: 'owned by a different device if',
    says: 'A driver can learn that a page belongs to another device, which helps one that copies between devices.',
    means: {
      conditional:
        "Only without a filter. With src_owner, set or not, and with the flags of 5.9 another device's page looks like any page that cannot be migrated.",
    },
    checks: [
      when(
        { filter: 'migrate_vma_setup() has no owner filter' },
        reaches({ ...holeRace, set: withoutFilter }, takesStrangersPage),
      ),
      when({ filter: 'src_owner is not set' }, reaches(holeRace, takesStrangersPage)),
      when({ filter: 'src_owner is set' }, reaches({ ...holeRace, driver: srcOwnerAlways }, takesStrangersPage)),
      when({ filter: 'flags and pgmap_owner choose' }, reaches({ ...holeRace, kernel: '6.12' }, takesStrangersPage)),
    ],
  },
  {
    id: '003.p2.4',
    document: '003',
    quote: 'so only normal pages will be',
    says: 'A driver that does not set src_owner for its migrations to the device gets only system pages there.',
    means: { confirmed: 'It gets neither its own pages nor those of another device, and every promise holds.' },
    checks: [
      reaches(bothWays, takesSystemPageIn),
      neverReaches(bothWays, takesOwnPageIn),
      neverReaches(holeRace, takesOwnPageIn),
      neverReaches(holeRace, takesStrangersPage),
      holds(holeRace),
    ],
  },
  {
    id: '003.p3.1',
    document: '003',
    quote: 'not migrate whatever normal page is',
    says: "On a CPU fault the source should be the device's page; if a system page is there by now, it should be left alone.",
    means: {
      confirmed:
        'A system page can be there by now, for nothing holds the entry between the fault and setup. With src_owner it is left; without a filter it is taken, locked and unmapped for nothing.',
    },
    checks: [
      reaches({ scenario: 'fault-race', kernel }, meetsSystemPageBack),
      neverReaches({ scenario: 'fault-race', kernel }, takesSystemPageBack),
      reaches({ scenario: 'fault-race', kernel, set: withoutFilter }, takesSystemPageBack),
    ],
  },
  {
    id: '003.p3.2',
    document: '003',
    quote: 'so this case looks OK',
    says: 'A driver that sets src_owner when it brings its page back for a CPU fault is right to do so.',
    means: {
      confirmed:
        'Every promise holds, once do_swap_page() keeps the page alive, which it did not yet in 5.7 (16ce101db85d, 6.1).',
    },
    checks: [
      holds({ scenario: 'fault-race', kernel, set: { faultRef: 'ref' } }),
      holds({ scenario: 'both-ways', kernel, set: { faultRef: 'ref' } }),
      control(breaks({ scenario: 'fault-race', kernel }, 'no-illegal-event')),
    ],
  },
]
