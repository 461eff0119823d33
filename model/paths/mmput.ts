/**
 * The last reference on an address space: whoever drops it takes the address space down, there and then; or a worker does.
 *
 * Kernel:  mmput(), mmput_async(), mmput_async_fn()   kernel/fork.c
 *          mn_itree_release()                        mm/mmu_notifier.c
 * Facts:   the release callbacks are called by the task that drops the last reference, with whatever locks it has.
 * Omits:   what else is taken down: ./producers/exit-mmap.ts.
 */
import { type Actor, client } from './actor.ts'
import { callSubscribers, closing, opens } from './invalidate-range.ts'
import { startLocals } from './locals.ts'
import { at, type Path, type PathSetup, pathSetup } from './path.ts'

const file = 'kernel/fork.c'
const opening = { event: 'RELEASE', range: 'every address' } as const
const takesDown = [...opens(opening)] as const

/** From a first state called `mm: put` to `next`. Where a worker does the rest, the driver has let go of its lock by now. */
export function putsMm(path: PathSetup, actor: Actor, next: string) {
  if (!client(actor).driver.putsMmUnderLock) {
    const meta = at('mmput_async', file)
    const description = 'if it is the last one, a worker does the rest'
    return {
      'mm: put': path.createStateConfig({ on: { mmput: { target: next, actions: 'mmput', meta, description } } }),
    }
  }
  return {
    'mm: put': path.createStateConfig({ on: puts('mm: release', 'mm: unlock') }),
    ...releases(path, actor, 'mm: release', 'mm: unlock'),
    'mm: unlock': path.createStateConfig({
      always: { guard: 'its driver lock is not held here', target: next },
      on: {
        mutex_unlock: { target: next, actions: 'mutex_unlock', meta: at('mutex_unlock', 'kernel/locking/mutex.c') },
      },
    }),
  }
}

const puts = (last: string, next: string) => ({
  mmput: [
    {
      guard: 'last user of the mm' as const,
      target: last,
      actions: ['mmput', 'exit_mmap', ...takesDown] as const,
      meta: at('mmput', file),
      description: 'the last one: takes the address space down, here',
    },
    { target: next, actions: 'mmput' as const, meta: at('mmput', file), description: 'others use it still' },
  ],
})

const releases = (path: PathSetup, actor: Actor, state: string, next: string) => ({
  [state]: callSubscribers(path, actor, { opening }, 'mm: released'),
  'mm: released': closing(path, actor, { target: next, description: 'everybody has let go' }),
})

/** The process is gone: it drops its own reference. */
export const exitMm: Path = {
  name: 'exit-mm',
  summary: 'a process drops the reference on its address space',
  file: 'model/paths/mmput.ts',
  machine: (actor) => {
    const path = pathSetup(actor)
    return path.createMachine({
      id: 'exit_mm',
      context: startLocals,
      initial: 'idle',
      states: {
        idle: { tags: 'rest', on: puts('mm: release', 'ended') },
        ...releases(path, actor, 'mm: release', 'ended'),
        ended: { type: 'final' },
      },
    })
  },
}

/** The worker to which mmput_async() leaves the rest. */
export const mmputAsync: Path = {
  name: 'mmput-async',
  summary: 'a worker that takes an address space down',
  file: 'model/paths/mmput.ts',
  machine: (actor) => {
    const path = pathSetup(actor)
    return path.createMachine({
      id: 'mmput_async',
      context: startLocals,
      initial: 'idle',
      states: {
        idle: {
          tags: 'rest',
          on: {
            mmput_async_fn: {
              guard: 'nobody uses the mm any more',
              target: 'mm: release',
              actions: ['exit_mmap', ...takesDown],
              meta: at('mmput_async_fn', file),
              description: 'takes the address space down',
            },
          },
        },
        ...releases(path, actor, 'mm: release', 'ended'),
        ended: { type: 'final' },
      },
    })
  },
}
