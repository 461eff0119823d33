import { witness } from '../../checker/index.ts'
import { kworker } from '../paths/kworker.ts'
import { localsOf } from '../paths/path-thread.ts'
import type { Shape } from '../shape.ts'
import { faults, migrates, reads, type Scenario, walks } from './scenario.ts'

const spinner = 'GPU B fault'

/** VA 1 is in system memory, VA 2 on GPU A, where a child shares it. */
const shape: Partial<Shape> = {
  addresses: [
    { name: 'VA 1', mm: 'mm', family: 'VA 1', starts: 'P1' },
    { name: 'VA 2', mm: 'mm', family: 'VA 2', starts: 'A1' },
    { name: 'child VA 2', mm: 'child', family: 'VA 2', from: 'VA 2', starts: 'A1' },
  ],
  subscribers: [
    { name: 'A', device: 'A', mm: 'mm' },
    { name: 'B', device: 'B', mm: 'child' },
  ],
  cpus: [spinner],
}

/**
 * One story with three failures: what a fault holds on the page that it wants, and what it does while another has it.
 *
 * Leaves out a third fault on the page: two hinder each other as three do. The second is GPU B's, which meets the child's
 * mapping through hmm_range_fault(); where a device page of another is an error there, it is a CPU's.
 */
export const faultStorm: Scenario = {
  name: 'fault-storm',
  question: 'several threads fault on one page of a GPU: does each of them get on?',
  summary:
    'a CPU thread loads, and GPU B (up to 5.18: another CPU thread) faults, on a page of GPU A that a child shares; GPU A collects it together with a page of system memory',
  devices: ['A', 'B'],
  partners: { A: 'contract+both', B: 'contract' },
  kernels: ['6.12', '6.15', '7.0'],
  asks: ['cpu-access-completes', 'device-fault-completes'],
  shape,
  threads: (system, mode) => [
    reads(system, mode, 'CPU 1', 'VA 2'),
    system.switches.hmmForeignDevPriv === 'faulted'
      ? faults(system, 'B', mode, ['read'])
      : reads(system, mode, 'CPU 2', 'VA 2'),
    migrates(system, 'A', mode),
    walks(system, mode, kworker),
  ],
  witnesses: (_, threads) => [
    witness(
      'both faults look at the same device page',
      (see) => threads.filter((thread) => localsOf(see, thread).faultPage === 'A1').length === 2,
    ),
    witness('GPU A collects its own page together with one of system memory', (see) =>
      threads.some((thread) => {
        const [system, device] = localsOf(see, thread).entries
        return system?.src === 'P1' && device?.src === 'A1'
      }),
    ),
  ],
}
