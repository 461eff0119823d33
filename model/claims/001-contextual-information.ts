/** The series that told the callbacks why an invalidation happens. */
import { contract } from '../drivers/contract.ts'
import { contractSeq } from '../drivers/contract-seq.ts'
import { contractSkip } from '../drivers/contract-skip.ts'
import type { Driver } from '../drivers/driver.ts'
import { testHmm, testHmm5_8 } from '../drivers/test-hmm.ts'
import { faultFillsAfterDontneed, fillsAfterMunmap, updateFillsAfterDontneed } from '../situations/mirrors.ts'
import { type Claim, type ClaimCheck, holds, neverReaches, reaches, when } from './claim.ts'

const kernel = '6.12'
const someDrivers = [contract, contractSeq, contractSkip, testHmm5_8, testHmm]

/** Who writes entries of the device's table, by the way in which a driver maps what it migrated. */
const writers: Readonly<Record<Driver['maps'], string>> = {
  'device fault': 'only device faults write entries',
  'update step': 'the update step writes entries too',
  never: 'nobody writes entries',
}

/** What a mirror lets the device do, and whether it holds a pin on what it shows: by the driver that has it. */
const mirrorsThatIgnore: Readonly<Record<string, ClaimCheck['when']>> = {
  contract: { device: 'the device writes', pages: 'the mirror lets go of what is invalidated' },
  'contract/read-only': { device: 'the device only reads', pages: 'the mirror lets go of what is invalidated' },
  'contract/pins': { device: 'the device writes', pages: 'the mirror pins what it maps' },
  'contract/pins/read-only': { device: 'the device only reads', pages: 'the mirror pins what it maps' },
}

const whoever = (checkOf: (driver: string) => ClaimCheck): readonly ClaimCheck[] =>
  Object.entries(mirrorsThatIgnore).map(([driver, circumstances]) => when(circumstances, checkOf(driver)))

const clearRefs = {
  'left-alone': 'clear_refs leaves pinned pages alone (5.11)',
  'write-protected': 'clear_refs does not',
}

export const contextualInformation: readonly Claim[] = [
  {
    id: '001.p2',
    document: '001',
    quote: 'can free the device page table',
    says: "When the VMA is unmapped, the driver may free the device's page table for the range.",
    means: {
      confirmed:
        'After the UNMAP of a munmap() no fault handler and no update step writes an entry of the range any more, so its callback may free the table that held it. Other producers of UNMAP are not modelled.',
    },
    checks: someDrivers.map(({ name: driver }) =>
      neverReaches({ scenario: 'unmap', kernel, driver }, fillsAfterMunmap),
    ),
  },
  {
    id: '001.p3.1',
    document: '001',
    quote: 're-allocate device page table on next',
    says: 'A driver that frees the table on every event has to build it again at the next fault.',
    means: { confirmed: 'After an invalidation that is no UNMAP the device does fault the address in again.' },
    checks: someDrivers.map(({ name: driver }) =>
      reaches({ scenario: 'discard', kernel, driver }, faultFillsAfterDontneed),
    ),
  },
  {
    id: '001.p3.2',
    document: '001',
    quote: 'This is inefficient',
    says: 'To take every event for an unmap costs time, and nothing else.',
    means: {
      conditional:
        'Only if every entry is written by a fault, which can build the table again. An update step runs without one: after a MADV_DONTNEED in the middle of a migration it would write into a table that is gone.',
    },
    checks: someDrivers.map(({ name: driver, maps }) =>
      when({ maps: writers[maps] }, neverReaches({ scenario: 'discard', kernel, driver }, updateFillsAfterDontneed)),
    ),
  },
  {
    id: '001.p4.1',
    document: '001',
    quote: 'pointless for device driver to invalidate',
    says: 'A driver need not invalidate anything because soft-dirty tracking begins anew.',
    means: {
      conditional:
        'A device that goes on writing through its mirror is not noticed: the page is written, and not soft-dirty. Only a device that does not write may ignore the event, or one whose pages are pinned, on a kernel that therefore leaves them soft-dirty.',
    },
    checks: Object.entries(clearRefs).flatMap(([clearRefsPinned, says]) =>
      whoever((driver) =>
        holds(
          { scenario: 'soft-dirty', kernel, set: { clearRefsPinned }, driver: `${driver}/ignores-SOFT_DIRTY` },
          'no-unnoticed-write',
        ),
      ).map((check) => when({ ...check.when, kernel: says }, check)),
    ),
  },
  {
    id: '001.p4.2',
    document: '001',
    quote: 'can optimize away mprotect()',
    says: 'A driver need not invalidate anything because mprotect() changes the permissions of a range.',
    means: {
      conditional:
        'A device that goes on writing through its mirror writes what nobody may write. A device that does not write may ignore the event; so may one that pins its pages, of which no more is promised than that they stay.',
    },
    checks: whoever((driver) => holds({ scenario: 'mprotect', kernel, driver: `${driver}/ignores-PROTECTION_VMA` })),
  },
]
