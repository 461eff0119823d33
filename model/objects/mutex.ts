/**
 * A driver's user lock: what its invalidate callback and its page-table updates exclude each other with.
 *
 * Kernel:  `driver->update` of Documentation/mm/hmm.rst; `dmirror->mutex` in lib/test_hmm.c.
 * Ghost:   `holder`, to catch an unlock by somebody else.
 */
import { assign, setup } from 'xstate'

export const mutex = setup({
  types: {
    context: {} as { holder: string | null },
    events: {} as { type: 'mutex_lock'; by: string } | { type: 'mutex_unlock'; by: string },
  },
  guards: { 'held by the caller': ({ context, event }) => context.holder === event.by },
  actions: { hold: assign({ holder: ({ event }) => event.by }), release: assign({ holder: null }) },
}).createMachine({
  id: 'mutex',
  context: { holder: null },
  initial: 'free',
  states: {
    free: { on: { mutex_lock: { target: 'held', actions: 'hold' } } },
    held: { on: { mutex_unlock: { guard: 'held by the caller', target: 'free', actions: 'release' } } },
  },
})
