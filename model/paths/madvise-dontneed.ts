/**
 * A user-space thread calls madvise(MADV_DONTNEED).
 *
 * Kernel:  madvise_dontneed_single_vma(), zap_page_range_single()   mm/madvise.c, mm/memory.c
 * Facts:   it holds mmap_lock only for reading, so it runs beside migrations and faults.
 */
import type { Actor } from './actor.ts'
import { opens } from './invalidate-range.ts'
import { startLocals } from './locals.ts'
import { at, type Path, pathSetup } from './path.ts'
import { zapping } from './zap-pte-range.ts'

export const madviseDontneed: Path = {
  name: 'madvise',
  summary: 'MADV_DONTNEED',
  file: 'model/paths/madvise-dontneed.ts',
  machine,
}

function machine(actor: Actor) {
  const path = pathSetup(actor)
  return path.createMachine({
    id: 'madvise_dontneed',
    context: startLocals,
    initial: 'idle',
    states: {
      idle: {
        on: {
          mmap_read_lock: [
            { guard: 'vma is gone', target: 'ended', meta: at('do_madvise', 'mm/madvise.c'), description: '-ENOMEM' },
            {
              guard: 'mmap_lock admits a reader',
              target: 'locked',
              actions: 'mmap_read_lock',
              meta: at('do_madvise', 'mm/madvise.c'),
              description: 'takes mmap_lock for reading',
            },
          ],
        },
      },
      locked: {
        on: {
          madvise_dontneed: {
            target: 'callbacks',
            actions: [...opens({ event: 'CLEAR', range: 'this address' })],
            meta: at('zap_page_range_single', 'mm/memory.c'),
            description: 'opens the invalidation',
          },
        },
      },
      ...zapping(path, actor),
    },
  })
}
