/**
 * An invalidation: how it is opened and closed, and between the subscribers' callbacks, one at a time.
 *
 * Kernel:  mmu_notifier_invalidate_range_start(), mn_itree_invalidate(), mn_itree_inv_end()   mm/mmu_notifier.c
 * Steps:   each callback is one step, because it runs under its driver's lock; until that lock is free it waits.
 * Abstracts: the order. The interval tree fixes one, but promises none, so any order is explored.
 */
import type { Actor } from './actor.ts'
import { at, type PathSetup } from './path.ts'
import type { Opening } from './vocabulary/window.ts'

/** What a step does that opens an invalidation. The next state is one of `callSubscribers`. */
export const opens = (opening: Opening) =>
  [
    { type: 'mn_itree_inv_start_range', params: opening },
    { type: 'note the invalidation', params: opening },
  ] as const

/** What the step does that ends it. */
export const closes = ['mn_itree_inv_end', 'forget the invalidation'] as const

export const atEnd = at('mn_itree_inv_end', 'mm/mmu_notifier.c')

/** The state in which the subscribers of the open invalidation are called; goes on to `next` after the last. */
export function callSubscribers(path: PathSetup, { system }: Actor, next: string) {
  const call = (name: string, { driver: { functions } }: Actor['system']['subscribers'][number]) => ({
    guard: { type: 'may call' as const, params: { name } },
    actions: [
      { type: 'invalidate callback' as const, params: { name } },
      { type: 'cross off subscriber' as const, params: { name } },
    ],
    meta: at(`${functions.invalidate}(${name})`, functions.file),
  })
  return path.createStateConfig({
    description: 'mmu_notifier_invalidate_range_start() calls the subscribers',
    on: Object.fromEntries(
      system.subscribers.map((subscriber) => [
        `mn_itree_invalidate ${subscriber.name}`,
        call(subscriber.name, subscriber),
      ]),
    ),
    always: { guard: 'nobody left to call', target: next },
  })
}
