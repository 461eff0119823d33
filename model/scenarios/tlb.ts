import { witness } from '../../checker/index.ts'
import { hitOf, pteOf } from '../paths/sight.ts'
import { cpu, discards, migrates, type Scenario } from './scenario.ts'

/** A CPU goes on using what its TLB remembers until somebody flushes it. */
export const tlb: Scenario = {
  name: 'tlb',
  question:
    "a CPU's TLB still leads to the page that the GPU migrates, and user space gives the page back: can the CPU read or write it any more?",
  summary: 'GPU A migrates; a CPU with a TLB loads and stores; another thread calls madvise(MADV_DONTNEED)',
  devices: ['A'],
  // one that maps nothing that MADV_DONTNEED has taken away: that would be another bug
  partners: { A: 'contract+seq' },
  notices: ['collectTlbFlush'],
  shape: { tlbs: [{ thread: 'CPU', of: 'cpu', mm: 'mm' }] },
  threads: (system, mode) => [migrates(system, 'A', mode), cpu(system, mode, 2), discards(system, mode)],
  witnesses: (system) => [
    ...(['zero page', 'P1'] as const).map((page) =>
      witness(`the TLB leads to ${page}`, (see) =>
        system.addresses.some((address) => hitOf(system, 'CPU', address, see, false)?.frame === page),
      ),
    ),
    witness('the page is given back, and the flush is still to come', (see) =>
      system.addresses.some(
        (address) => hitOf(system, 'CPU', address, see, false)?.pending === true && pteOf(address, see).kind === 'none',
      ),
    ),
  ],
}
