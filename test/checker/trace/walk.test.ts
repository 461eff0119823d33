import { expect, test } from 'vitest'
import { setup } from 'xstate'
import { network, object, replayTrace, type Step, thread, walkThrough } from '../../../checker/index.ts'
import { crossedLocks, doer, lockMachine, user } from '../tiny-networks.ts'

const events = (trace: ReturnType<typeof walkThrough>) => trace.steps.map(({ thread, event }) => `${thread}: ${event}`)

test('one thread moves at a time, until it is where its turn began', () => {
  const { network } = crossedLocks()
  const trace = walkThrough(network, [{ thread: 'B' }, { thread: 'A' }])
  expect(events(trace)).toEqual(['B: take', 'B: take', 'B: release', 'A: take', 'A: take', 'A: release'])
  expect(trace.steps[0]?.changes).toEqual([{ object: 'right', from: 'free {holder: null}', to: 'held {holder: B}' }])
  expect(trace.final).toEqual(trace.initial)
})

test('or until it rests', () => {
  const machine = setup({ types: { events: {} as Step<'go' | 'sit' | 'jump'> } }).createMachine({
    initial: 'a',
    states: {
      a: { on: { go: 'b', jump: 'd' } },
      b: { on: { sit: 'c' } },
      c: { tags: 'rest', on: { go: 'd' } },
      d: { type: 'final' },
    },
  })
  const guest = network({ threads: [thread('guest', machine)] })
  expect(events(walkThrough(guest, [{ thread: 'guest' }]))).toEqual(['guest: go', 'guest: sit'])
  expect(events(walkThrough(guest, [{ thread: 'guest' }, { thread: 'guest' }]))).toHaveLength(3)
  expect(events(walkThrough(guest, [{ thread: 'guest', event: 'jump' }]))).toEqual(['guest: jump'])
})

test('a walk replays', () => {
  const { network } = crossedLocks()
  expect(replayTrace(network, walkThrough(network, [{ thread: 'A' }]))).toMatchObject({ kind: 'replays', steps: 3 })
})

test('a turn that cannot begin or go on says why', () => {
  const lock = object('lock', lockMachine)
  const stuck = network({ objects: [lock], threads: [user('A', [lock, lock])] })
  expect(() => walkThrough(stuck, [{ thread: 'A' }])).toThrow('"A" can take none of take, release in holds 1')
  expect(() => walkThrough(stuck, [{ thread: 'A', event: 'release' }])).toThrow(
    '"A" can take none of release in holds 0',
  )
  expect(() => walkThrough(stuck, [{ thread: 'C' }])).toThrow('there is no thread "C"; threads: A')
})

test('a turn that never ends is given up', () => {
  const machine = setup({ types: { events: {} as Step<'on'> } }).createMachine({
    initial: 'a',
    states: { a: { on: { on: 'b' } }, b: { on: { on: 'c' } }, c: { on: { on: 'b' } } },
  })
  const endless = network({ threads: [thread('A', machine), doer('B', () => {})] })
  expect(() => walkThrough(endless, [{ thread: 'A' }])).toThrow('"A" does not rest within 1000 steps')
})
