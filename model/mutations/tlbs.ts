/** Flushes of TLBs left out. */
import { madviseDontneed } from '../paths/producers/madvise-dontneed.ts'
import type { Mutation } from './mutation.ts'

const { flushes: _, ...withoutFlush } = madviseDontneed

export const tlbMutations: readonly Mutation[] = [
  {
    id: 'zero-page-in-tlb',
    what: 'an insertion that leaves the zero page in the TLB of a CPU',
    standsFor: [],
    how: { patch: () => ({ actions: { 'flush the zero page': () => {} } }) },
    where: { scenario: 'zero-page' },
  },
  {
    id: 'free-before-flush',
    what: 'a zap that frees what a TLB still leads to',
    standsFor: [],
    how: { producers: [withoutFlush] },
    where: { scenario: 'sva' },
  },
]
