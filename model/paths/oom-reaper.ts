/**
 * The OOM reaper takes a victim's memory without waiting for anybody.
 *
 * Kernel:  __oom_reap_task_mm()   mm/oom_kill.c
 * Facts:   it may not sleep, so it asks the notifiers not to; a range that one of them refuses is left alone. Nobody ends
 *          an invalidation that was refused.
 * Omits:   MMF_UNSTABLE: a fault after the reaper here finds the address empty, and not an error.
 */
import type { Actor } from './actor.ts'
import { callSubscribers, givingUp, opens } from './invalidate-range.ts'
import { startLocals } from './locals.ts'
import { at, type Path, pathSetup } from './path.ts'
import { zapping } from './zap-pte-range.ts'

const meta = at('__oom_reap_task_mm', 'mm/oom_kill.c')

export const oomReaper: Path = {
  name: 'oom-reaper',
  summary: 'the OOM reaper',
  file: 'model/paths/oom-reaper.ts',
  machine,
}

function machine(actor: Actor) {
  const path = pathSetup(actor)
  return path.createMachine({
    id: 'oom_reaper',
    context: startLocals,
    initial: 'idle',
    states: {
      idle: {
        tags: 'rest',
        on: {
          mmap_read_trylock: {
            guard: 'mmap_lock admits a reader',
            target: 'locked',
            actions: 'mmap_read_lock',
            meta,
            description: 'takes mmap_lock for reading',
          },
        },
      },
      locked: {
        on: {
          oom_reap_task_mm: {
            target: 'callbacks',
            actions: [...opens({ event: 'UNMAP', range: 'this address', blockable: false })],
            meta,
            description: 'opens an invalidation that may not sleep',
          },
        },
      },
      ...zapping(path, actor),
      callbacks: callSubscribers(path, actor, 'zap', 'refused'),
      'giving up': givingUp(path, 'refused'),
      refused: {
        on: {
          mmap_read_unlock: {
            target: 'returned',
            actions: 'mmap_read_unlock',
            meta,
            description: 'leaves the range alone',
          },
        },
      },
    },
  })
}
