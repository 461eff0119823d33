/**
 * An invalidation: how it is opened and closed, and between the subscribers' callbacks, one at a time.
 *
 * Kernel:  mmu_notifier_invalidate_range_start(), mn_itree_invalidate(), mn_hlist_invalidate_range_start(),
 *          mn_itree_inv_end(), mn_hlist_invalidate_end()   mm/mmu_notifier.c
 * Steps:   each callback is one step, because it runs under its driver's lock; until that lock is free it waits. The
 *          interval subscriptions come first, then those in the list, in its order. What closes an invalidation is one
 *          step, with the end callbacks: they only count down, and what they count is not 0 to any reader meanwhile.
 * Abstracts: the order of the interval subscriptions. The tree fixes one, but promises none, so any order is explored.
 */
import { and } from 'xstate'
import type { Reaction } from '../drivers/driver.ts'
import { doesSomething, type Listener } from '../listeners.ts'
import type { Device } from '../names.ts'
import { inWords } from '../watch-switches.ts'
import type { Actor } from './actor.ts'
import { at, type PathSetup } from './path.ts'
import type { Held } from './vocabulary/reference.ts'
import type { Opening } from './vocabulary/window.ts'

const file = 'mm/mmu_notifier.c'

/** What a step does that opens an invalidation. The next state is one of `callSubscribers`. */
export const opens = (opening: Opening) =>
  [
    { type: 'mn_itree_inv_start_range', params: opening },
    { type: 'note the invalidation', params: opening },
  ] as const

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
    return [{ listener, isOwn: ignores.every((owner) => owner === device) && owners[0] !== null }]
  })
  const own = idle.filter(({ isOwn }) => isOwn).map(({ listener }) => listener)
  const others = idle.filter(({ isOwn }) => !isOwn).map(({ listener }) => listener)
  const seq = own.some(({ kind }) => kind === 'interval') ? ', before mmu_interval_set_seq()' : ''
  const skippers =
    owners.length === 1
      ? `as its own by ${own.map(callOf).join(' and ')}`
      : `by its owner's ${[...new Set(own.map(({ functions }) => `${functions.start}()`))].join(' or ')}`
  return [
    `the invalidation${namesEvents(actor) ? ` (${event})` : ''}${of}`,
    ...(own.length === 0 ? [] : [`skipped ${skippers}${seq}`]),
    ...(others.length === 0 ? [] : [`ignored by ${others.map(callOf).join(' and ')}`]),
  ].join(', ')
}

/** enum mmu_notifier_event came with 5.2, as the last API of hmm_mirror did. */
const namesEvents = ({ system: { switches } }: Actor): boolean => !switches.mirrorApi.startsWith('hmm_mirror-4')

const callOf = ({ name, functions }: Listener): string => `${functions.start}(${name})`

/** What a callback does that does not erase; nothing is to be said of one that does. */
function spares({ zap, stop = false, writeProtect }: Reaction, listensTwice: boolean): string | undefined {
  if (zap) return undefined
  if (stop) return 'stops the device, keeps its mapping'
  if (writeProtect) return 'only takes its write bit'
  return listensTwice ? 'only sets the sequence' : 'keeps its mapping'
}

