/** Situations of a driver that is told of an event while its mirror has something to lose. */
import { isMeant, type Told, tolds } from '../drivers/variants.ts'
import { localsOf } from '../paths/path-thread.ts'
import { mirrorOf } from '../paths/sight.ts'
import { inState, type Situation } from './situation.ts'

/** A subscriber's callback is about to be called for the event, and its mirror shows a page or the zero page. */
const toldWhileItMaps = (told: Told): Situation =>
  inState(`a mirror maps something as its driver is told of ${told}`, (see, { subscribers }, threads) =>
    subscribers.some(
      (subscriber) =>
        subscriber.addresses.some((address) => mirrorOf(subscriber, address, see).frame !== null) &&
        threads.some((thread) => {
          const { window } = localsOf(see, thread)
          const isPending = subscriber.listeners.some(({ name }) => window?.pending.includes(name))
          return window !== null && isPending && isMeant(told, window, subscriber.device)
        }),
    ),
  )

const whileItMaps = new Map(tolds.map((told) => [told, toldWhileItMaps(told)]))

export const tellings: readonly Situation[] = [...whileItMaps.values()]

export const tellingOf = (told: Told): string => whileItMaps.get(told)?.name ?? ''
