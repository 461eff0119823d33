import type { OutOfReach } from './mutation.ts'

/** Mutations worth having that the model cannot make yet. */
export const outOfReach: readonly OutOfReach[] = [
  {
    id: 'flush-after-lock',
    what: 'a migration that flushes the TLB after it has dropped the page-table lock',
    standsFor: ['S3'],
    why: 'there are no TLBs',
  },
  {
    id: 'late-device-flush',
    what: "a kernel that flushes a device's TLB only at the end of an invalidation",
    standsFor: ['S14'],
    why: 'there are no TLBs',
  },
  {
    id: 'dirty-bit-dropped',
    what: 'a migration that throws away the dirty bit of the PTE',
    standsFor: ['S4'],
    why: 'there are neither dirty bits nor reclaim',
  },
  {
    id: 'reference-while-waiting',
    what: 'a waiter on a migration entry that holds a reference on its page',
    standsFor: ['L1'],
    why: 'waiters hold none on any kernel; what it does is a matter of liveness, about which nothing is promised yet',
  },
  {
    id: 'reference-after-lock',
    what: 'a collection that takes its reference after it has dropped the page-table lock',
    standsFor: ['S45'],
    why: 'it does so only for large folios; for faults it is fault-without-reference and exclusive-without-reference',
  },
  {
    id: 'freed-to-lru',
    what: 'a migration that puts the page that it has freed back on the LRU',
    standsFor: ['S26'],
    why: 'there is no LRU',
  },
  {
    id: 'exclusive-unmapped',
    what: 'a device-exclusive entry that does not count as a mapping',
    standsFor: ['S40'],
    why: 'nobody asks for the mapcount',
  },
]
