/**
 * TLBs: what they are filled with, and when they are flushed. Where a configuration has none, nothing is done.
 *
 * Facts:   a TLB that walks the CPU's page table for a device is flushed with that of the CPU from 6.6 on. Before, that was
 *          done by ptep_clear_flush_notify() and its kin, by mmu_gather before it frees (tlb_flush_mmu_tlbonly(),
 *          include/asm-generic/tlb.h), and at the end of an invalidation.
 * Omits:   mm_tlb_flush_nested(), by which a zap flushes that meets another on its way: no scenario with TLBs has two.
 *          Unmapping in batches, with one flush for all (reclaim; migrate_pages() from 6.3 on).
 * Abstracts: mmu_notifier_invalidate_range_only_end(), which leaves out the last of these where the first was called.
 */
import type { AddressName } from '../../names.ts'
import type { Address, System, Tlb } from '../../system.ts'
import { type Pte, tlbEntries } from '../sight.ts'
import type { Given } from './word.ts'

type Event = Pick<Given['event'], 'see' | 'tell'>

/** `notify`: the secondary TLBs too, on every kernel. */
export type FlushKind = 'cpu' | 'notify'

/** Flushes an address from the TLBs that a flush of this kind reaches. */
export function flush(system: System, address: Address, event: Event, kind: FlushKind = 'cpu'): void {
  tell(system, [address.name], event, 'flush', (tlb) => tlb.of === 'cpu' || kind === 'notify' || goesWithCpu(system))
}

/** mmu_notifier_invalidate_range(), at the end of an invalidation. */
export function flushAtEnd(system: System, at: readonly AddressName[], event: Event): void {
  tell(system, at, event, 'flush', (tlb) => tlb.of === 'device' && !goesWithCpu(system))
}

/** Ghost: a zap, and its end. What it found present it flushes before it returns; an entry that is not is not gathered. */
export const beginZap = (system: System, address: Address, event: Event): void =>
  tell(system, [address.name], event, 'zap', () => true)
export const endZap = (system: System, address: Address, event: Event): void =>
  tell(system, [address.name], event, 'returned', () => true)

/** pte_present() */
export const isPresent = ({ kind }: Pte): boolean => kind === 'present' || kind === 'zero'

const goesWithCpu = ({ switches }: System) => switches.secondaryTlb === 'with-cpu-flush'

function tell(
  system: System,
  at: readonly AddressName[],
  { tell }: Event,
  type: 'flush' | 'zap' | 'returned',
  reaches: (tlb: Tlb) => boolean,
): void {
  for (const [tlb, address] of tlbEntries(system)) {
    const entry = tlb.entries.get(address.name)
    if (entry !== undefined && at.includes(address.name) && reaches(tlb)) tell(entry, { type })
  }
}
