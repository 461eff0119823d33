import { type See, type Witness, witness } from '../../checker/index.ts'
import type { Frame } from '../names.ts'
import { localsOf } from '../paths/path-thread.ts'
import { mirrorOf, mirrors, pteOf } from '../paths/sight.ts'
import type { Switches } from '../switches.ts'
import type { System } from '../system.ts'
import { accesses, cpu, discards, faults, forks, type Scenario, takesForItself, unmaps } from './scenario.ts'
import { child, parent, twoProcesses } from './two-processes.ts'

const missingOn = ({ exclusiveMapcount }: Switches) =>
  exclusiveMapcount === 'absent' ? 'device-exclusive entries came with 5.14' : undefined

const hasItForItself = (system: System): Witness =>
  witness('the GPU has the page for itself', (see) =>
    mirrors(system).some(
      ([subscriber, address]) => mirrorOf(subscriber, address, see).atomic && pteOf(address, see).kind === 'exclusive',
    ),
  )

const isLocked = (system: System, see: See, frame: Frame | null | undefined): boolean =>
  frame !== null && frame !== undefined && see(system.folio(frame)).context.holder !== null

/** A device has a page for itself; the CPU takes it back by a fault, or gives it up. */
export const exclusive: Scenario = {
  name: 'exclusive',
  question:
    'a GPU takes a page for atomic access while a CPU uses it and another gives it back: is it ever alone with it?',
  summary:
    'GPU A makes the page exclusive and uses it; a CPU thread stores and loads; another calls madvise(MADV_DONTNEED)',
  devices: ['A'],
  needs: ['exclusive pages'],
  missingOn,
  threads: (system, mode) => [
    takesForItself(system, 'A', mode),
    accesses(system, 'A', mode),
    cpu(system, mode, 2),
    discards(system, mode),
  ],
  witnesses: (system, threads) => [
    hasItForItself(system),
    witness('the CPU waits for the folio lock of the exclusive page', (see) =>
      threads.some(
        (thread) =>
          see(thread.ref).matches({ fault: 'exclusive: lock' }) &&
          isLocked(system, see, localsOf(see, thread).faultPage),
      ),
    ),
    witness('the entry is zapped before the CPU has restored it', (see) =>
      threads.some(
        (thread) =>
          see(thread.ref).matches({ fault: 'exclusive: restore' }) &&
          system.addresses.some((address) => pteOf(address, see).kind === 'none'),
      ),
    ),
  ],
}

/** Without somebody who gives the page back, the folio lock is enough: a driver may map at once. */
export const exclusiveFaults: Scenario = {
  name: 'exclusive-faults',
  question: 'a GPU that has mapped a page takes it for atomic access, while a CPU takes it back: is it alone with it?',
  summary: 'GPU A faults to read, makes the page exclusive twice and uses it; a CPU thread stores or loads; munmap()',
  devices: ['A'],
  needs: ['exclusive pages'],
  missingOn,
  threads: (system, mode) => [
    takesForItself(system, 'A', mode, { rounds: 2 }),
    accesses(system, 'A', mode),
    faults(system, 'A', mode, ['read']),
    cpu(system, mode, 1),
    unmaps(system),
  ],
  witnesses: (system, threads) => [
    hasItForItself(system),
    witness('the driver waits for the folio lock, which a fault holds', (see) =>
      threads.some(
        (thread) => see(thread.ref).matches('lock') && isLocked(system, see, localsOf(see, thread).held.exclusive),
      ),
    ),
  ],
}

/** Fork takes the page back first: a device-exclusive entry cannot be shared. */
export const exclusiveFork: Scenario = {
  name: 'exclusive-fork',
  question: 'a process forks while its GPU has a page for itself: can the child reach the page beside the GPU?',
  summary: 'GPU A makes the page exclusive twice and uses it; its process forks; the child loads or stores',
  devices: ['A'],
  needs: ['exclusive pages'],
  notices: ['exclusiveMapcount', 'anonExclusive'],
  missingOn,
  shape: twoProcesses,
  threads: (system, mode) => [
    takesForItself(system, 'A', mode, { rounds: 2 }),
    accesses(system, 'A', mode),
    forks(system, parent),
    cpu(system, mode, 1, 'child', child),
  ],
  witnesses: (system, threads) => [
    hasItForItself(system),
    witness(
      'fork meets a device-exclusive entry',
      (see) =>
        threads.some(({ ref }) => ref.name === 'fork' && see(ref).matches('copy')) &&
        pteOf(system.address(parent), see).kind === 'exclusive',
    ),
  ],
}
