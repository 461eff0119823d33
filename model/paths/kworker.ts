/**
 * The kernel's worker threads, one for each CPU, as one: whatever CPU has work and lets it be done.
 *
 * Kernel:  lru_add_drain_per_cpu()   mm/swap.c
 */
import type { Actor } from './actor.ts'
import { startLocals } from './locals.ts'
import { at, type Path, pathSetup } from './path.ts'

export const kworker: Path = {
  name: 'kworker',
  summary: 'the worker threads of all CPUs',
  file: 'model/paths/kworker.ts',
  machine,
}

function machine(actor: Actor) {
  return pathSetup(actor).createMachine({
    id: 'kworker',
    context: startLocals,
    initial: 'at work',
    states: {
      'at work': {
        tags: 'rest',
        description: 'never idle: it does whatever there is to do',
        on: {
          lru_add_drain_per_cpu: {
            guard: 'work is queued on a CPU that schedules',
            actions: 'do the work',
            meta: at('lru_add_drain_per_cpu', 'mm/swap.c'),
            description: 'drains the batches of its CPU',
          },
        },
      },
    },
  })
}
