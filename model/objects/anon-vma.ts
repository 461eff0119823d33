/**
 * The lock of a reverse map: what a walk over the mappings of an anonymous page holds.
 *
 * Kernel:  anon_vma->root->rwsem; anon_vma_lock_read(), anon_vma_lock_write()   include/linux/rmap.h
 * Keeps:   the number of walks under way. A writer takes and drops it within one step (move_ptes(), mm/mremap.c), so it
 *          is never seen held for writing; it has to wait until there is no walk.
 * Omits:   who else takes it for writing: linking and unlinking a VMA. Here every address is linked from the start, in
 *          the order of the walk; before fork or mremap has come to it, it has nothing to show.
 */
import { assign, setup } from 'xstate'

export const anonVma = setup({
  types: {
    context: {} as { walks: number },
    events: {} as { type: 'anon_vma_lock_read' } | { type: 'anon_vma_unlock_read' },
  },
  guards: { 'last walk': ({ context }) => context.walks === 1 },
  actions: {
    enter: assign({ walks: ({ context }) => context.walks + 1 }),
    leave: assign({ walks: ({ context }) => context.walks - 1 }),
  },
}).createMachine({
  id: 'anon_vma',
  context: { walks: 0 },
  initial: 'free',
  states: {
    free: { on: { anon_vma_lock_read: { target: 'walked', actions: 'enter' } } },
    walked: {
      on: {
        anon_vma_lock_read: { actions: 'enter' },
        anon_vma_unlock_read: [{ guard: 'last walk', target: 'free', actions: 'leave' }, { actions: 'leave' }],
      },
    },
  },
})
