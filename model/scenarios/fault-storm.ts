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

/** One story with three failures: what a fault holds on the page that it wants, and what it does while another has it. */
export const faultStorm: Scenario = {
  name: 'fault-storm',
  question: 'several threads fault on one page of a GPU: does each of them get on?',
  summary:
    'two CPU threads load, and GPU B faults for a child, on a page of GPU A, which collects it together with a page of system memory',
  devices: ['A', 'B'],
  partners: { A: 'contract+both', B: 'contract' },
  kernels: ['6.12', '7.0'],
  asks: ['cpu-access-completes', 'device-fault-completes'],
  shape,
  threads: (system, mode) => [
    reads(system, mode, 'CPU 1', 'VA 2'),
    reads(system, mode, 'CPU 2', 'VA 2'),
    faults(system, 'B', mode, ['read']),
    migrates(system, 'A', mode),
    walks(system, mode, kworker),
  ],
  witnesses: ({ switches }, threads) => [
    // up to 5.18 a device fault that meets another device's page is an error
    witness('every fault looks at the same device page', (see) => {
      const looking = threads.filter((thread) => localsOf(see, thread).faultPage === 'A1').length
      return looking === (switches.hmmForeignDevPriv === 'faulted' ? 3 : 2)
    }),
    witness('GPU A collects its own page together with one of system memory', (see) =>
      threads.some((thread) => {
        const [system, device] = localsOf(see, thread).entries
        return system?.src === 'P1' && device?.src === 'A1'
      }),
    ),
  ],
}
