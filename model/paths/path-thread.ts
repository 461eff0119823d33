/** A kernel path of a configuration, as scenarios run it and promises look at it. */
import type { AnyMachineSnapshot } from 'xstate'
import type { See, TakenStep, ThreadRef } from '../../checker/index.ts'
import type { Actor } from './actor.ts'
import type { Locals } from './locals.ts'

export interface PathThread {
  readonly ref: ThreadRef
  readonly actor: Actor
}

/** The path that took a step. */
export const pathOf = (threads: readonly PathThread[], { thread }: TakenStep): PathThread | undefined =>
  threads.find(({ ref }) => ref.name === thread)

/** Whether a path is between two operations: what it has begun is over. */
export const isIdle = ({ status, value }: AnyMachineSnapshot): boolean =>
  status !== 'active' || value === 'idle' || value === 'unborn'

export const localsOf = (see: See, { ref }: PathThread): Locals => see(ref).context as Locals

/** Whether a path is between migrate_vma_setup()'s collection and the end of migrate_vma_finalize(). */
export const isMigrating = (see: See, thread: PathThread): boolean =>
  localsOf(see, thread).entries.some(({ src, hole }) => src !== null || hole)
