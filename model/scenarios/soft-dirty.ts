/**
 * Soft-dirty bits on pages that travel. Two beginnings: user space clears the bits while a page is somewhere, or it has
 * cleared them before, so that the page is where clear_refs found it, and read-only. What a GPU that only maps the page does is
 * in ./producers.ts.
 */
import { type See, type Witness, witness } from '../../checker/index.ts'
import { clearSoftDirty } from '../paths/producers/clear-soft-dirty.ts'
import { mprotect } from '../paths/producers/mprotect.ts'
import { mirrorOf, mirrors, type Pte, pteOf } from '../paths/sight.ts'
import type { Shape } from '../shape.ts'
import type { Address, System } from '../system.ts'
import {
  accesses,
  compacts,
  cpu,
  evicts,
  forks,
  migrates,
  moves,
  produces,
  reclaims,
  type Scenario,
  stores,
  takesForItself,
} from './scenario.ts'
import { swapping } from './swapping.ts'
import { parent, twoProcesses } from './two-processes.ts'

const old = 'VA'
const fresh = 'new VA'

const one = (starts: string): Partial<Shape> => ({ addresses: [{ name: old, mm: 'mm', family: 'VA', starts }] })

/** Whether some address, of which the bits have been cleared, is such a one. */
const isTracked = (system: System, see: See, is: (pte: Pte, address: Address) => boolean): boolean =>
  system.addresses.some(
    (address) =>
      address.softDirty !== undefined &&
      ['unwritten', 'written'].includes(see(address.softDirty).value) &&
      is(pteOf(address, see), address),
  )

/** What was written after the bits were cleared, as an entry of that kind. */
const isHeardOf = (system: System, kind: Pte['kind']): Witness =>
  witness(`a write that came after the bits were cleared is heard of, from a ${kind} entry`, (see) =>
    isTracked(
      system,
      see,
      (pte, { softDirty }) =>
        softDirty !== undefined && see(softDirty).value === 'written' && pte.kind === kind && pte.softDirty,
    ),
  )

/** clear_refs found such an entry. */
const isCleared = (system: System, kind: Pte['kind']): Witness =>
  witness(`the soft-dirty bit of a ${kind} entry is cleared`, (see) =>
    isTracked(system, see, (pte) => pte.kind === kind && !pte.softDirty),
  )

/** A device-private entry keeps its write bit, for the entry of system memory that takes its place. */
export const softDirtyReturn: Scenario = {
  name: 'soft-dirty-return',
  question: 'soft-dirty tracking begins anew while the page is in GPU memory: does it hear of what the CPU writes?',
  summary: 'the page is on GPU A; somebody clears the soft-dirty bits; a CPU thread stores or loads, twice',
  devices: ['A'],
  partners: { A: 'contract' },
  shape: { ...one('A1'), softDirty: 'kept' },
  notices: ['restoreSoftDirty'],
  threads: (system, mode) => [cpu(system, mode, 2), produces(system, clearSoftDirty, mode)],
  witnesses: (system) => [isCleared(system, 'device')],
}

/** So does a migration entry of a page that the kernel moves; no device is needed for that. */
export const softDirtyCompaction: Scenario = {
  name: 'soft-dirty-compaction',
  question: 'soft-dirty tracking begins anew while the kernel moves the page: does it hear of what the CPU writes?',
  summary: 'a CPU thread stores or loads, twice; compaction moves the page; somebody clears the soft-dirty bits',
  devices: [],
  shape: { subscribers: [], softDirty: 'kept' },
  notices: ['clearRefsLock', 'restoreSoftDirty'],
  threads: (system, mode) => [cpu(system, mode, 2), compacts(system, mode), produces(system, clearSoftDirty, mode)],
  witnesses: (system) => [isHeardOf(system, 'present'), isCleared(system, 'migration')],
}

/** Where the bits are cleared before the page leaves system memory, its entries are read-only, and carry what they learn. */
export const softDirtyMigrate: Scenario = {
  name: 'soft-dirty-migrate',
  question: 'a page that soft-dirty tracking watches goes to GPU memory and comes back: is each write heard of?',
  summary:
    'the soft-dirty bits are cleared; a CPU thread stores or loads, twice; GPU A migrates the page in and uses it; from 6.1 on it is evicted',
  devices: ['A'],
  needs: ['memory'],
  shape: { ...one('P1'), softDirty: 'cleared' },
  notices: ['collectSoftDirty', 'restoreSoftDirty', 'evictByPfn'],
  threads: (system, mode) => [
    cpu(system, mode, 2),
    migrates(system, 'A', mode),
    accesses(system, 'A', mode),
    ...(system.switches.evictByPfn === 'no' ? [] : [evicts(system, 'A', mode)]),
  ],
  witnesses: (system) => [
    isHeardOf(system, 'present'),
    ...(system.switches.restoreSoftDirty === 'system-pages' ? [] : [isHeardOf(system, 'device')]),
    isHeardOf(system, 'migration'),
  ],
}

