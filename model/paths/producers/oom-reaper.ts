/**
 * The OOM reaper takes the memory of a process that is being killed.
 *
 * Kernel:  oom_reap_task_mm(), __oom_reap_task_mm()   mm/oom_kill.c
 * Facts:   it only tries mmap_lock, marks the mm unstable, and announces each VMA without letting anybody sleep; where a
 *          callback refuses, it leaves that VMA alone. Up to 4.18 it leaves a process alone that has such a notifier.
 * Abstracts: the address lies in one VMA; its next attempt, a moment later, is another round.
 */
import { at } from '../path.ts'
import type { Producer } from '../producer.ts'
import { freesPages, zapsPtes } from './zap.ts'

const file = 'mm/oom_kill.c'

export const oomReaper: Producer = {
  name: 'oom-reaper',
  summary: 'the OOM reaper',
  file: 'model/paths/producers/oom-reaper.ts',
  mmapLock: 'trylock',
  folioLock: 'none',
  begins: at('oom_reap_task_mm', file),
  ways: [
    {
      says: 'takes mmap_lock for reading, sets MMF_UNSTABLE',
      needs: ['callbacks may be asked not to sleep'],
      marksUnstable: true,
    },
  ],
  acts: [
    { act: 'start', event: 'UNMAP', blockable: false, at: at('__oom_reap_task_mm', file) },
    zapsPtes,
    { act: 'end' },
  ],
  flushes: 'what was gathered',
  finishes: freesPages,
}
