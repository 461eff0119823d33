/** What drivers do to keep operations of their own apart: a lock around migrations, a worker that rebuilds. */
import type { Subscriber } from '../../system.ts'
import { type Actor, client } from '../actor.ts'
import type { Given, Local } from './word.ts'

export function serialiseWords(actor: Actor) {
  const { system, self } = actor
  /** The subscriber whose migration it is: the thread's own, or that of the page that a CPU touched. */
  const migrator = ({ context: { by } }: Local): Subscriber | undefined =>
    by === null ? actor.subscriber : system.subscriber(by)
  const lockOf = (given: Local) => {
    const subscriber = migrator(given)
    const isLeftOut = given.context.toSystem && subscriber?.driver.serialises === 'migrations in and faults'
    return isLeftOut ? undefined : subscriber?.migrateLock
  }
  const faultLock = () => (keepsFaultsApart(client(actor)) ? client(actor).migrateLock : undefined)
  /** A device fault that meets another device's page of the same driver has that page moved under the lock it holds. */
  const isNested = (given: Local) =>
    given.context.toSystem && lockOf(given) !== undefined && lockOf(given) === actor.subscriber?.migrateLock
  const queues = ({ event }: Given) => {
    const { queues } = client(actor)
    return queues === undefined ? undefined : event.see(queues).value
  }
  /** Mappings that cannot be rebuilt. The device being stopped, it is the table itself that counts. */
  const lost = ({ event }: Given) => {
    const { addresses, mirror } = client(actor)
    return addresses.filter(
      (address) => event.see(address.vma).value === 'detached' && event.see(mirror(address)).value !== 'absent',
    )
  }
  return {
    guards: {
      'migrations are not serialised': (given: Local) => lockOf(given) === undefined,
      'migrate lock is held already': isNested,
      'migrate lock is free': (given: Given) => {
        const lock = lockOf(given)
        return lock === undefined || given.event.see(lock).value !== 'held'
      },
      'device is to be restored': (given: Given) => ['stopped', 'evicted again'].includes(String(queues(given))),
      'lost mapping is left': (given: Given) =>
        client(actor).driver.rebuildsLost === 'tries again later' && lost(given).length > 0,
      'nothing was evicted meanwhile': (given: Given) => queues(given) === 'being restored',
    },
    actions: {
      'take the migrate lock': (given: Given) => {
        const lock = lockOf(given)
        if (lock !== undefined) given.event.tell(lock, { type: 'mutex_lock', by: self })
      },
      'drop the migrate lock': (given: Given) => {
        const lock = lockOf(given)
        if (lock !== undefined && given.event.see(lock).context.holder === self && !isNested(given))
          given.event.tell(lock, { type: 'mutex_unlock', by: self })
      },
      'drop the migrate lock after a fault': ({ event }: Given) => {
        const lock = faultLock()
        if (lock !== undefined) event.tell(lock, { type: 'mutex_unlock', by: self })
      },
      'read the count of evictions': ({ event }: Given) => {
        const { queues } = client(actor)
        if (queues !== undefined) event.tell(queues, { type: 'read_evictions' })
      },
      'erase lost mappings': (given: Given) => {
        for (const address of lost(given)) given.event.tell(client(actor).mirror(address), { type: 'erase' })
      },
      'resume the device': ({ event }: Given) => {
        const { queues } = client(actor)
        if (queues !== undefined) event.tell(queues, { type: 'resume' })
      },
    },
  }
}

/** Whether a driver's lock for migrations is also held by its device faults. */
export const keepsFaultsApart = ({ driver: { serialises } }: Subscriber): boolean =>
  serialises === 'migrations and faults' || serialises === 'migrations in and faults'
