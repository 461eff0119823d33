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
import type { Listener } from '../listeners.ts'
import type { Actor } from './actor.ts'
import { type Announcement, answer, callOf } from './announcement.ts'
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
    const description = answer(actor, announcement, listener)
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
  const refuse = (listener: Listener) => ({
    guard: { type: 'refuses the call' as const, params: { name: listener.name } },
    meta: at(callOf(listener), listener.functions.file),
    ...(listener.kind === 'interval'
      ? {
          target: refused as string,
          actions: ['end the interval side', 'forget the invalidation'] as const,
          description: 'false: mn_itree_invalidate() ends it',
        }
      : { actions: [{ type: 'note the refusal' as const, params: { name: listener.name } }], description: '-EAGAIN' }),
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
