/** A device fills its mirror from the page table entry, and starts over if the entry was invalidated meanwhile. */
import { assign, setup } from 'xstate'
import type { Step } from '../../../checker/index.ts'
import type { Device, Memory } from './memory.ts'

export function fault({ pte, page, devices }: Memory, own: Device) {
  return setup({
    types: {
      context: {} as { write: boolean },
      events: {} as Step<'read' | 'write' | 'beginRead' | 'walk' | 'breakZero' | 'commit'>,
    },
    guards: {
      quiet: ({ event }) => event.see(own.mirror).context.open === 0,
      changed: ({ event }) => event.see(own.mirror).context.stale || event.see(own.mirror).context.open > 0,
      noneToWrite: ({ context, event }) => context.write && event.see(pte).matches('none'),
      none: ({ event }) => event.see(pte).matches('none'),
      zeroToWrite: ({ context, event }) => context.write && event.see(pte).matches('zero'),
      zero: ({ event }) => event.see(pte).matches('zero'),
      system: ({ event }) => event.see(pte).matches('system'),
      own: ({ event }) => event.see(pte).context.device === own.name,
      foreign: ({ event }) => event.see(pte).matches('device'),
    },
    actions: {
      toRead: assign({ write: false }),
      toWrite: assign({ write: true }),
      beginRead: ({ event }) => event.tell(own.mirror, { type: 'beginRead' }),
      mapZero: ({ event }) => event.tell(pte, { type: 'mapZero' }),
      mapClearPage: ({ event }) => {
        event.tell(page, { type: 'allocate', value: 0 })
        event.tell(pte, { type: 'mapSystem' })
      },
      invalidateAll: ({ event }) => {
        for (const { mirror } of devices) event.tell(mirror, { type: 'invalidate' })
      },
      mirrorZero: ({ event }) => event.tell(own.mirror, { type: 'mapZero' }),
      mirrorPage: ({ context, event }) =>
        event.tell(own.mirror, { type: context.write ? 'mapWritable' : 'mapReadOnly' }),
      mirrorDevice: ({ event }) => event.tell(own.mirror, { type: 'mapDevice' }),
    },
  }).createMachine({
    id: 'fault',
    context: { write: false },
    initial: 'idle',
    states: {
      idle: {
        entry: 'toRead',
        on: { read: 'beginning', write: { target: 'beginning', actions: 'toWrite' } },
      },
      beginning: { on: { beginRead: { guard: 'quiet', target: 'walking', actions: 'beginRead' } } },
      walking: {
        on: {
          walk: [
            { guard: 'noneToWrite', target: 'sawPage', actions: 'mapClearPage' },
            { guard: 'none', target: 'sawZero', actions: 'mapZero' },
            { guard: 'zeroToWrite', target: 'breakingZero' },
            { guard: 'zero', target: 'sawZero' },
            { guard: 'system', target: 'sawPage' },
            { guard: 'own', target: 'sawOwnPage' },
            { guard: 'foreign', target: 'idle' },
          ],
        },
      },
      breakingZero: {
        on: {
          breakZero: [
            { guard: 'zero', target: 'beginning', actions: ['mapClearPage', 'invalidateAll'] },
            { target: 'beginning' },
          ],
        },
      },
      sawZero: {
        on: {
          commit: [
            { guard: 'changed', target: 'beginning' },
            { target: 'idle', actions: 'mirrorZero' },
          ],
        },
      },
      sawPage: {
        on: {
          commit: [
            { guard: 'changed', target: 'beginning' },
            { target: 'idle', actions: 'mirrorPage' },
          ],
        },
      },
      sawOwnPage: {
        on: {
          commit: [
            { guard: 'changed', target: 'beginning' },
            { target: 'idle', actions: 'mirrorDevice' },
          ],
        },
      },
    },
  })
}
