/** Situations of a device that uses its mirror, or fills it. */
import type { See } from '../../checker/index.ts'
import type { Device } from '../names.ts'
import { isMigrating, localsOf, type PathThread } from '../paths/path-thread.ts'
import { mirrorOf } from '../paths/sight.ts'
import { atStep, inState, type SeenStep } from './situation.ts'

export const usesMigratingPage = atStep(
  'a device uses the address while it migrates',
  ['device read', 'device write'],
  ({ before, threads, path }) =>
    threads.some((thread) => isMigrating(before, thread) && localsOf(before, thread).owner === path.device),
)

export const deviceFaultWaits = inState('a device fault waits for a migration', (see, _, threads) =>
  threads.some(({ ref }) => see(ref).matches({ faulting: 'wait' })),
)

/** Whether a thread that removes the page has called this device's callback, and has not begun anew. */
function hasCalled(see: See, { ref }: PathThread, device: Device): boolean {
  const snapshot = see(ref)
  if (snapshot.matches('callbacks')) return !snapshot.context.pending.includes(device)
  return ['zap', 'end', 'free', 'ended'].some((state) => snapshot.matches(state))
}

const fillsAfter =
  (remover: string) =>
  ({ system, threads, path, before, after }: SeenStep): boolean => {
    const { device } = path
    if (device === undefined || mirrorOf(system, device, after).frame === null) return false
    return threads.some((thread) => thread.ref.name === remover && hasCalled(before, thread, device))
  }

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
