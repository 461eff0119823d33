import { witness } from '../../checker/index.ts'
import { pteOf } from '../paths/sight.ts'
import { accesses, compacts, cpu, evicts, faults, migrates, moves, type Scenario } from './scenario.ts'

const old = 'VA'
const fresh = 'new VA'

/**
 * mremap moves entries that a migration has yet to come back to, so that migration has to find them where they went. A
 * migration that holds mmap_lock cannot meet it: here are those that hold none.
 */
export const mremap: Scenario = {
  name: 'mremap',
  question: 'a page is migrated without mmap_lock while mremap moves it to another address: is it found again?',
  summary:
    'GPU A migrates the page in and uses it; it is evicted (up to 6.0: moved by compaction); mremap; CPU and GPU after',
  devices: ['A'],
  shape: {
    addresses: [
      // the order in which a walk can miss an entry, as where the new VMA was merged with one that is in front
      { name: fresh, mm: 'mm', family: 'VA', from: old },
      { name: old, mm: 'mm', family: 'VA' },
    ],
  },
  notices: ['evictByPfn', 'anonExclusive', 'faultRef'],
  threads: (system, mode) => [
    cpu(system, mode, 1, 'CPU', old),
    migrates(system, 'A', mode, old),
    accesses(system, 'A', mode, 1, old),
    moves(system, old),
    system.switches.evictByPfn === 'no' ? compacts(system, mode) : evicts(system, 'A', mode),
    cpu(system, mode, 1, 'CPU after', fresh),
    faults(system, 'A', mode, ['read', 'write'], { on: fresh }),
  ],
  witnesses: (system, threads) => [
    witness('a migration entry is moved', (see) => pteOf(system.address(fresh), see).kind === 'migration'),
    witness('a device-private entry is moved', (see) => pteOf(system.address(fresh), see).kind === 'device'),
    witness(
      'mremap waits for a walk of the reverse map',
      (see) =>
        threads.some(({ ref }) => ref.name === 'mremap' && see(ref).matches('move')) &&
        system.addresses.some(({ anonVma }) => anonVma !== undefined && see(anonVma).value === 'walked'),
    ),
  ],
}
