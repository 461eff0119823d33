import { witness } from '../../checker/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import { pteOf } from '../paths/sight.ts'
import { compacts, cpu, discards, reclaims, type Scenario } from './scenario.ts'
import { swapping } from './swapping.ts'

/** A slot has several users who take no lock of each other's: page tables, the swap cache, the page that caches it. */
export const swapDiscard: Scenario = {
  name: 'swap-discard',
  question:
    'a page that swap has a copy of is given back, and moved by the kernel: is the slot freed once, and only then?',
  summary: 'a CPU thread stores or loads; MADV_DONTNEED; compaction moves the page; the kernel reclaims it',
  devices: ['A'],
  shape: swapping,
  notices: [],
  threads: (system, mode) => [
    cpu(system, mode, 1),
    discards(system, mode),
    compacts(system, mode),
    reclaims(system, mode),
  ],
  witnesses: (system, threads) => [
    witness('a page is given back while it is being written to swap', (see) =>
      threads.some((thread) => {
        const { isolated } = localsOf(see, thread).held
        return (
          isolated !== undefined &&
          see(system.folio(isolated)).context.writeback &&
          system.addresses.every((address) => pteOf(address, see).kind === 'none')
        )
      }),
    ),
    witness('compaction moves a page that caches a slot', (see) =>
      threads.some((thread) =>
        localsOf(see, thread).entries.some(
          ({ dst }) => dst !== null && system.slots.some((slot) => see(system.slot(slot)).context.cache === dst),
        ),
      ),
    ),
  ],
}
