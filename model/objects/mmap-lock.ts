/**
 * The mm's read-write semaphore.
 *
 * Kernel:  mm->mmap_lock; mmap_read_lock(), mmap_write_lock(), mmap_write_downgrade()   include/linux/mmap_lock.h
 * Keeps:   the number of readers, and whether a writer is in.
 * Omits:   that a waiting writer holds up new readers; no path here takes it twice, so that cannot deadlock. Per-VMA
 *          locks: a fault under one behaves like a reader of the whole.
 */
import { assign, setup } from 'xstate'

type MmapLockEvent =
  | { type: 'mmap_read_lock' }
  | { type: 'mmap_read_unlock' }
  | { type: 'mmap_write_lock' }
  | { type: 'mmap_write_unlock' }
  | { type: 'mmap_write_downgrade' }

export const mmapLock = setup({
  types: { context: {} as { readers: number }, events: {} as MmapLockEvent },
  guards: { 'last reader': ({ context }) => context.readers === 1 },
  actions: {
    enter: assign({ readers: ({ context }) => context.readers + 1 }),
    leave: assign({ readers: ({ context }) => context.readers - 1 }),
  },
}).createMachine({
  id: 'mmap_lock',
  context: { readers: 0 },
  initial: 'free',
  states: {
    free: { on: { mmap_read_lock: { target: 'read', actions: 'enter' }, mmap_write_lock: 'write' } },
    read: {
      on: {
        mmap_read_lock: { actions: 'enter' },
        mmap_read_unlock: [{ guard: 'last reader', target: 'free', actions: 'leave' }, { actions: 'leave' }],
      },
    },
    write: { on: { mmap_write_unlock: 'free', mmap_write_downgrade: { target: 'read', actions: 'enter' } } },
  },
})