/** copy_nonpresent_pte() makes a device-private entry read-only by making another, and says why that is not soft-dirty. */
export const softDirtyFork: Scenario = {
  name: 'soft-dirty-fork',
  question: 'a process with a page in GPU memory forks: does soft-dirty tracking still know that the page was written?',
  summary: 'the soft-dirty bits are cleared; a CPU thread stores; GPU A migrates the page in; fork',
  devices: ['A'],
  partners: { A: 'contract' },
  shape: {
    addresses: twoProcesses.addresses.map((address) =>
      address.name === parent ? { ...address, starts: 'P1' } : address,
    ),
    softDirty: 'cleared',
  },
  notices: ['restoreSoftDirty'],
  threads: (system, mode) => [stores(system, mode, 'CPU', parent), migrates(system, 'A', mode), forks(system, parent)],
  witnesses: (system) => [isHeardOf(system, 'present')],
}

/** change_pte_range() does the same. */
export const softDirtyProtect: Scenario = {
  name: 'soft-dirty-protect',
  question: 'mprotect() comes by a page in GPU memory: does soft-dirty tracking still know that the page was written?',
  summary: 'the soft-dirty bits are cleared; a CPU thread stores; GPU A migrates the page in; mprotect()',
  devices: ['A'],
  partners: { A: 'contract' },
  shape: { ...one('P1'), softDirty: 'cleared' },
  notices: ['restoreSoftDirty'],
  threads: (system, mode) => [
    stores(system, mode, 'CPU', old),
    migrates(system, 'A', mode),
    produces(system, mprotect, mode),
  ],
  witnesses: (system) => [isHeardOf(system, 'present')],
}

/** move_soft_dirty_pte() makes everything that is moved soft-dirty. */
export const softDirtyMremap: Scenario = {
  name: 'soft-dirty-mremap',
  question: 'mremap() moves a page that was written: does soft-dirty tracking hear of it at the new address?',
  summary:
    'the soft-dirty bits are cleared; a CPU thread stores; GPU A migrates the page in; mremap(); a CPU thread stores or loads after it',
  devices: ['A'],
  partners: { A: 'contract' },
  shape: {
    addresses: [
      { name: old, mm: 'mm', family: 'VA', starts: 'P1' },
      { name: fresh, mm: 'mm', family: 'VA', from: old },
    ],
    softDirty: 'cleared',
  },
  notices: ['collectSoftDirty', 'restoreSoftDirty'],
  threads: (system, mode) => [
    stores(system, mode, 'CPU', old),
    migrates(system, 'A', mode, old),
    moves(system, old),
    cpu(system, mode, 1, 'CPU after', fresh),
  ],
  witnesses: (system) => [
    isHeardOf(system, 'present'),
    witness('a soft-dirty entry of a device page arrives at the new address', (see) => {
      const { kind, softDirty } = pteOf(system.address(fresh), see)
      return kind === 'device' && softDirty
    }),
  ],
}

/** A swap entry has the bit, too; it says nothing of permissions, so that a fault makes the page writable. */
export const softDirtySwap: Scenario = {
  name: 'soft-dirty-swap',
  question: 'soft-dirty tracking begins anew while the page is in swap: is each write heard of?',
  summary: 'a CPU thread stores or loads, twice; the kernel reclaims the page; somebody clears the soft-dirty bits',
  devices: ['A'],
  partners: { A: 'contract' },
  shape: { ...swapping, softDirty: 'kept' },
  notices: ['anonExclusive', 'clearRefsLock'],
  threads: (system, mode) => [cpu(system, mode, 2), reclaims(system, mode), produces(system, clearSoftDirty, mode)],
  witnesses: (system) => [isHeardOf(system, 'present'), isHeardOf(system, 'swap'), isCleared(system, 'swap')],
}

/** Nobody writes a device-exclusive page but through a mirror that clear_refs has told. */
export const softDirtyExclusive: Scenario = {
  name: 'soft-dirty-exclusive',
  question: 'soft-dirty tracking begins anew while a GPU has the page for itself: does it hear of what is written?',
  summary: 'GPU A makes the page exclusive, twice, and uses it; a CPU thread stores or loads; somebody clears the bits',
  devices: ['A'],
  needs: ['exclusive pages'],
  missingOn: ({ exclusiveMapcount }) =>
    exclusiveMapcount === 'absent' ? 'device-exclusive entries came with 5.14' : undefined,
  kernels: ['6.12', '7.0'],
  shape: { softDirty: 'kept' },
  threads: (system, mode) => [
    takesForItself(system, 'A', mode, { rounds: 2 }),
    accesses(system, 'A', mode),
    cpu(system, mode, 1),
    produces(system, clearSoftDirty, mode),
  ],
  witnesses: (system) => [
    isHeardOf(system, 'exclusive'),
    isCleared(system, 'exclusive'),
    witness('a write of a GPU that has the page for itself is heard of', (see) =>
      mirrors(system).some(
        ([subscriber, address]) =>
          mirrorOf(subscriber, address, see).atomic &&
          address.softDirty !== undefined &&
          see(address.softDirty).value === 'written',
      ),
    ),
  ],
}
