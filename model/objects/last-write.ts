/**
 * Ghost: what the last write to the virtual address left there, zeroes or data.
 *
 * Anonymous memory starts as zeroes, and MADV_DONTNEED or munmap make it zeroes again. The zero page, and a frame that
 * was just cleared, show the last write exactly while it is `zeroes`.
 */
import { setup } from 'xstate'

export const lastWrite = setup({
  types: { events: {} as { type: 'write' } | { type: 'discard' } },
}).createMachine({
  id: 'last-write',
  context: {},
  initial: 'zeroes',
  states: {
    zeroes: { on: { write: 'data', discard: {} } },
    data: { on: { write: {}, discard: 'zeroes' } },
  },
})
