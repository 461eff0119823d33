import { witness } from '../../checker/index.ts'
import { clearSoftDirty } from '../paths/producers/clear-soft-dirty.ts'
import { hitOf, pteOf, tlbEntries, tlbOf } from '../paths/sight.ts'
import { svaAccess } from '../paths/sva-access.ts'
import { discards, produces, type Scenario, walks } from './scenario.ts'

/** A device without a mirror: what it remembers of the CPU's page table is all that can be out of date. */
export const sva: Scenario = {
  name: 'sva',
  question: "a device walks the CPU's page table through a TLB of its own: is that flushed in time, and often enough?",
  summary:
    'a device that shares the address space loads and stores; one thread calls madvise(MADV_DONTNEED), another clears the soft-dirty bits',
  devices: [],
  notices: ['secondaryTlb'],
  asks: ['device-fault-completes'],
  shape: { softDirty: 'kept', subscribers: [], tlbs: [{ thread: 'SVA device', of: 'device', mm: 'mm' }] },
  threads: (system, mode) => [
    walks(system, mode, svaAccess, { name: 'SVA device', rounds: 3 }),
    discards(system, mode),
    produces(system, clearSoftDirty, mode),
  ],
  witnesses: (system) => [
    witness('the device may write through its TLB', (see) =>
      system.addresses.some((address) => hitOf(system, 'SVA device', address, see, true) !== undefined),
    ),
    witness('a write is heard of that came after the bits were cleared', (see) =>
      system.addresses.some(
        (address) =>
          address.softDirty !== undefined &&
          see(address.softDirty).value === 'written' &&
          pteOf(address, see).softDirty,
      ),
    ),
    witness('its TLB is still to be flushed', (see) =>
      tlbEntries(system).some(
        ([tlb, address]) => tlbOf(tlb, address, see).frame !== null && pteOf(address, see).kind === 'none',
      ),
    ),
  ],
}
