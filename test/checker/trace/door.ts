/**
 * The network of the trace tests: one key for a door, and people who need it. Whether they ask whose the key is, is up to
 * the test; if they do not, two of them end up inside.
 */
import { assign, setup } from 'xstate'
import { invariant, type Network, network, object, type Property, type Step, thread } from '../../../checker/index.ts'

export interface DoorOptions {
  readonly people?: readonly string[]
  readonly asks?: boolean
  /** Whether somebody who leaves hangs the key up again. */
  readonly returnsKey?: boolean
}

const keyMachine = setup({
  types: {
    context: {} as { holder: string | null },
    events: {} as { type: 'take'; by: string } | { type: 'return' },
  },
}).createMachine({
  id: 'key',
  context: { holder: null },
  initial: 'hanging',
  states: {
    hanging: { on: { take: { target: 'taken', actions: assign({ holder: ({ event }) => event.by }) } } },
    taken: {
      on: {
        take: { actions: assign({ holder: ({ event }) => event.by }) },
        return: { target: 'hanging', actions: assign({ holder: null }) },
      },
    },
  },
})

export function door({ people = ['Ann', 'Bob'], asks = false, returnsKey = true }: DoorOptions = {}): {
  network: Network
  properties: readonly Property[]
} {
  const key = object('key', keyMachine, {
    show: ({ value, context }) => (value === 'taken' ? `taken by ${context.holder}` : 'hanging'),
  })
  const person = (name: string) =>
    setup({
      types: { events: {} as Step<'enter' | 'leave'> },
      guards: { keyIsHanging: ({ event }) => !asks || event.see(key).matches('hanging') },
      actions: {
        takeKey: ({ event }) => event.tell(key, { type: 'take', by: name }),
        returnKey: ({ event }) => returnsKey && event.tell(key, { type: 'return' }),
      },
    }).createMachine({
      id: 'person',
      initial: 'outside',
      states: {
        outside: {
          on: {
            enter: {
              guard: 'keyIsHanging',
              target: 'inside',
              actions: 'takeKey',
              description: 'takes the key off the hook',
              meta: { function: 'open_door', file: 'house/door.c' },
            },
          },
        },
        inside: { on: { leave: { target: 'gone', actions: 'returnKey' } } },
        gone: { type: 'final' },
      },
    })
  const threads = people.map((name) => thread(name, person(name)))
  const alone = invariant(
    'one-at-a-time',
    (see) => {
      const inside = threads.filter((person) => see(person).matches('inside')).map(({ name }) => name)
      return inside.length < 2 || `${inside.join(' and ')} are inside`
    },
    { statement: 'Whoever holds the key is alone.', source: 'the sign on the door' },
  )
  return { network: network({ objects: [key], threads }), properties: [alone] }
}
