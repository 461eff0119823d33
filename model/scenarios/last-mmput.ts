import { witness } from '../../checker/index.ts'
import { exitMm, mmputAsync } from '../paths/mmput.ts'
import { faults, type Scenario, walks } from './scenario.ts'

/** A driver works for a process that is gone before it is done. */
export const lastMmput: Scenario = {
  name: 'last-mmput',
  question: 'a process exits while a driver serves a fault for it: can the driver take its address space down?',
  summary:
    'GPU A faults to read, with a reference on the mm; the process drops its own; a worker takes down what is left',
  devices: ['A'],
  needs: ['mirror'],
  kernels: ['7.0'],
  asks: ['no-lock-cycle'],
  shape: { mmUsers: true },
  threads: (system, mode) => [
    faults(system, 'A', mode, ['read']),
    walks(system, 'once', exitMm),
    walks(system, mode, mmputAsync),
  ],
  witnesses: (system, threads) => [
    witness(
      'the driver has the last reference',
      (see) =>
        system.addresses.some(({ mm: { users } }) => users !== undefined && see(users).context.users === 1) &&
        threads.some(({ ref }) => ref.name === 'exit-mm' && see(ref).status === 'done'),
    ),
  ],
}
