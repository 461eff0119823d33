/**
 * The middle of an invalidation: the subscribers' callbacks, one at a time.
 *
 * Kernel:  mn_itree_invalidate()   mm/mmu_notifier.c
 * Steps:   each callback is one step, because it runs under its driver's lock; until that lock is free it waits.
 * Abstracts: the order. The interval tree fixes one, but promises none, so any order is explored.
 */
import type { Device } from '../names.ts'
import type { System } from '../system.ts'
import type { Opening } from './actions.ts'
import { at, type PathSetup } from './path.ts'

/** The state in which the subscribers of an open invalidation are called; goes on to `next` after the last. */
export function callSubscribers(
  path: PathSetup,
  system: System,
  opening: Opening,
  next: string,
  tags: readonly 'migrating'[] = [],
) {
  const call = (device: Device) => {
    const { driver } = system.gpu(device)
    return {
      guard: { type: 'may call' as const, params: { device } },
      actions: [
        { type: 'invalidate callback' as const, params: { device, opening } },
        { type: 'cross off subscriber' as const, params: { device } },
      ],
      meta: at(`${driver.functions.invalidate}(${device})`, driver.functions.file),
    }
  }
  const has = (device: Device) => system.gpus.some((gpu) => gpu.device === device)
  return path.createStateConfig({
    tags: [...tags],
    description: 'mmu_notifier_invalidate_range_start() calls the subscribers',
    on: {
      ...(has('A') ? { 'mn_itree_invalidate A': call('A') } : {}),
      ...(has('B') ? { 'mn_itree_invalidate B': call('B') } : {}),
    },
    always: { guard: 'nobody left to call', target: next },
  })
}
