import { witness } from '../../checker/index.ts'
import { hitOf, mirrorOf, pteOf } from '../paths/sight.ts'
import { accesses, cpu, migrates, type Scenario } from './scenario.ts'

/** What was said for removing the second invalidation: all that must go is what a CPU's TLB remembers of the zero page. */
export const zeroPage: Scenario = {
  name: 'zero-page',
  question: "the GPU fills a hole while a CPU's TLB leads to the zero page: does the CPU go on reading zeroes?",
  summary: 'GPU A migrates and uses the page; a CPU with a TLB loads and stores',
  devices: ['A'],
  // one that maps in the update step: what is asked is what the CPU sees of it
  partners: { A: 'contract' },
  notices: ['holeNotify'],
  shape: { tlbs: [{ thread: 'CPU', of: 'cpu', mm: 'mm' }] },
  threads: (system, mode) => [migrates(system, 'A', mode), accesses(system, 'A', mode), cpu(system, mode, 2)],
  witnesses: (system) => [
    witness('the CPU reads zeroes through its TLB while dst waits to be inserted', (see) =>
      system.addresses.some(
        (address) =>
          hitOf(system, 'CPU', address, see, false)?.frame === 'zero page' && see(system.folio('A1')).value !== 'free',
      ),
    ),
    witness('the device has written, and the CPU has yet to look', (see) =>
      system.addresses.some(
        (address) =>
          mirrorOf(system.subscriber('A'), address, see).writable &&
          see(address.lastWrite).value === 'data' &&
          pteOf(address, see).kind === 'device',
      ),
    ),
  ],
}
