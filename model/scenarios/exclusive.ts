import { witness } from '../../checker/index.ts'
import { makeDeviceExclusive } from '../paths/make-device-exclusive.ts'
import { localsOf } from '../paths/path-thread.ts'
import { mirrorOf, mirrors, pteOf } from '../paths/sight.ts'
import { accesses, cpu, discards, type Scenario, walks } from './scenario.ts'

/** A device has a page for itself; the CPU takes it back by a fault, or gives it up. */
export const exclusive: Scenario = {
  name: 'exclusive',
  question:
    'a GPU takes a page for atomic access while a CPU uses it and another gives it back: is it ever alone with it?',
  summary:
    'GPU A makes the page exclusive and uses it; a CPU thread stores and loads; another calls madvise(MADV_DONTNEED)',
  devices: ['A'],
  missingOn: ({ exclusiveMapcount }) =>
    exclusiveMapcount === 'absent' ? 'device-exclusive entries came with 5.14' : undefined,
  threads: (system, mode) => [
    walks(system, mode, makeDeviceExclusive, { name: 'GPU A exclusive', for: 'A' }),
    accesses(system, 'A', mode),
    cpu(system, mode, 2),
    discards(system, mode),
  ],
  witnesses: (system, threads) => [
    witness('the GPU has the page for itself', (see) =>
      mirrors(system).some(
        ([subscriber, address]) =>
          mirrorOf(subscriber, address, see).atomic && pteOf(address, see).kind === 'exclusive',
      ),
    ),
    witness('the CPU waits for the folio lock of the exclusive page', (see) =>
      threads.some((thread) => {
        const { faultPage } = localsOf(see, thread)
        return (
          see(thread.ref).matches({ fault: 'exclusive: lock' }) &&
          faultPage !== null &&
          see(system.folio(faultPage)).context.holder !== null
        )
      }),
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
