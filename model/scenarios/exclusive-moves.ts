import { witness } from '../../checker/index.ts'
import { mprotect } from '../paths/producers/mprotect.ts'
import { pteOf } from '../paths/sight.ts'
import { accesses, compacts, moves, produces, reads, type Scenario, takesForItself } from './scenario.ts'

const old = 'VA'
const fresh = 'new VA'

/** A device-exclusive entry is moved, migrated and protected like any other that is not present. */
export const exclusiveMoves: Scenario = {
  name: 'exclusive-moves',
  question:
    'the page that a GPU has for itself is protected, moved by mremap and migrated by the kernel: is each of them told?',
  summary: 'GPU A makes the page exclusive and uses it; mprotect(); compaction; a CPU loads; mremap',
  devices: ['A'],
  needs: ['exclusive pages'],
  kernels: ['6.12', '7.0'],
  shape: {
    addresses: [
      { name: old, mm: 'mm', family: 'VA' },
      { name: fresh, mm: 'mm', family: 'VA', from: old },
    ],
  },
  threads: (system, mode) => [
    takesForItself(system, 'A', mode, { on: [old] }),
    accesses(system, 'A', mode, 1, old),
    produces(system, mprotect, mode, { on: [old] }),
    compacts(system, mode),
    reads(system, mode, 'CPU', old),
    moves(system, old),
  ],
  witnesses: (system) => [
    witness(
      'a device-exclusive entry arrives at another address',
      (see) => pteOf(system.address(fresh), see).kind === 'exclusive',
    ),
    // up to 6.14 the reverse map does not find it
    ...(system.switches.exclusiveMapcount === 'kept'
      ? [witness('a device-exclusive entry is migrated', (see) => pteOf(system.address(old), see).kind === 'migration')]
      : []),
  ],
}
