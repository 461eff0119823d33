/** What is known of a migration before it begins, so that its steps can say what they do. */
import type { Subscriber } from '../system.ts'
import { inWords } from '../watch-switches.ts'
import { type Actor, client } from './actor.ts'
import type { Announcement } from './announcement.ts'
import { erasesOwn } from './sight.ts'
import { keepsFaultsApart } from './vocabulary/serialise.ts'

export interface Move {
  readonly toSystem: boolean
  /** Of whom one is the subscriber whose migration it is; nobody, if it is only the device's. */
  readonly movers: readonly Subscriber[]
  /** Whether the lock for migrations is taken for it, and so dropped at its end. */
  readonly takesMigrateLock: boolean
  /** Whether a fault begins it that has locked its page. */
  readonly faultPageLocked: boolean
}

/** A driver moves addresses to its device. */
export const toDevice = (actor: Actor): Move => ({
  toSystem: false,
  movers: [client(actor)],
  takesMigrateLock: client(actor).driver.serialises !== 'nothing',
  faultPageLocked: false,
})

/** A fault has a page moved back; whose it is, it finds out then. A device's own fault may hold the lock already. */
export function fromFault({ system, subscriber }: Actor): Move {
  const movers = system.subscribers.filter(({ driver }) => driver.memory)
  const faultRef = inWords(() => system.switches.faultRef)
  return {
    toSystem: true,
    movers,
    takesMigrateLock: movers.some(keepsAllApart) && !(subscriber !== undefined && keepsFaultsApart(subscriber)),
    faultPageLocked: faultRef === 'trylock' || faultRef === 'trylock-wait',
  }
}

/** A device's pages are moved back, whoever maps them. */
export const eviction: Move = { toSystem: true, movers: [], takesMigrateLock: false, faultPageLocked: false }

const keepsAllApart = ({ driver: { serialises } }: Subscriber): boolean =>
  serialises === 'migrations' || serialises === 'migrations and faults'

export const ownersOf = ({ movers }: Move): Required<Pick<Announcement, 'owners'>> => ({
  owners: movers.map(({ device }) => device),
})

/** What a driver does to its own mapping before it copies. */
export function saysErased({ movers, toSystem }: Move): string {
  const erasing = movers.filter((mover) => erasesOwn(mover, { toSystem }))
  if (erasing.length === 0) return ''
  const isUnlocked = erasing.every(({ driver }) => !driver.erasesUnderLock)
  const isSure = erasing.length === movers.length
  return `${isSure ? 'erases' : 'its driver may erase'} its mapping${isUnlocked ? ' without the driver lock' : ''}, `
}

/** What the last step of a migration says of the driver's lock. */
export function saysUnserialised({ takesMigrateLock, toSystem }: Move, { addresses }: Actor): string {
  if (!takesMigrateLock) return ''
  return toSystem || addresses.length === 1
    ? ", drops the driver's lock for migrations"
    : "; after the last drops the driver's lock for migrations"
}

/** Where a lock that leaves out this way back might be looked for. */
export const saysLeftOut = ({ movers }: Move): string =>
  movers.length > 0 && movers.every(({ driver }) => driver.serialises === 'migrations in and faults')
    ? " (without the driver's lock for migrations)"
    : ''
