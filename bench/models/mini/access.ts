/** A device writes through whatever its mirror points to. */
import { setup } from 'xstate'
import type { Step } from '../../../checker/index.ts'
import type { Device, Memory } from './memory.ts'

export function access({ page, lastWritten }: Memory, own: Device) {
  return setup({
    types: { events: {} as Step<'write'> },
    guards: {
      mapsPage: ({ event }) => event.see(own.mirror).matches('writable'),
      mapsOwnPage: ({ event }) => event.see(own.mirror).matches('device'),
    },
    actions: {
      writePage: ({ event }) => event.tell(page, { type: 'write' }),
      writeOwnPage: ({ event }) => event.tell(own.page, { type: 'write' }),
      remember: ({ event }) => event.tell(lastWritten, { type: 'write' }),
    },
  }).createMachine({
    id: 'access',
    on: {
      write: [
        { guard: 'mapsPage', actions: ['writePage', 'remember'] },
        { guard: 'mapsOwnPage', actions: ['writeOwnPage', 'remember'] },
      ],
    },
  })
}
