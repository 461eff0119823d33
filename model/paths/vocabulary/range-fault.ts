/** How a driver fills its mirror: hmm_range_fault or get_user_pages, and the driver's loop around it. */
import { deviceOf, ZERO_PAGE } from '../../names.ts'
import { type Actor, client, here } from '../actor.ts'
import { isAnnounced, isOutOfDate, watch } from '../gauge.ts'
import { fillLock, frameBehind, isRunning, pteOf } from '../sight.ts'
import { allows } from './fault.ts'
import { type Given, set } from './word.ts'

export function rangeFaultWords(actor: Actor) {
  const { system, self } = actor
  const { hmmForeignDevPriv } = system.switches
  const seqMoved = ({ event }: Given) => isOutOfDate(client(actor), self, event.see)
  const lockIsFree = ({ event }: Given) => event.see(client(actor).mutex).value !== 'held'
  const pte = ({ context, event }: Given) => pteOf(here(actor, context), event.see)
  const isForeign = (given: Given) =>
    pte(given).kind === 'device' && deviceOf(pte(given).frame) !== client(actor).device
  const satisfies = (given: Given) => {
    // hmm does not look at the write request for a device page that it may return
    if (pte(given).kind === 'device') return !isForeign(given) || hmmForeignDevPriv === 'returned'
    return allows(pte(given), given.context.write)
  }
  const mmapLock = () => fillLock(system, client(actor))
  const unlock = ({ context, event }: Given) => {
    const type = mmapLock().mode === 'read' ? 'mmap_read_unlock' : 'mmap_write_unlock'
    event.tell(here(actor, context).mm.mmapLock, { type })
  }
  return {
    guards: {
      'no invalidation was announced': ({ event }: Given) => !isAnnounced(system, client(actor), event.see),
      'seq moved': seqMoved,
      'driver lock is free': lockIsFree,
      'pages of the snapshot are unlocked': ({ context, event }: Given) =>
        context.snapshot.every(
          ({ frame }) => frame === ZERO_PAGE || event.see(system.folio(frame)).context.holder === null,
        ),
      'seq moved, driver lock is free': (given: Given) => lockIsFree(given) && seqMoved(given),
      'foreign pages are an error': (given: Given) => isForeign(given) && hmmForeignDevPriv === 'error',
      'snapshot satisfies the fault': satisfies,
      'snapshot satisfies the fault, more to walk': (given: Given) =>
        given.context.i + 1 < actor.addresses.length && satisfies(given),
      'page can be had': (given: Given) => allows(pte(given), given.context.write),
      'device is stopped': ({ event }: Given) => !isRunning(client(actor), event.see),
      'mmap_lock is to be had': (given: Given) => {
        const { mm, vma } = here(actor, given.context)
        if (given.event.see(vma).value === 'unborn') return false
        const { value } = given.event.see(mm.mmapLock)
        return mmapLock().mode === 'read' ? value !== 'write' : value === 'free'
      },
    },
    actions: {
      'remember seq': ({ event }: Given) => watch(client(actor), { type: 'read_begin', by: self }, event.tell),
      'forget seq': ({ event }: Given) => watch(client(actor), { type: 'read_end', by: self }, event.tell),
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
        const { mirror, driver } = client(actor)
        for (const { at, frame, writable } of context.snapshot)
          event.tell(mirror(system.address(at)), { type: 'store', frame, writable: writable && driver.mapsWritable })
      },
      'take mmap_lock': ({ context, event }: Given) => {
        const type = mmapLock().mode === 'read' ? 'mmap_read_lock' : 'mmap_write_lock'
        event.tell(here(actor, context).mm.mmapLock, { type })
      },
      'drop mmap_lock after the snapshot': (given: Given) => {
        if (mmapLock().until === 'snapshot') unlock(given)
      },
      'drop mmap_lock at last': (given: Given) => {
        if (mmapLock().until === 'stored') unlock(given)
      },
      'drop mmap_lock': unlock,
    },
  }
}
