import { witness } from '../../checker/index.ts'
import { mprotect } from '../paths/producers/mprotect.ts'
import { accesses, cpu, faults, produces, type Scenario } from './scenario.ts'

/** A mirror need not be erased where only the right to write goes. */
export const writeProtects: Scenario = {
  name: 'write-protects',
  question: 'user space takes away the right to write, and a driver takes that alone from its mirror: is it enough?',
  summary: 'GPU A, whose driver only write-protects its mirror then, faults on the page and uses it; mprotect(); a CPU',
  devices: ['A'],
  partners: { A: 'contract+seq/protects-PROTECTION_VMA' },
  kernels: ['7.0'],
  threads: (system, mode) => [
    faults(system, 'A', mode, ['read', 'write']),
    accesses(system, 'A', mode, 2),
    cpu(system, mode, 1),
    produces(system, mprotect, mode, { rounds: 2 }),
  ],
  witnesses: (system) => [
    witness('the GPU may still read, and no longer write', (see) =>
      system.subscribers.some(({ addresses, mirror }) =>
        addresses.some(
          (address) => see(mirror(address)).matches({ mapped: 'ro' }) && see(address.vma).value === 'read-only',
        ),
      ),
    ),
  ],
}
