import { witness } from '../../checker/index.ts'
import { isMigrating } from '../paths/path-thread.ts'
import { mirrors as entriesOf, mirrorOf } from '../paths/sight.ts'
import { accesses, cpu, discards, faults, migrates, type Scenario } from './scenario.ts'

const devices = ['A', 'B'] as const

/**
 * Everyone at once, as long as memory lasts: on 6.12 with `--forever`, more than 600 million states.
 *
 * Meant for measuring, and for long nights: with threads that run once the other scenarios already meet in pairs what meets
 * here. Drivers map through a sequence check, because the update step's way is found broken early.
 */
export const melee: Scenario = {
  name: 'melee',
  question: 'two GPUs, a CPU and a discarding thread use one page without end: does everybody see the truth?',
  summary: 'GPU A and GPU B migrate, fault, read and write; a CPU thread stores and loads; another thread discards',
  unlisted: 'for its size',
  kernels: ['6.12'],
  devices,
  alike: [devices],
  partners: { A: 'contract+seq', B: 'contract+seq' },
  threads: (system, mode) => [
    ...devices.flatMap((device) => [
      migrates(system, device, mode),
      faults(system, device, mode, ['read', 'write']),
      accesses(system, device, mode),
    ]),
    cpu(system, mode, 1),
    discards(system, mode),
  ],
  witnesses: (system, threads) => [
    witness(
      'both GPUs migrate at the same time',
      (see) => threads.filter((thread) => isMigrating(see, thread)).length > 1,
    ),
    witness('a GPU maps its own memory', (see) =>
      entriesOf(system).some(([subscriber, address]) =>
        mirrorOf(subscriber, address, see).frame?.startsWith(subscriber.name),
      ),
    ),
  ],
}
