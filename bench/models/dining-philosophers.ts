/**
 * Dining philosophers: the smallest model with a deadlock, and with the usual repair.
 *
 * Everyone takes the left fork first and can starve with it in hand. If the first philosopher is left-handed, and takes
 * the right one first, no circle of waiting can close.
 */
import { setup } from 'xstate'
import { network, type ObjectRef, object, type Step, thread, witness } from '../../checker/index.ts'

const fork = setup({ types: { events: {} as { type: 'take' } | { type: 'putDown' } } }).createMachine({
  id: 'fork',
  initial: 'onTable',
  states: { onTable: { on: { take: 'inHand' } }, inHand: { on: { putDown: 'onTable' } } },
})

type Fork = ObjectRef<typeof fork>

const philosopher = (first: Fork, second: Fork) =>
  setup({
    types: { events: {} as Step<'takeFirst' | 'takeSecond' | 'putBoth'> },
    guards: {
      firstOnTable: ({ event }) => event.see(first).matches('onTable'),
      secondOnTable: ({ event }) => event.see(second).matches('onTable'),
    },
    actions: {
      takeFirst: ({ event }) => event.tell(first, { type: 'take' }),
      takeSecond: ({ event }) => event.tell(second, { type: 'take' }),
      putBoth: ({ event }) => {
        event.tell(first, { type: 'putDown' })
        event.tell(second, { type: 'putDown' })
      },
    },
  }).createMachine({
    id: 'philosopher',
    initial: 'thinking',
    states: {
      thinking: { on: { takeFirst: { guard: 'firstOnTable', target: 'waiting', actions: 'takeFirst' } } },
      waiting: { on: { takeSecond: { guard: 'secondOnTable', target: 'eating', actions: 'takeSecond' } } },
      eating: { on: { putBoth: { target: 'thinking', actions: 'putBoth' } } },
    },
  })

/** `count` philosophers around a table; with `leftHanded` the first of them takes the forks the other way round. */
export function diningPhilosophers(count: number, options: { readonly leftHanded?: boolean } = {}) {
  const forks = Array.from({ length: count }, (_, index) => object(`fork ${index + 1}`, fork))
  const philosophers = forks.map((own, index) => {
    const next = forks[(index + 1) % count] ?? own
    const turned = options.leftHanded === true && index === 0
    return thread(`philosopher ${index + 1}`, turned ? philosopher(next, own) : philosopher(own, next))
  })
  return {
    network: network({ objects: forks, threads: philosophers }),
    witnesses: philosophers.map((eater) => witness(`${eater.name} eats`, (see) => see(eater).matches('eating'))),
  }
}
