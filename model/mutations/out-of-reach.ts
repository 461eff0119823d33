import type { OutOfReach } from './mutation.ts'

/** Mutations worth having that the model cannot make yet. */
export const outOfReach: readonly OutOfReach[] = [
  {
    id: 'reference-after-lock',
    what: 'a collection that takes its reference after it has dropped the page-table lock',
    standsFor: ['S45'],
    why: 'it does so only for large folios; for faults it is fault-without-reference and exclusive-without-reference',
  },
]