/** What a callback does on what is announced, in words. */
function answer(actor: Actor, announcement: Announcement, listener: Listener): string | undefined {
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

/** What the step does that ends it. */
const closes = ['mn_itree_inv_end', 'forget the invalidation'] as const

/** Up to 5.4 there was only the list, in which hmm_mirror had an entry for each mm. */
function endOf({ switches, subscribers }: Actor['system']) {
  if (switches.mirrorApi === 'interval') return at('mn_itree_inv_end', file)
  return subscribers.some(({ hmmMirror }) => hmmMirror !== undefined)
    ? at('hmm_invalidate_range_end', 'mm/hmm.c')
    : at('__mmu_notifier_invalidate_range_end', file)
}

/** What follows the end of an invalidation, in the same step. */
interface End {
  readonly guard?: 'a copy is left over' | 'src is mapped elsewhere, more to visit'
  readonly target: string
  readonly actions?: readonly (
    | { readonly type: 'put the page' | 'let go of the page'; readonly params: Held }
    | 'visit the next mapping'
    | 'unlock the reverse map'
    | 'end the walk'
  )[]
  readonly description?: string
}

/**
 * The state in which an invalidation ends. Up to 5.17 a remover can look at the sequence before the deferred list is
 * walked, so where that list is not empty its walk is a step of its own.
 *
 * What may be asked at the end are the guards of `End`, for with hmm_mirror each is joined with another. A path that goes
 * on in two ways, and knows before the end which, has two such states.
 */
export function closing(path: PathSetup, { system }: Actor, ...after: readonly End[]) {
  const { switches } = system
  const atEnd = endOf(system)
  const isApart = switches.intervalRemove === 'unlocked' && switches.mirrorApi === 'interval'
  const waits = switches.mirrorApi === 'hmm_mirror-4.14'
  const guarded = ({ guard }: End) => {
    if (!waits) return guard === undefined ? {} : { guard }
    return { guard: guard === undefined ? ('end callbacks may run' as const) : and(['end callbacks may run', guard]) }
  }
  const seqFirst = {
    guard: 'deferred list is walked apart' as const,
    actions: ['make the seq even', 'note that the seq is even'] as const,
    meta: atEnd,
    description: 'the sequence is even again, the deferred list not yet walked',
  }
  return path.createStateConfig({
    on: {
      mn_itree_inv_end: [
        ...(isApart ? [seqFirst] : []),
        ...after.map((end) => ({
          ...guarded(end),
          target: end.target,
          actions: [...closes, ...(end.actions ?? [])],
          meta: atEnd,
          ...(end.description === undefined ? {} : { description: end.description }),
        })),
      ],
    },
  })
}

/** The events of the calls, by what walks to the listener. */
const walks: Readonly<Record<Listener['kind'], string>> = {
  interval: 'mn_itree_invalidate',
  hmm_mirror: 'sync_cpu_device_pagetables',
  hlist: 'invalidate_range_start',
}

/**
 * The state in which the subscribers of the open invalidation are called; goes on to `next` after the last.
 *
 * @param refused where an invalidation goes on that may not sleep, once a subscriber has refused it
 */
export function callSubscribers(
  path: PathSetup,
  actor: Actor,
  announcement: Announcement,
  next: string,
  refused?: string,
) {
  const { system } = actor
  const call = (listener: Listener) => {
    const { name, functions } = listener
    const description = inWords(() => answer(actor, announcement, listener))
    return {
      guard: { type: 'may call' as const, params: { name } },
      actions: [
        { type: 'invalidate callback' as const, params: { name } },
        { type: 'cross off subscriber' as const, params: { name } },
      ],
      meta: at(callOf(listener), functions.file),
      ...(description === undefined ? {} : { description }),
    }
  }
  const refuse = ({ name, kind, functions }: Listener) => ({
    guard: { type: 'refuses the call' as const, params: { name } },
    meta: at(`${functions.start}(${name})`, functions.file),
    ...(kind === 'interval'
      ? {
          target: refused as string,
          actions: ['end the interval side', 'forget the invalidation'] as const,
          description: 'false: mn_itree_invalidate() ends it',
        }
      : { actions: [{ type: 'note the refusal' as const, params: { name } }], description: '-EAGAIN' }),
  })
  const listeners = system.subscribers.flatMap((subscriber) => subscriber.listeners)
  return path.createStateConfig({
    description: 'mmu_notifier_invalidate_range_start() calls the subscribers',
    on: Object.fromEntries(
      listeners.map((listener) => [
        `${walks[listener.kind]} ${listener.name}`,
        refused === undefined ? call(listener) : [call(listener), refuse(listener)],
      ]),
    ),
    always: [
      { guard: 'nobody left to call', target: next },
      ...(refused === undefined ? [] : [{ guard: 'nobody left to call, one refused' as const, target: 'giving up' }]),
    ],
  })
}

/**
 * Where mn_hlist_invalidate_range_start() gives up, for paths whose callbacks may refuse; goes on to `refused`.
 *
 * Facts:   the interval subscriptions have agreed and are not told that it is over: mn_itree_inv_end() is left to the
 *          caller, who does not call it, because he was refused.
 */
export const givingUp = (path: PathSetup, refused: string) =>
  path.createStateConfig({
    on: {
      mn_hlist_invalidate_range_start: {
        target: refused,
        actions: ['end for those who began', 'forget the invalidation'],
        meta: at('mn_hlist_invalidate_range_start', file),
        description: '-EAGAIN: one of the list refused',
      },
    },
  })
