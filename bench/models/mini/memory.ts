/** What the threads of `mini` share: the page table entry, the pages, the mirrors, and the value that was written last. */
import { assign, setup } from 'xstate'
import { object } from '../../../checker/index.ts'

type Bit = 0 | 1

export const turned = (bit: Bit): Bit => (bit === 0 ? 1 : 0)

type PteEvent =
  | { type: 'mapZero' }
  | { type: 'mapSystem' }
  | { type: 'isolate' }
  | { type: 'restore' }
  | { type: 'mapDevice'; device: string }

const pte = setup({
  types: { context: {} as { device: string | null }, events: {} as PteEvent },
  actions: {
    noteDevice: assign(({ event }) => (event.type === 'mapDevice' ? { device: event.device } : {})),
    forgetDevice: assign({ device: null }),
  },
}).createMachine({
  id: 'pte',
  context: { device: null },
  initial: 'none',
  states: {
    none: { on: { mapZero: 'zero', mapSystem: 'system', mapDevice: 'device' } },
    zero: { on: { mapSystem: 'system', mapDevice: 'device' } },
    system: { on: { isolate: 'migratingFromSystem' } },
    migratingFromSystem: { on: { restore: 'system', mapDevice: 'device' } },
    device: { entry: 'noteDevice', exit: 'forgetDevice', on: { isolate: 'migratingFromDevice' } },
    migratingFromDevice: { on: { mapSystem: 'system' } },
  },
})

type PageEvent =
  | { type: 'allocate'; value: Bit }
  | { type: 'free' }
  | { type: 'write' }
  | { type: 'lock' }
  | { type: 'unlock' }

/** A page frame. It takes writes also while it is free: a mirror that was left behind may still point to it. */
const page = setup({
  types: { context: {} as { value: Bit }, events: {} as PageEvent },
  actions: {
    fill: assign((_, { value }: { value: Bit }) => ({ value })),
    clear: assign({ value: 0 }),
    turn: assign({ value: ({ context }) => turned(context.value) }),
  },
}).createMachine({
  id: 'page',
  type: 'parallel',
  context: { value: 0 },
  on: { write: { actions: 'turn' } },
  states: {
    use: {
      initial: 'free',
      states: {
        free: { on: { allocate: { target: 'inUse', actions: { type: 'fill', params: ({ event }) => event } } } },
        inUse: { on: { free: { target: 'free', actions: 'clear' } } },
      },
    },
    lock: {
      initial: 'unlocked',
      states: { unlocked: { on: { lock: 'locked' } }, locked: { on: { unlock: 'unlocked' } } },
    },
  },
})

/** Ghost: the value that a correct read returns. */
const lastWritten = setup({
  types: { context: {} as { value: Bit }, events: {} as { type: 'write' } },
  actions: { turn: assign({ value: ({ context }) => turned(context.value) }) },
}).createMachine({ id: 'lastWritten', context: { value: 0 }, on: { write: { actions: 'turn' } } })

type MirrorEvent =
  | { type: 'invalidateStart' }
  | { type: 'invalidateEnd' }
  | { type: 'invalidate' }
  | { type: 'beginRead' }
  | { type: 'mapZero' }
  | { type: 'mapReadOnly' }
  | { type: 'mapWritable' }
  | { type: 'mapDevice' }

/**
 * A device's copy of the entry. `open` counts the invalidations that have started and not ended; `stale` says that one
 * came since the last `beginRead`.
 */
const mirror = setup({
  types: { context: {} as { open: number; stale: boolean }, events: {} as MirrorEvent },
  actions: {
    open: assign({ open: ({ context }) => context.open + 1 }),
    close: assign({ open: ({ context }) => context.open - 1 }),
    markStale: assign({ stale: true }),
    markFresh: assign({ stale: false }),
  },
}).createMachine({
  id: 'mirror',
  context: { open: 0, stale: false },
  initial: 'empty',
  on: {
    invalidateStart: { target: '.empty', actions: ['open', 'markStale'] },
    invalidateEnd: { actions: 'close' },
    invalidate: { target: '.empty', actions: 'markStale' },
    beginRead: { actions: 'markFresh' },
    mapZero: '.zero',
    mapReadOnly: '.readOnly',
    mapWritable: '.writable',
    mapDevice: '.device',
  },
  states: { empty: {}, zero: {}, readOnly: {}, writable: {}, device: {} },
})

export function createMemory(deviceCount: number) {
  const names = Array.from({ length: deviceCount }, (_, index) => String.fromCharCode('A'.charCodeAt(0) + index))
  return {
    pte: object('pte', pte),
    page: object('page', page),
    lastWritten: object('last written', lastWritten),
    devices: names.map((name) => ({
      name,
      mirror: object(`mirror ${name}`, mirror),
      page: object(`page of ${name}`, page),
    })),
  }
}

export type Memory = ReturnType<typeof createMemory>
export type Device = Memory['devices'][number]
