/** Situations of a device that uses its mirror, or fills it. */
import type { See } from '../../checker/index.ts'
import { isMigrating, localsOf, type PathThread } from '../paths/path-thread.ts'
import { mirrorOf } from '../paths/sight.ts'
import type { Subscriber } from '../system.ts'
import { atStep, inState, type SeenStep } from './situation.ts'

export const usesMigratingPage = atStep(
  'a device uses the address while it migrates',
  ['device read', 'device write'],
  ({ system, before, threads, subscriber, address }) =>
    threads.some((thread) => {
      const { by, entries } = localsOf(before, thread)
      const isOwn = by !== null && system.subscriber(by).device === subscriber?.device
      return isOwn && entries.some(({ at, src, hole }) => at === address.name && (src !== null || hole))
    }),
)

export const deviceFaultWaits = inState('a device fault waits for a migration', (see, _, threads) =>
  threads.some(
    (thread) =>
      thread.actor.subscriber !== undefined &&
      see(thread.ref).matches({ faulting: 'wait' }) &&
      !isMigrating(see, thread),
  ),
)

/** Whether a producer has called this subscriber's callback, and has not begun anew. */
function hasCalled(see: See, thread: PathThread, { listeners }: Subscriber): boolean {
  const { window } = localsOf(see, thread)
  if (window !== null) return listeners.every(({ name }) => !window.pending.includes(name))
  return ['finish', 'ended'].some((state) => see(thread.ref).matches(state))
}

const fillsAfter =
  (remover: string) =>
  ({ threads, subscriber, before, after }: SeenStep): boolean =>
    subscriber?.addresses.some((address) => mirrorOf(subscriber, address, after).frame !== null) === true &&
    threads.some((thread) => thread.ref.name === remover && hasCalled(before, thread, subscriber))

export const fillsAfterMunmap = atStep(
  "a mirror is filled after munmap's callback",
  ['store snapshot', 'update device table'],
  fillsAfter('munmap'),
)

export const faultFillsAfterDontneed = atStep(
  "a device fault fills a mirror after MADV_DONTNEED's callback",
  ['store snapshot'],
  fillsAfter('madvise'),
)

export const updateFillsAfterDontneed = atStep(
  "an update step fills a mirror after MADV_DONTNEED's callback",
  ['update device table'],
  fillsAfter('madvise'),
)
