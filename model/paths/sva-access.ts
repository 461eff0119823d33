/**
 * A device that shares the process's address space loads from or stores to the address. It has no page table of its own: it
 * walks that of the CPU, and remembers what it found in a TLB (PCIe ATS, the SMMU).
 *
 * Kernel:  hardware, and on a fault iommu_sva_handle_mm()   drivers/iommu/iommu-sva.c   around handle-mm-fault.ts.
 *          iommu_sva_handle_iopf() up to 6.8; before 5.19 each IOMMU driver had its own: prq_event_thread() of
 *          drivers/iommu/intel/svm.c, do_fault() of drivers/iommu/amd_iommu_v2.c
 * Facts:   an entry that forbids the access makes it ask for a page (PRI) without another walk, unlike a CPU.
 *          When such a TLB is flushed: vocabulary/tlb.ts.
 * Abstracts: a device that gets no page is done with the access.
 */
import { accessMachine } from './cpu-access.ts'
import { at, type Path } from './path.ts'

/** The id of its machine; promises look for it. */
export const svaAccessId = 'sva_access'

export const svaAccess: Path = {
  name: 'sva',
  summary: "a device that walks the CPU's page table, with its page requests",
  file: 'model/paths/sva-access.ts',
  machine: accessMachine({
    id: svaAccessId,
    load: at('device load', 'device'),
    store: at('device store', 'device'),
    faults: at('iommu_sva_handle_mm', 'drivers/iommu/iommu-sva.c'),
    refused: 'IOMMU_PAGE_RESP_INVALID',
  }),
}
