/** An interval subscription comes and goes: mmu_interval_notifier_insert, mmu_interval_notifier_remove. */
import { type Actor, client } from '../actor.ts'
import type { Given } from './word.ts'

export function lifetimeWords(actor: Actor) {
  const { intervalRemove } = actor.system.switches
  const notifier = ({ event }: Given) => event.see(client(actor).mm.notifier)
  const subscription = ({ event }: Given) => event.see(client(actor).subscription)
  const isFrozen = (given: Given) => notifier(given).value === 'odd'
  return {
    guards: {
      'nothing is subscribed': (given: Given) => ['out', 'freed'].includes(String(subscription(given).value)),
      'tree is frozen': isFrozen,
      'insert is still deferred': (given: Given) => subscription(given).value === 'to be inserted',
      'remover need not wait': (given: Given) =>
        subscription(given).value === 'out' || (intervalRemove === 'unlocked' && subscription(given).context.released),
    },
    actions: {
      'insert the subscription': (given: Given) => {
        const { mm, subscription } = client(actor)
        const { tell } = given.event
        if (isFrozen(given)) return tell(subscription, { type: 'insert_deferred' })
        const isOpen = notifier(given).context.active > 0
        if (isOpen) tell(mm.notifier, { type: 'seq_odd' })
        tell(subscription, { type: 'insert', told: isOpen })
      },
      'remove the subscription': (given: Given) =>
        given.event.tell(client(actor).subscription, { type: isFrozen(given) ? 'remove_deferred' : 'remove' }),
      'cancel the insert': ({ event }: Given) => event.tell(client(actor).subscription, { type: 'cancel_insert' }),
      'subscription is gone': ({ event }: Given) => event.tell(client(actor).subscription, { type: 'removed' }),
    },
  }
}
