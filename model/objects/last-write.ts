/**
 * Ghost: what the last write to the virtual address left there, zeroes or data.
 *
 * Anonymous memory starts as zeroes, and MADV_DONTNEED or munmap make it zeroes again. The zero page, and a frame that
 * was just cleared, show the last write exactly while it is `zeroes`. After MADV_FREE the kernel may drop the data, or not,
 * until something is written: both are the last write then.
 */
import { setup } from 'xstate'

export const lastWrite = setup({
  types: { events: {} as { type: 'write' } | { type: 'discard' } | { type: 'give_up' } },
}).createMachine({
  id: 'last-write',
  context: {},
  initial: 'zeroes',
  states: {
    zeroes: { on: { write: 'data', discard: {}, give_up: {} } },
    data: { on: { write: {}, discard: 'zeroes', give_up: 'given up' } },
    'given up': { on: { write: 'data', discard: 'zeroes', give_up: {} } },
  },
})
