/**
 * A CPU of a kernel that preempts none of its code, and the work that waits to be done on it.
 *
 * Kernel:  CONFIG_PREEMPT_NONE; the queue of lru_add_drain_work of one CPU   mm/swap.c, kernel/workqueue.c
 * Keeps:   whether the code that runs on it neither sleeps nor goes back to user space, and whether work is queued.
 * Omits:   all other work, and threads that share a CPU.
 */
import { setup } from 'xstate'

export const cpu = setup({
  types: {
    events: {} as { type: 'spin' } | { type: 'schedule' } | { type: 'queue_work_on' } | { type: 'process_one_work' },
  },
}).createMachine({
  id: 'cpu',
  context: {},
  type: 'parallel',
  states: {
    code: {
      initial: 'schedules',
      states: {
        schedules: { on: { spin: 'spins' } },
        spins: { description: 'A loop in the kernel, without a rest.', on: { schedule: 'schedules' } },
      },
    },
    work: {
      initial: 'none',
      states: {
        none: { on: { queue_work_on: 'queued' } },
        queued: { on: { queue_work_on: {}, process_one_work: 'none' } },
      },
    },
  },
})
