/** Situations of a driver whose mirror has something to lose while an event is announced. */
import { isMeant, type Told } from '../drivers/variants.ts'
import { obligations } from '../obligations/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import { mirrorOf } from '../paths/sight.ts'
import { inState, type Situation } from './situation.ts'

/** Not only as its callback is called: a driver may ignore the event to begin with. */
const mapsWhileTold = (told: Told): Situation =>
  inState(`a mirror maps something while ${told} is announced`, (see, { subscribers }, threads) =>
    subscribers.some((subscriber) =>
      threads.some((thread) => {
        const { window } = localsOf(see, thread)
        if (window === null || !isMeant(told, window, subscriber.device)) return false
        return subscriber.addresses.some(
          (address) => window.at.includes(address.name) && mirrorOf(subscriber, address, see).frame !== null,
        )
      }),
    ),
  )

const whileTold = new Map(obligations.map(({ told }) => [told, mapsWhileTold(told)]))

export const tellings: readonly Situation[] = [...whileTold.values()]

export const tellingOf = (told: Told): string => whileTold.get(told)?.name ?? ''
