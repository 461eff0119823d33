import { expect, test } from 'vitest'
import { check } from '../../../checker/index.ts'
import { formatItf, toItf } from '../../../checker/trace/itf.ts'
import { door } from './door.ts'
import { broken, handMade } from './hand-made.ts'

test('each state gives every variable a value, the last state is the end of the trace', async () => {
  const { network, properties } = door()
  const { trace, violated } = await check(network, { properties })
  if (trace === undefined || violated === undefined) throw new Error('the door is safe after all')
  const { vars, states } = toItf(trace, violated)
  expect(vars).toEqual(['key', 'Ann', 'Bob'])
  expect(states).toHaveLength(trace.steps.length + 1)
  for (const state of states) expect(Object.keys(state).sort()).toEqual(['#meta', ...vars].sort())
  expect(states.at(-1)).toMatchObject(Object.fromEntries(trace.final.map(({ part, state }) => [part, state])))
})

test('a trace is written with what each step did in the meta data of the state that it leads to', async () => {
  const { network, properties } = door()
  const { trace, violated } = await check(network, { properties })
  expect(trace && violated && formatItf(trace, violated, 'door')).toMatchInlineSnapshot(`
    "{
      "#meta": {
        "format": "ITF",
        "format-description": "https://apalache-mc.org/docs/adr/015adr-trace.html",
        "source": "door",
        "status": "violation",
        "description": "one-at-a-time (invariant): Ann and Bob are inside"
      },
      "vars": [
        "key",
        "Ann",
        "Bob"
      ],
      "states": [
        {
          "#meta": {
            "index": 0
          },
          "key": "hanging",
          "Ann": "outside",
          "Bob": "outside"
        },
        {
          "#meta": {
            "index": 1,
            "thread": "Ann",
            "event": "enter",
            "function": "open_door",
            "file": "house/door.c",
            "note": "takes the key off the hook"
          },
          "key": "taken by Ann",
          "Ann": "inside",
          "Bob": "outside"
        },
        {
          "#meta": {
            "index": 2,
            "thread": "Bob",
            "event": "enter",
            "function": "open_door",
            "file": "house/door.c",
            "note": "takes the key off the hook"
          },
          "key": "taken by Bob",
          "Ann": "inside",
          "Bob": "inside"
        }
      ]
    }"
  `)
})

test('the text is JSON', () => {
  expect(JSON.parse(formatItf(handMade(2), broken)).vars).toEqual([
    'box',
    'untouched',
    'worker number 1',
    'worker number 2',
  ])
})

test('a run without an end says where it goes on', () => {
  expect(JSON.parse(formatItf({ ...handMade(2), cycle: 1 }, broken)).loop).toBe(1)
  expect(JSON.parse(formatItf(handMade(2), broken))).not.toHaveProperty('loop')
})
