/** Who is called when an invalidation is announced: what a subscriber has in the mm's notifier, in the order of the calls. */
import { contract } from './drivers/contract.ts'
import {
  type Driver,
  type HlistUse,
  type Invalidation,
  placeOf,
  type Reaction,
  type Unblockable,
} from './drivers/driver.ts'
import type { Device } from './names.ts'
import type { Switches } from './switches.ts'

/** A callback of a subscriber's. Most subscribers have one; nouveau has two. */
export interface Listener {
  /** As it is written in `Window.pending`; the subscriber's own name unless it is the second one. */
  readonly name: string
  readonly subscriber: string
  /** The interval tree is walked first, then the list. A hmm_mirror was called from the list. */
  readonly kind: 'interval' | 'hmm_mirror' | 'hlist'
  readonly reaction: (invalidation: Invalidation) => Reaction
  readonly unblockable: Unblockable
  readonly readersSee: HlistUse['readersSee']
  readonly functions: { readonly start: string; readonly end?: string; readonly file: string }
}

/** What hmm_invalidate_range_start() calls, of a driver that has no function of its own for it. */
const oldCallback = { start: 'ops->sync_cpu_device_pagetables', file: 'mm/hmm.c' }

export function listenersOf(name: string, device: Device, driver: Driver, switches: Switches): readonly Listener[] {
  const { interval, hlist, unblockable } = driver
  const callback = placeOf(driver, 'invalidate')
  const react = (reaction: Driver['reaction']) => (invalidation: Invalidation) =>
    reaction(invalidation, device, switches)
  const isOld = switches.mirrorApi !== 'interval'
  const inWords = isOld && callback.function === contract.functions.invalidate
  return [
    ...(interval === 'none'
      ? []
      : [
          {
            name,
            subscriber: name,
            kind: isOld ? ('hmm_mirror' as const) : ('interval' as const),
            reaction: react(driver.reaction),
            unblockable,
            readersSee: 'nothing' as const,
            functions: inWords ? oldCallback : { start: callback.function, file: callback.file },
          },
        ]),
    ...(hlist === undefined
      ? []
      : [
          {
            name: interval === 'none' ? name : `${name}, list`,
            subscriber: name,
            kind: 'hlist' as const,
            reaction: react(hlist.reaction),
            unblockable: hlist.unblockable,
            readersSee: hlist.readersSee,
            functions: hlist.functions,
          },
        ]),
  ]
}

/** Whether a callback would be noticed at all. One that does nothing is not worth a step: nobody can tell when it ran. */
export function doesSomething({ reaction, readersSee, unblockable }: Listener, invalidation: Invalidation): boolean {
  const { setSeq, zap, stop = false, writeProtect = false } = reaction(invalidation)
  const isNoticed = setSeq || zap || stop || writeProtect || readersSee !== 'nothing'
  return isNoticed || (!invalidation.blockable && unblockable === 'refuses')
}
