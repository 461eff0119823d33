/**
 * NUMA balancing makes the page fault, to learn who uses it.
 *
 * Kernel:  task_numa_work()        kernel/sched/fair.c
 *          change_prot_numa()      mm/mempolicy.c, around change_protection() of mm/mprotect.c
 * Facts:   mmap_lock is held for reading only. Only a page that nobody else holds is hinted; others keep their PTE.
 * Keeps:   `protnone` as a state of the PTE: mapped and counted as before, but every access of the CPU faults, and
 *          hmm_range_fault() does not take it for mapped. The fault maps the page again, read-only; where the kernel gives
 *          the write bit back with it, that is as if the next write fault had come at once.
 * Omits:   that the fault may move the page to another node: that is a migration between two system pages.
 */
import { at } from '../path.ts'
import type { Producer } from '../producer.ts'

export const numaHinting: Producer = {
  name: 'numa-hinting',
  summary: 'NUMA balancing makes the page fault',
  file: 'model/paths/producers/numa-hinting.ts',
  mmapLock: 'trylock',
  folioLock: 'none',
  begins: at('task_numa_work', 'kernel/sched/fair.c'),
  ways: [{ says: 'takes mmap_lock for reading' }],
  acts: [
    {
      act: 'start',
      event: 'PROTECTION_VMA',
      at: at('change_prot_numa', 'mm/mempolicy.c'),
      in: at('change_pud_range', 'mm/mprotect.c'),
    },
    {
      act: 'change',
      at: at('change_pte_range', 'mm/mprotect.c'),
      says: 'makes every access fault',
      needs: ['nobody else holds the page'],
      pte: { present: 'make protnone' },
    },
    { act: 'end' },
  ],
  flushes: 'every address',
  finishes: at('task_numa_work', 'kernel/sched/fair.c'),
}
