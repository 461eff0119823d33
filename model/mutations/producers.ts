/** Faults of those who change page tables: the description of a producer with an act moved, changed or left out. */
import type { Act, Producer } from '../paths/producer.ts'
import { clearSoftDirty } from '../paths/producers/clear-soft-dirty.ts'
import { collapseHugePage } from '../paths/producers/collapse-huge-page.ts'
import { exitMmap } from '../paths/producers/exit-mmap.ts'
import { hugetlbUnmap } from '../paths/producers/hugetlb-unmap.ts'
import { madviseDontneed } from '../paths/producers/madvise-dontneed.ts'
import { mprotect } from '../paths/producers/mprotect.ts'
import { oomReaper } from '../paths/producers/oom-reaper.ts'
import { splitHugePmd } from '../paths/producers/split-huge-pmd.ts'
import type { Mutation } from './mutation.ts'

const withActs = (producer: Producer, change: (acts: readonly Act[]) => readonly Act[]) => ({
  producers: [{ ...producer, acts: change(producer.acts) }],
})

/** It tells nobody. */
const silent = (producer: Producer) => withActs(producer, (acts) => acts.filter(({ act }) => act === 'change'))

const inOrder = (producer: Producer, ...order: number[]) =>
  withActs(producer, (acts) => order.flatMap((i) => acts.slice(i, i + 1)))

export const producerMutations: readonly Mutation[] = [
  {
    id: 'collapse-without-notice',
    what: 'a collapse into a huge page that tells nobody',
    standsFor: ['S10'],
    how: silent(collapseHugePage),
    where: { scenario: 'khugepaged' },
    alsoBreaks: ['no-dangling-mirror'],
  },
  {
    id: 'mprotect-without-notice',
    what: 'an mprotect() that tells nobody',
    standsFor: [],
    how: silent(mprotect),
    where: { scenario: 'mprotect' },
  },
  {
    id: 'soft-dirty-without-notice',
    what: 'a clearing of the soft-dirty bits that tells nobody',
    standsFor: [],
    how: silent(clearSoftDirty),
    where: { scenario: 'soft-dirty' },
  },
  {
    id: 'exit-without-notice',
    what: 'an exit that tells nobody',
    standsFor: [],
    how: silent(exitMmap),
    where: { scenario: 'exit' },
    alsoBreaks: ['no-dangling-mirror'],
  },
  {
    id: 'split-without-notice',
    what: 'a split of a huge mapping that tells nobody',
    standsFor: [],
    how: silent(splitHugePmd),
    where: { scenario: 'thp-split' },
    uncaught: 'the page stays what it is, so nobody has to be told',
  },
  {
    id: 'wrong-range',
    what: 'a producer that announces only the first of the addresses that it changes',
    standsFor: ['S8'],
    how: withActs(madviseDontneed, (acts) =>
      acts.map((act) => (act.act === 'start' ? { ...act, range: 'the first address' } : act)),
    ),
    where: { scenario: 'range-fault' },
  },
  {
    id: 'told-after-the-change',
    what: 'a producer that tells others after it has changed the page table',
    standsFor: ['S44'],
    how: inOrder(madviseDontneed, 1, 0, 2),
    where: { scenario: 'discard', driver: 'contract+seq' },
  },
  {
    id: 'told-before-the-change',
    what: 'a producer whose invalidation has ended when it changes the page table',
    standsFor: ['S44'],
    how: inOrder(hugetlbUnmap, 0, 2, 1),
    where: { scenario: 'hugetlb-unmap' },
    alsoBreaks: ['no-dangling-mirror'],
  },
  {
    id: 'reaper-ends-nothing',
    what: 'an OOM reaper that does not end its invalidations',
    standsFor: [],
    how: withActs(oomReaper, (acts) => acts.filter(({ act }) => act !== 'end')),
    where: { scenario: 'oom-reaper', driver: 'contract+seq' },
  },
  {
    id: 'reaper-waits',
    what: 'a driver that sleeps in a callback that may not',
    standsFor: [],
    how: { driver: () => ({ unblockable: 'sleeps' }) },
    where: { scenario: 'oom-reaper', driver: 'contract+seq' },
  },
]
