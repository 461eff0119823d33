/** hmm_range_fault and the driver's loop around it. */
import { deviceOf } from '../../names.ts'
import { type Actor, client, here } from '../actor.ts'
import { frameBehind, pteOf } from '../sight.ts'
import { allows } from './fault.ts'
import { type Given, set } from './word.ts'

export function rangeFaultWords(actor: Actor) {
  const { system, self } = actor
  const { hmmForeignDevPriv } = system.switches
  const subscription = ({ event }: Given) => event.see(client(actor).subscription).context
  const lockIsFree = ({ event }: Given) => event.see(client(actor).mutex).value !== 'held'
  const seqMoved = (given: Given) => subscription(given).readers[self] === 'moved'
  const pte = ({ context, event }: Given) => pteOf(here(actor, context), event.see)
  const isForeign = (given: Given) =>
    pte(given).kind === 'device' && deviceOf(pte(given).frame) !== client(actor).device
  const satisfies = (given: Given) => {
    // hmm does not look at the write request for a device page that it may return
    if (pte(given).kind === 'device') return !isForeign(given) || hmmForeignDevPriv === 'returned'
    return allows(pte(given), given.context.write)
  }
  return {
    guards: {
      'no invalidation was announced': (given: Given) => !subscription(given).told,
      'seq moved': seqMoved,
      'driver lock is free': lockIsFree,
      'seq moved, driver lock is free': (given: Given) => lockIsFree(given) && seqMoved(given),
      'foreign pages are an error': (given: Given) => isForeign(given) && hmmForeignDevPriv === 'error',
      'snapshot satisfies the fault': satisfies,
      'snapshot satisfies the fault, more to walk': (given: Given) =>
        given.context.i + 1 < actor.addresses.length && satisfies(given),
    },
    actions: {
      'remember seq': ({ event }: Given) => event.tell(client(actor).subscription, { type: 'read_begin', by: self }),
      'forget seq': ({ event }: Given) => event.tell(client(actor).subscription, { type: 'read_end', by: self }),
      'note the snapshot': set(({ context, event }) => {
        const address = here(actor, context)
        const { writable } = pteOf(address, event.see)
        return {
          snapshot: [...context.snapshot, { at: address.name, frame: frameBehind(address, event.see), writable }],
        }
      }),
      'walk on': set(({ context }) => ({ i: context.i + 1 })),
      'forget the snapshot': set(() => ({ snapshot: [], i: 0 })),
      mutex_lock: ({ event }: Given) => event.tell(client(actor).mutex, { type: 'mutex_lock', by: self }),
      mutex_unlock: ({ event }: Given) => event.tell(client(actor).mutex, { type: 'mutex_unlock', by: self }),
      'store the snapshot': ({ context, event }: Given) => {
        for (const { at, frame, writable } of context.snapshot)
          event.tell(client(actor).mirror(system.address(at)), { type: 'store', frame, writable })
      },
    },
  }
}
