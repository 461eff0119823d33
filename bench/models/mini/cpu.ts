/** A processor that reads or writes the address, and faults until it may. */
import { assign, setup } from 'xstate'
import type { Step } from '../../../checker/index.ts'
import { type Memory, turned } from './memory.ts'
import { invalidateEnd, invalidateStart } from './notify.ts'

export function cpu({ pte, page, lastWritten, devices }: Memory) {
  const pageOf = (name: string | null) => {
    const device = devices.find((candidate) => candidate.name === name)
    if (device === undefined) throw new Error(`no device is named ${name}`)
    return device.page
  }
  return setup({
    types: {
      context: {} as { write: boolean; device: string | null },
      events: {} as Step<
        'read' | 'write' | 'access' | 'invalidate' | 'replace' | 'isolate' | 'endInvalidate' | 'copy' | 'finalize'
      >,
    },
    guards: {
      noneToWrite: ({ context, event }) => context.write && event.see(pte).matches('none'),
      none: ({ event }) => event.see(pte).matches('none'),
      zeroToWrite: ({ context, event }) => context.write && event.see(pte).matches('zero'),
      zero: ({ event }) => event.see(pte).matches('zero'),
      systemToWrite: ({ context, event }) => context.write && event.see(pte).matches('system'),
      system: ({ event }) => event.see(pte).matches('system'),
      device: ({ event }) => event.see(pte).matches('device'),
      stillThere: ({ context, event }) =>
        event.see(pte).context.device === context.device && event.see(page).matches({ lock: 'unlocked' }),
    },
    actions: {
      toWrite: assign({ write: true }),
      rest: assign({ write: false }),
      rememberDevice: assign({ device: ({ event }) => event.see(pte).context.device }),
      forgetDevice: assign({ device: null }),
      mapZero: ({ event }) => event.tell(pte, { type: 'mapZero' }),
      mapClearPage: ({ event }) => {
        event.tell(page, { type: 'allocate', value: 0 })
        event.tell(pte, { type: 'mapSystem' })
      },
      mapWrittenPage: ({ event }) => {
        event.tell(page, { type: 'allocate', value: turned(event.see(lastWritten).context.value) })
        event.tell(pte, { type: 'mapSystem' })
        event.tell(lastWritten, { type: 'write' })
      },
      writePage: ({ event }) => {
        event.tell(page, { type: 'write' })
        event.tell(lastWritten, { type: 'write' })
      },
      invalidateStart: ({ event }) => invalidateStart(devices, event.tell),
      invalidateEnd: ({ event }) => invalidateEnd(devices, event.tell),
      isolateDevicePage: ({ event }) => {
        event.tell(page, { type: 'lock' })
        event.tell(pte, { type: 'isolate' })
      },
      copyFromDevice: ({ context, event }) =>
        event.tell(page, { type: 'allocate', value: event.see(pageOf(context.device)).context.value }),
      putPageInPlace: ({ context, event }) => {
        event.tell(pte, { type: 'mapSystem' })
        event.tell(page, { type: 'unlock' })
        event.tell(pageOf(context.device), { type: 'free' })
      },
    },
  }).createMachine({
    id: 'cpu',
    context: { write: false, device: null },
    initial: 'idle',
    states: {
      idle: {
        entry: 'rest',
        on: { read: 'accessing', write: { target: 'accessing', actions: 'toWrite' } },
      },
      accessing: {
        entry: 'forgetDevice',
        on: {
          access: [
            { guard: 'noneToWrite', target: 'idle', actions: 'mapWrittenPage' },
            { guard: 'none', target: 'idle', actions: 'mapZero' },
            { guard: 'zeroToWrite', target: 'breakingZero' },
            { guard: 'zero', target: 'idle' },
            { guard: 'systemToWrite', target: 'idle', actions: 'writePage' },
            { guard: 'system', target: 'idle' },
            { guard: 'device', target: 'migratingBack', actions: 'rememberDevice' },
          ],
        },
      },
      breakingZero: {
        initial: 'starting',
        states: {
          starting: { on: { invalidate: { target: 'replacing', actions: 'invalidateStart' } } },
          replacing: {
            on: {
              replace: [
                { guard: 'zero', target: '#cpu.accessing', actions: ['mapClearPage', 'invalidateEnd'] },
                { target: '#cpu.accessing', actions: 'invalidateEnd' },
              ],
            },
          },
        },
      },
      migratingBack: {
        initial: 'starting',
        states: {
          starting: { on: { invalidate: { target: 'isolating', actions: 'invalidateStart' } } },
          isolating: {
            on: {
              isolate: [
                { guard: 'stillThere', target: 'isolated', actions: 'isolateDevicePage' },
                { target: '#cpu.accessing', actions: 'invalidateEnd' },
              ],
            },
          },
          isolated: { on: { endInvalidate: { target: 'copying', actions: 'invalidateEnd' } } },
          copying: { on: { copy: { target: 'copied', actions: 'copyFromDevice' } } },
          copied: { on: { finalize: { target: '#cpu.accessing', actions: 'putPageInPlace' } } },
        },
      },
    },
  })
}
