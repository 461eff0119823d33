/**
 * Who keeps an address space alive: the process, and whoever works for it.
 *
 * Kernel:  mm->mm_users; mmget_not_zero(), mmput(), mmput_async()   include/linux/sched/mm.h, kernel/fork.c
 * Keeps:   the number of users, and whether the last of them, or a worker, has begun to take it down.
 */
import { assign, setup } from 'xstate'

export const mmUsers = setup({
  types: {
    context: {} as { users: number },
    events: {} as { type: 'mmget' } | { type: 'mmput' } | { type: 'exit_mmap' },
  },
  guards: { 'last user': ({ context }) => context.users === 1 },
  actions: {
    get: assign({ users: ({ context }) => context.users + 1 }),
    put: assign({ users: ({ context }) => context.users - 1 }),
  },
}).createMachine({
  id: 'mm_users',
  context: { users: 1 },
  initial: 'used',
  states: {
    used: {
      on: {
        mmget: { actions: 'get' },
        mmput: [{ guard: 'last user', target: 'unused', actions: 'put' }, { actions: 'put' }],
      },
    },
    unused: { on: { exit_mmap: 'exiting' } },
    exiting: { description: 'mm_users stays 0: nobody gets a reference any more.' },
  },
})
