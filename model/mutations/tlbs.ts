/** Flushes of TLBs late or left out. */
import { madviseDontneed } from '../paths/producers/madvise-dontneed.ts'
import type { Mutation } from './mutation.ts'

const { flushes: _, ...withoutFlush } = madviseDontneed

export const tlbMutations: readonly Mutation[] = [
  {
    id: 'flush-after-lock',
    what: 'a migration that flushes the TLB after it has dropped the page-table lock',
    standsFor: ['S3'],
    how: { set: { collectTlbFlush: 'after-ptl' } },
    where: { scenario: 'tlb' },
  },
  {
    id: 'late-device-flush',
    what: "a kernel that flushes a device's TLB at the end of an invalidation, and not when it gives a right",
    standsFor: ['S14'],
    how: { set: { secondaryTlb: 'range-end' } },
    where: { scenario: 'sva' },
  },
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
