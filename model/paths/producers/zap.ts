/**
 * What every removal of pages by user space has in common.
 *
 * Kernel:  zap_pte_range()    mm/memory.c
 *          tlb_finish_mmu()   mm/mmu_gather.c
 * Facts:   no folio lock is taken. The page of an entry that is not present is put at once; a mapped
 *          one is freed after the invalidation has ended.
 */
import { at } from '../path.ts'
import type { Change } from '../producer.ts'

export const zapsPtes: Change = {
  act: 'change',
  at: at('zap_pte_range', 'mm/memory.c'),
  says: 'clears the PTE',
  pte: { none: 'zap', zero: 'zap', present: 'zap', migration: 'zap', device: 'zap', exclusive: 'zap' },
}

export const freesPages = at('tlb_finish_mmu', 'mm/mmu_gather.c')
