import { getAdjacencyMap } from '@xstate/graph'
import { expect, test } from 'vitest'
import { type AnyStateMachine, assign, setup } from 'xstate'
import { check, network, thread } from '../../checker/index.ts'

const toggle = setup({ types: { events: {} as { type: 'turn' } } }).createMachine({
  initial: 'off',
  states: { off: { on: { turn: 'on' } }, on: { on: { turn: 'off' } } },
})

const counter = setup({
  types: { context: {} as { count: number }, events: {} as { type: 'up' } | { type: 'down' } | { type: 'reset' } },
  guards: { belowFive: ({ context }) => context.count < 5, aboveZero: ({ context }) => context.count > 0 },
  actions: {
    up: assign({ count: ({ context }) => context.count + 1 }),
    down: assign({ count: ({ context }) => context.count - 1 }),
    reset: assign({ count: 0 }),
  },
}).createMachine({
  context: { count: 0 },
  on: {
    up: { guard: 'belowFive', actions: 'up' },
    down: { guard: 'aboveZero', actions: 'down' },
    reset: { actions: 'reset' },
  },
})

const trafficLight = setup({
  types: { events: {} as { type: 'tick' } | { type: 'fail' } | { type: 'repair' } },
}).createMachine({
  initial: 'running',
  on: { fail: '.broken' },
  states: {
    running: {
      initial: 'green',
      states: { green: { on: { tick: 'yellow' } }, yellow: { on: { tick: 'red' } }, red: { on: { tick: 'green' } } },
    },
    broken: { on: { repair: 'running' } },
  },
})

const player = setup({
  types: { events: {} as { type: 'play' } | { type: 'pause' } | { type: 'mute' } },
}).createMachine({
  type: 'parallel',
  states: {
    motion: {
      initial: 'paused',
      states: { paused: { on: { play: 'playing' } }, playing: { on: { pause: 'paused' } } },
    },
    sound: { initial: 'audible', states: { audible: { on: { mute: 'muted' } }, muted: { on: { mute: 'audible' } } } },
  },
})

const order = setup({ types: { events: {} as { type: 'pay' } | { type: 'ship' } | { type: 'cancel' } } }).createMachine(
  {
    initial: 'open',
    states: {
      open: { on: { pay: 'paid', cancel: 'cancelled' } },
      paid: { on: { ship: 'shipped', cancel: 'cancelled' } },
      shipped: { type: 'final' },
      cancelled: { type: 'final' },
    },
  },
)

const machines: Record<string, AnyStateMachine> = { toggle, counter, trafficLight, player, order }

test.each(Object.entries(machines))('%s alone has as many states as @xstate/graph finds', async (name, machine) => {
  const { states, verdict } = await check(network({ threads: [thread(name, machine)] }))
  expect(verdict).toBe('holds')
  expect(states).toBe(Object.keys(getAdjacencyMap(machine, {})).length)
})
