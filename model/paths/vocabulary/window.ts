/** Invalidations: from mmu_notifier_invalidate_range_start() to _end(). */
import type { Invalidation } from '../../drivers/driver.ts'
import { doesSomething, type Listener } from '../../listeners.ts'
import { deviceOf, type Frame } from '../../names.ts'
import type { Address, Mm, Subscriber, System } from '../../system.ts'
import { type Actor, here } from '../actor.ts'
import type { Locals, Window } from '../locals.ts'
import { hasMappings, isInTree, mirrorOf } from '../sight.ts'
import { markDirty } from './books.ts'
import { flushAtEnd } from './tlb.ts'
import { type Given, type Local, set } from './word.ts'

/** What a path announces, and for which of its addresses. */
export interface Opening {
  readonly event: Invalidation['event']
  /** Whether it names the device that migrates, or that wants the page for itself, as its owner. */
  readonly owned?: boolean
  /** Whether the callbacks may sleep; they may unless it says no. */
  readonly blockable?: boolean
  readonly range:
    | 'this address'
    | 'every address'
    | 'the first address'
    | 'the migration'
    | 'the rest of the migration'
    | 'the visited mapping'
}

export function windowWords(actor: Actor) {
  const { system } = actor
  const { mirrorApi, intervalRemove, oomNonblock } = system.switches
  const covered = (range: Opening['range'], context: Locals): readonly Address[] => {
    if (range === 'this address') return [here(actor, context)]
    if (range === 'every address') return actor.addresses
    if (range === 'the first address') return actor.addresses.slice(0, 1)
    if (range === 'the visited mapping') return context.walk.slice(0, 1).map(system.address)
    const entries = range === 'the migration' ? context.entries : context.entries.slice(context.entry)
    return entries.flatMap(({ at }) => (at === null ? [] : [system.address(at)]))
  }
  const mmOf = ({ at }: Window) => system.address(at[0] as string).mm
  const subscribersOf = (mm: Mm) => system.subscribers.filter((subscriber) => subscriber.mm === mm)
  const listener = (name: string) => listenerNamed(system, name)
  /** Nobody is told by a 4.14 hmm_mirror before the end. */
  const isToldAtStart = ({ kind }: Listener) => kind !== 'hmm_mirror' || mirrorApi !== 'hmm_mirror-4.14'
  const toCall = (mm: Mm, invalidation: Invalidation, { event }: Given): string[] => {
    const all = subscribersOf(mm).flatMap((subscriber) =>
      subscriber.listeners.filter(({ kind }) => kind !== 'interval' || isInTree(subscriber, event.see)),
    )
    const called = all.filter((one) => isToldAtStart(one) && doesSomething(one, invalidation))
    const first = called.filter(({ kind }) => kind === 'interval')
    return [...first, ...called.filter((one) => !first.includes(one))].map(({ name }) => name)
  }
  /** Whether its callback has to wait for its lock. */
  const isBusy = (subscriber: Subscriber, { event }: Given) => {
    const { callbackLocks } = subscriber.driver
    if (callbackLocks === 'never' || (callbackLocks === 'if mapped' && !hasMappings(subscriber, event.see)))
      return false
    return event.see(subscriber.mutex).value === 'held'
  }
  const isNext = ({ window }: Locals, name: string) => {
    if (window === null || !window.pending.includes(name)) return false
    return listener(name).kind === 'interval' || window.pending[0] === name
  }
  /** A callback that must not sleep gives up rather than wait, or whenever there is something to do. */
  const refuses = (given: Given, name: string) => {
    const { unblockable, subscriber } = listener(name)
    const { driver } = system.subscriber(subscriber)
    if (given.context.window?.blockable !== false) return false
    if (unblockable === 'trylock') return isBusy(system.subscriber(subscriber), given)
    const isIdle = driver.callbackLocks === 'if mapped' && !hasMappings(system.subscriber(subscriber), given.event.see)
    return unblockable === 'refuses' && !isIdle
  }
  /** What a callback does to a subscriber's mirror at the addresses of the window. */
  const carryOut = ({ event }: Given, window: Window, { subscriber: name, reaction, kind }: Listener) => {
    const subscriber = system.subscriber(name)
    const { setSeq, zap, stop = false, writeProtect = false } = reaction(window)
    const isMapped = hasMappings(subscriber, event.see)
    if (subscriber.driver.callbackLocks === 'if mapped' && !isMapped) return
    if (setSeq && kind === 'interval') event.tell(subscriber.subscription, { type: 'set_seq' })
    if (stop && isMapped && subscriber.queues !== undefined) event.tell(subscriber.queues, { type: 'quiesce' })
    if (writeProtect && !zap)
      for (const at of window.at) event.tell(subscriber.mirror(system.address(at)), { type: 'write_protect' })
    if (!zap) return
    for (const at of window.at) {
      const address = system.address(at)
      const shown = mirrorOf(subscriber, address, event.see)
      if (subscriber.driver.dirties && shown.writable && shown.frame !== null && deviceOf(shown.frame) === undefined)
        markDirty(system, shown.frame, event.tell)
      event.tell(subscriber.mirror(address), { type: 'erase' })
      const pin = subscriber.driver.pins?.unpinnedBy === 'callback' ? subscriber.pin?.(address) : undefined
      if (pin === undefined || event.see(pin).value !== 'mapped') continue
      const { frame } = event.see(pin).context
      event.tell(pin, { type: 'unpin' })
      event.tell(system.folio(frame as Frame), { type: 'folio_put' })
    }
  }
  const endCounts = ({ event }: Given, mm: Mm) => {
    for (const { counter, driver } of subscribersOf(mm))
      if (counter !== undefined && driver.hlist?.readersSee === 'what is open')
        event.tell(counter, { type: 'invalidate_end' })
  }
  const isLast = ({ event }: Given, { notifier }: Mm) => event.see(notifier).context.active === 1
  const deferred = ({ event }: Given, mm: Mm) =>
    subscribersOf(mm).filter(({ subscription }) =>
      ['to be removed', 'to be inserted'].includes(String(event.see(subscription).value)),
    )
  const seqEven = (given: Given, mm: Mm) => {
    given.event.tell(mm.notifier, { type: 'inv_end' })
    if (isLast(given, mm))
      for (const { subscription } of subscribersOf(mm)) given.event.tell(subscription, { type: 'seq_even' })
  }
  const walkList = (given: Given, mm: Mm) => {
    for (const { subscription } of deferred(given, mm)) given.event.tell(subscription, { type: 'deferred_item' })
  }
  /** hmm_invalidate_range_end() */
  const endHmm = (given: Given, window: Window, wasLast: boolean) => {
    for (const subscriber of subscribersOf(mmOf(window))) {
      if (subscriber.hmmMirror === undefined) continue
      if (mirrorApi !== 'hmm_mirror') given.event.tell(subscriber.hmmMirror, { type: 'set_seq' })
      if (wasLast) given.event.tell(subscriber.hmmMirror, { type: 'seq_even' })
      for (const one of subscriber.listeners)
        if (one.kind === 'hmm_mirror' && !isToldAtStart(one)) carryOut(given, window, one)
    }
  }
  return {
    guards: {
      'nobody left to call': ({ context }: Local) => context.window?.pending.length === 0 && !context.window.refused,
      'nobody left to call, one refused': ({ context }: Local) =>
        context.window?.pending.length === 0 && context.window.refused,
      'may call': (given: Given, { name }: { name: string }) =>
        isNext(given.context, name) &&
        !refuses(given, name) &&
        !isBusy(system.subscriber(listener(name).subscriber), given),
      'refuses the call': (given: Given, { name }: { name: string }) =>
        isNext(given.context, name) && refuses(given, name),
      'no invalidation is open': ({ context }: Local) => context.window === null,
      'end callbacks may run': (given: Given) =>
        subscribersOf(mmOf(given.context.window as Window)).every(
          (subscriber) => subscriber.listeners.every(isToldAtStart) || !isBusy(subscriber, given),
        ),
      'deferred list is walked apart': (given: Given) => {
        const window = given.context.window as Window
        const mm = mmOf(window)
        return (
          intervalRemove === 'unlocked' &&
          !window.seqIsEven &&
          isLast(given, mm) &&
          given.event.see(mm.notifier).value === 'odd' &&
          deferred(given, mm).length > 0
        )
      },
    },
    actions: {
      mn_itree_inv_start_range: (given: Given, { range }: Opening) => {
        const { context, event } = given
        const { mm } = covered(range, context)[0] as Address
        const hits = subscribersOf(mm).some((subscriber) => isInTree(subscriber, event.see))
        event.tell(mm.notifier, { type: 'inv_start', hits })
        if (mirrorApi === 'hmm_mirror-4.14') return
        for (const { hmmMirror } of subscribersOf(mm))
          if (hmmMirror !== undefined) event.tell(hmmMirror, { type: 'set_seq' })
      },
      'note the invalidation': set<Opening>((given, { event, owned = false, blockable = true, range }) => {
        const { context } = given
        const at = covered(range, context)
        const announcer = context.by === null ? actor.subscriber : system.subscriber(context.by)
        const owner = owned ? (announcer?.device ?? null) : null
        const invalidation = { event, owner, blockable }
        const pending = toCall((at[0] as Address).mm, invalidation, given)
        return {
          window: { ...invalidation, at: at.map(({ name }) => name), pending, refused: false, seqIsEven: false },
        }
      }),
      'invalidate callback': (given: Given, { name }: { name: string }) => {
        const one = listener(name)
        carryOut(given, given.context.window as Window, one)
        const { counter } = system.subscriber(one.subscriber)
        if (one.kind !== 'hlist' || counter === undefined) return
        given.event.tell(counter, { type: 'invalidate_begin' })
        if (one.readersSee === 'what started') given.event.tell(counter, { type: 'invalidate_end' })
      },
      'cross off subscriber': set<{ name: string }>(({ context: { window } }, { name }) => ({
        window: window && { ...window, pending: window.pending.filter((other) => other !== name) },
      })),
      'note the refusal': set<{ name: string }>(({ context: { window } }, { name }) => ({
        window: window && { ...window, refused: true, pending: window.pending.filter((other) => other !== name) },
      })),
      'end for those who began': (given: Given) => {
        const mm = mmOf(given.context.window as Window)
        if (oomNonblock === 'nonblock-paired') endCounts(given, mm)
        // without an interval subscription (has_itree) nothing was counted; here it is, for the promises
        if (subscribersOf(mm).every(({ driver }) => driver.interval === 'none')) seqEven(given, mm)
      },
      'make the seq even': (given: Given) => seqEven(given, mmOf(given.context.window as Window)),
      'note that the seq is even': set(({ context: { window } }) => ({
        window: window && { ...window, seqIsEven: true },
      })),
      mn_itree_inv_end: (given: Given) => {
        const window = given.context.window as Window
        const mm = mmOf(window)
        const wasLast = isLast(given, mm)
        if (!window.seqIsEven) seqEven(given, mm)
        if (window.seqIsEven || wasLast) walkList(given, mm)
        endHmm(given, window, wasLast)
        endCounts(given, mm)
        flushAtEnd(system, window.at, given.event)
      },
      'end the interval side': (given: Given) => {
        const mm = mmOf(given.context.window as Window)
        seqEven(given, mm)
        if (isLast(given, mm)) walkList(given, mm)
      },
      'forget the invalidation': set(() => ({ window: null })),
    },
  }
}

function listenerNamed({ subscribers }: System, name: string): Listener {
  const found = subscribers.flatMap(({ listeners }) => listeners).find((listener) => listener.name === name)
  if (found === undefined) throw new Error(`nobody listens as "${name}"`)
  return found
}
