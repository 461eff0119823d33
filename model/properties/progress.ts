/** What promises about progress assume of the scheduler, and of luck. */
import { type Fairness, stronglyFair, weaklyFair } from '../../checker/index.ts'
import type { PathThread } from '../paths/path-thread.ts'

/** Steps that fail only for want of something that is to be had in the end: memory. */
const succeeds = 'alloc_and_copy'

/**
 * Whoever has begun goes on while it can; nobody is obliged to begin. An allocation does not fail for ever: how a driver
 * goes on after one that does is another question, and would be the answer everywhere.
 */
export const whoBeganGoesOn = (threads: readonly PathThread[]): readonly Fairness[] =>
  threads.flatMap(({ ref }) => [
    weaklyFair(ref, { begun: true }),
    ...(ref.machine.events.includes(succeeds) ? [stronglyFair(ref, { event: succeeds })] : []),
  ])
