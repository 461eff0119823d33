/**
 * Soft-dirty tracking of the virtual address: whether user space has cleared its bits, and what it must hear of since.
 *
 * Kernel:  VM_SOFTDIRTY of vma->vm_flags, which a new VMA has and clear_refs_write() takes: with it, /proc/PID/pagemap calls
 *          everything soft-dirty. pte_needs_soft_dirty_wp()   mm/internal.h
 * Ghost:   whether the address was written since the write to /proc/PID/clear_refs returned. What is written while that is
 *          under way may be heard of or not. Memory that is given back is no longer written.
 */
import { setup } from 'xstate'

const tracking = ['unwritten', 'written'] as const

export type Tracking = 'off' | 'clearing' | (typeof tracking)[number]

export const softDirty = setup({
  types: {
    events: {} as
      | { type: 'clear_vm_softdirty' }
      | { type: 'clear_refs_returns' }
      | { type: 'write' }
      | { type: 'discard' }
      | { type: 'inherit'; state: Tracking },
  },
  guards: { 'from one that is': ({ event }, state: Tracking) => event.type === 'inherit' && event.state === state },
}).createMachine({
  id: 'soft-dirty',
  context: {},
  initial: 'off',
  states: {
    off: {
      on: {
        clear_vm_softdirty: 'clearing',
        write: {},
        discard: {},
        inherit: [
          ...tracking.map((state) => ({ guard: { type: 'from one that is' as const, params: state }, target: state })),
          { guard: { type: 'from one that is', params: 'off' } },
        ],
      },
    },
    clearing: {
      description: 'Some of the bits may be cleared already.',
      on: { clear_refs_returns: 'unwritten', write: {}, discard: {} },
    },
    unwritten: { on: { clear_vm_softdirty: 'clearing', write: 'written', discard: {} } },
    written: { on: { clear_vm_softdirty: 'clearing', write: {}, discard: 'unwritten' } },
  },
})
