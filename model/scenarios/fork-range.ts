import { witness } from '../../checker/index.ts'
import { fork } from '../paths/fork.ts'
import { pteOf } from '../paths/sight.ts'
import { cpu, type Scenario, stores, walks } from './scenario.ts'

const [one, other] = ['VA 1', 'VA 2'] as const

/** fork copies one entry after the other, each under its own page-table lock. */
export const forkRange: Scenario = {
  name: 'fork-range',
  question: 'a process forks that has a page of its own and one on the GPU: does the child get each as it is?',
  summary:
    'one page is in system memory and one on GPU A; a process stores to the first and forks; the child loads or stores the other',
  devices: ['A'],
  partners: { A: 'contract' },
  kernels: ['5.11', '7.0'],
  shape: {
    addresses: [
      { name: one, mm: 'mm', family: one, starts: 'P1' },
      { name: other, mm: 'mm', family: other, starts: 'A1' },
      { name: `child ${one}`, mm: 'child', family: one, from: one },
      { name: `child ${other}`, mm: 'child', family: other, from: other },
    ],
  },
  threads: (system, mode) => [
    stores(system, mode, 'CPU', one),
    walks(system, 'once', fork, { on: [one, other] }),
    cpu(system, mode, 1, 'child', `child ${other}`),
  ],
  witnesses: (system) => [
    witness('the child has both pages', (see) =>
      [one, other].every((name) => pteOf(system.address(`child ${name}`), see).kind !== 'none'),
    ),
    witness('the child has one entry, and not yet the other', (see) => {
      const [first, second] = [one, other].map((name) => pteOf(system.address(`child ${name}`), see).kind)
      return first !== 'none' && second === 'none'
    }),
  ],
}
