/**
 * What the OOM reaper leaves behind in the mm: its memory may be gone, so nothing may be mapped any more.
 *
 * Kernel:  MMF_UNSTABLE of mm->flags, set by __oom_reap_task_mm()   mm/oom_kill.c
 *          check_stable_address_space()                             include/linux/oom.h
 * Keeps:   that one flag. The process is being killed, so it is never cleared.
 */
import { setup } from 'xstate'

export const mmFlags = setup({ types: { events: {} as { type: 'set_unstable' } } }).createMachine({
  id: 'mm_flags',
  context: {},
  initial: 'stable',
  states: { stable: { on: { set_unstable: 'unstable' } }, unstable: { on: { set_unstable: {} } } },
})
