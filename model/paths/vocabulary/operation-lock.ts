/** A driver's own lock, held across whole operations: fault handler, migration to the device, perhaps migrate_to_ram(). */
import type { Frame } from '../../names.ts'
import type { Subscriber } from '../../system.ts'
import { type Actor, client, here } from '../actor.ts'
import type { Locals } from '../locals.ts'
import type { Given, Local } from './word.ts'

export function operationLockWords(actor: Actor) {
  const { system, self } = actor
  /** The lock that an operation of a subscriber's needs, where its driver has one for it. */
  const lockFor = ({ driver, operationLock }: Subscriber, operation: 'own' | 'to system') =>
    operation === 'to system' && driver.serialises !== 'every migration' ? undefined : operationLock
  type Lock = ReturnType<typeof lockFor>
  const isFree = (lock: Lock, { event }: Given) => lock === undefined || event.see(lock).value === 'free'
  const own = () => lockFor(client(actor), 'own')
  const ofFaultPage = ({ context, event }: Given): Lock => {
    if (system.subscribers.every(({ driver }) => driver.serialises !== 'every migration')) return undefined
    const { zoneDeviceData } = event.see(system.folio(context.faultPage as Frame)).context
    return zoneDeviceData === null ? undefined : lockFor(system.subscriber(zoneDeviceData), 'to system')
  }
  const ofMigration = ({ by, toSystem }: Locals): Lock =>
    by === null ? undefined : lockFor(system.subscriber(by), toSystem ? 'to system' : 'own')
  const tell = (type: 'mutex_lock' | 'mutex_unlock', lock: Lock, { event }: Given) => {
    if (lock !== undefined) event.tell(lock, { type, by: self })
  }
  return {
    guards: {
      'no invalidation was announced, operation lock is free': (given: Given) =>
        !given.event.see(client(actor).subscription).context.told && isFree(own(), given),
      'mmap_lock admits a reader, operation lock is free': (given: Given) => {
        const { mm, vma } = here(actor, given.context)
        const { see } = given.event
        return see(mm.mmapLock).value !== 'write' && see(vma).value !== 'unborn' && isFree(own(), given)
      },
      "operation lock of the fault page's driver is free": (given: Given) => isFree(ofFaultPage(given), given),
      'no operation lock is held': ({ context }: Local) => ofMigration(context) === undefined,
    },
    actions: {
      'take the operation lock': (given: Given) => tell('mutex_lock', own(), given),
      'drop the operation lock': (given: Given) => tell('mutex_unlock', own(), given),
      "take the operation lock of the fault page's driver": (given: Given) =>
        tell('mutex_lock', ofFaultPage(given), given),
      'drop the operation lock of the migration': (given: Given) =>
        tell('mutex_unlock', ofMigration(given.context), given),
    },
  }
}
