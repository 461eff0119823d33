/** An invalidation in words: what is announced, who returns at once, and what the others do. */
import type { Reaction } from '../drivers/driver.ts'
import { doesSomething, type Listener } from '../listeners.ts'
import type { Device } from '../names.ts'
import { inWords } from '../watch-switches.ts'
import type { Actor } from './actor.ts'
import type { Opening } from './vocabulary/window.ts'

/** What is announced, as far as a path can say so before it is walked. */
export interface Announcement {
  readonly opening: Opening
  /** Whose migration it may be, if it has an owner and that is not just the subscriber that the path works for. */
  readonly owners?: readonly Device[]
}

/** `null` where it has no owner. */
const ownersOf = ({ subscriber }: Actor, { opening, owners }: Announcement): readonly (Device | null)[] =>
  opening.owned === true ? (owners ?? [subscriber?.device ?? null]) : [null]

/** Every listener that an invalidation of these addresses may meet when it starts. */
const listenersOf = ({ system, addresses }: Actor, { opening: { range } }: Announcement) =>
  system.subscribers
    .filter(({ mm }) => range === 'the visited mapping' || addresses.some((address) => address.mm === mm))
    .flatMap(({ device, listeners }) => listeners.map((listener) => ({ device, listener })))
    .filter(({ listener: { kind } }) => kind !== 'hmm_mirror' || system.switches.mirrorApi !== 'hmm_mirror-4.14')

/**
 * What is opened, in words: its event, and whose callbacks return at once. Those are called, too, but are no step, so it
 * has to be said here.
 *
 * @param of what it is an invalidation of, if that is worth a word
 */
export const announced = (actor: Actor, announcement: Announcement, of = ''): string =>
  inWords(() => saysAnnounced(actor, announcement, of))

function saysAnnounced(actor: Actor, announcement: Announcement, of: string): string {
  const { event, blockable = true } = announcement.opening
  const owners = ownersOf(actor, announcement)
  const idle = listenersOf(actor, announcement).flatMap(({ device, listener }) => {
    const ignores = owners.filter((owner) => !doesSomething(listener, { event, owner, blockable }))
    if (ignores.length === 0) return []
    const isOwn = ignores.every((owner) => owner === device)
    const call = `${callOf(listener)}${isOwn || ignores.length === owners.length ? '' : " if it is another's"}`
    return [{ listener, isOwn, call }]
  })
  const own = idle.filter(({ isOwn }) => isOwn).map(({ listener }) => listener)
  const others = idle.filter(({ isOwn }) => !isOwn).map(({ call }) => call)
  const seq = own.some(({ kind }) => kind === 'interval') ? ', before mmu_interval_set_seq()' : ''
  const skippers =
    owners.length === 1
      ? `as its own by ${own.map(callOf).join(' and ')}`
      : `by its owner's ${[...new Set(own.map(({ functions }) => `${functions.start}()`))].join(' or ')}`
  return [
    `the invalidation${namesEvents(actor) ? ` (${event})` : ''}${of}`,
    ...(own.length === 0 ? [] : [`skipped ${skippers}${seq}`]),
    ...(others.length === 0 ? [] : [`ignored by ${others.join(' and ')}`]),
  ].join(', ')
}

/** enum mmu_notifier_event came with 5.2, as the last API of hmm_mirror did. */
const namesEvents = ({ system: { switches } }: Actor): boolean => !switches.mirrorApi.startsWith('hmm_mirror-4')

export const callOf = ({ name, functions }: Listener): string => `${functions.start}(${name})`

/** What a callback does that does not erase; nothing is to be said of one that does. */
function spares({ zap, stop = false, writeProtect }: Reaction, listensTwice: boolean): string | undefined {
  if (zap) return undefined
  if (stop) return 'stops the device, keeps its mapping'
  if (writeProtect) return 'only takes its write bit'
  return listensTwice ? 'only sets the sequence' : 'keeps its mapping'
}

/** What a callback does on what is announced, in words; nothing, if it just erases. */
export const answer = (actor: Actor, announcement: Announcement, listener: Listener): string | undefined =>
  inWords(() => saysAnswered(actor, announcement, listener))

function saysAnswered(actor: Actor, announcement: Announcement, listener: Listener): string | undefined {
  const { event, blockable = true } = announcement.opening
  const { device, listeners } = actor.system.subscriber(listener.subscriber)
  const says = (owner: Device | null) => spares(listener.reaction({ event, owner, blockable }), listeners.length > 1)
  const owners = ownersOf(actor, announcement).filter((owner) => doesSomething(listener, { event, owner, blockable }))
  const isOwn = owners.includes(device)
  const stranger = owners.find((owner) => owner !== device)
  const ofOwn = isOwn ? says(device) : undefined
  const ofOthers = stranger === undefined ? undefined : says(stranger)
  if (ofOwn === undefined && ofOthers === undefined) return undefined
  if (!isOwn || ofOwn === ofOthers) return `${event}: ${ofOthers}`
  const rest = stranger === undefined ? '' : `; another's: ${ofOthers ?? 'erases it'}`
  return `its own ${event}: ${ofOwn ?? 'erases it'}${rest}`
}
