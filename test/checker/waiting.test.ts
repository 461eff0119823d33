import { describe, expect, test } from 'vitest'
import { and, not, setup } from 'xstate'
import { accepts } from '../../checker/event-types.ts'
import { network, type Offer, type Step, thread } from '../../checker/index.ts'
import { initialSnapshot } from '../../checker/step.ts'
import { explainWaiting } from '../../checker/waiting.ts'

const waiter = (initial: 'waiting' | 'resting' | 'done' | 'lost') =>
  setup({
    types: { events: {} as Step<'lock' | 'retry' | 'unlock'> },
    guards: { isFree: () => false, isMine: () => false, isClosed: () => true },
  }).createMachine({
    id: 'waiter',
    initial,
    states: {
      waiting: {
        on: {
          lock: [
            { guard: 'isFree', target: 'done' },
            { guard: and(['isMine', not('isClosed')]), target: 'done' },
          ],
          '*': { guard: 'isMine', target: 'done' },
        },
        always: { guard: 'isFree', target: 'done' },
      },
      resting: { tags: 'rest', on: { lock: { guard: 'isFree', target: 'done' } } },
      lost: {},
      done: { type: 'final' },
    },
  })

const explain = (initial: Parameters<typeof waiter>[0], offers?: Offer[]) =>
  explainWaiting(network({ threads: [thread('A', waiter(initial), offers && { offers })] }), initialSnapshot)

describe('the explanation of a deadlock', () => {
  test('names each event that a waiting thread could take, and every guard that says no', () => {
    expect(explain('waiting')).toEqual([
      {
        thread: 'A',
        state: 'waiting',
        events: [{ event: 'lock', guards: ['isFree', 'isMine and not isClosed', 'isMine'] }],
      },
    ])
  })

  test('tells offers of one event apart by their payload, and leaves out events that are not offered', () => {
    const [waiting] = explain('waiting', [
      { type: 'retry', cpu: 0 },
      { type: 'retry', cpu: 1 },
    ])
    expect(waiting?.events.map(({ event }) => event)).toEqual(['retry(cpu=0)', 'retry(cpu=1)'])
  })

  test('shows a thread that no event can help', () => {
    expect(explain('lost')).toEqual([{ thread: 'A', state: 'lost', events: [] }])
  })

  test('leaves out threads that are done or at rest', () => {
    expect(explain('done')).toEqual([])
    expect(explain('resting')).toEqual([])
  })
})

test('a descriptor with a wildcard covers the events below it, and no others', () => {
  expect(accepts('mouse.*', 'mouse.click')).toBe(true)
  expect(accepts('mouse.*', 'mouse')).toBe(true)
  expect(accepts('mouse.*', 'mousetrap')).toBe(false)
  expect(accepts('*', 'anything')).toBe(true)
  expect(accepts('mouse', 'mouse.click')).toBe(false)
})
