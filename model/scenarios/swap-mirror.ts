import { type See, witness } from '../../checker/index.ts'
import type { Frame } from '../names.ts'
import { localsOf, type PathThread } from '../paths/path-thread.ts'
import { isPinned, mirrorOf, mirrors as mirrorsOf } from '../paths/sight.ts'
import type { System } from '../system.ts'
import { cpu, type Mode, mirrors, reclaims, type Scenario } from './scenario.ts'
import { isReclaimed, swapping } from './swapping.ts'

const usedAndReclaimed = (system: System, mode: Mode): PathThread[] => [
  cpu(system, mode, 1),
  ...mirrors(system, 'A', mode, ['read', 'write']),
  reclaims(system, mode, 2),
]

/** Whether a thread has taken a page off the LRU that is such a one. */
const isolates = (see: See, threads: readonly PathThread[], is: (frame: Frame) => boolean): boolean =>
  threads.some((thread) => {
    const { isolated } = localsOf(see, thread).held
    return isolated !== undefined && is(isolated)
  })

/** A pinned page is taken off the LRU, looked at, and put back. */
export const swapPinned: Scenario = {
  name: 'swap-pinned',
  question: 'the kernel reclaims a page that a device has pinned: does it stay, and hold what the device writes?',
  summary: 'device A, which pins, faults and uses the page; a CPU thread stores or loads; the kernel reclaims it',
  devices: ['A'],
  partners: { A: 'contract/pins' },
  shape: swapping,
  notices: ['anonExclusive'],
  threads: usedAndReclaimed,
  witnesses: (system, threads) => [
    witness('reclaim takes a page off the LRU that a device has pinned', (see) =>
      isolates(see, threads, (frame) => isPinned(system, frame, see)),
    ),
  ],
}

/** A GPU that maps system memory has to let go of what is reclaimed, and to bring back what it uses. */
export const swapMirror: Scenario = {
  name: 'swap-mirror',
  question:
    'a GPU maps a page that is reclaimed, and faults it in again: does it see the truth, and is its write kept?',
  summary:
    'a CPU thread stores or loads; GPU A faults and uses the page, and cannot migrate it; the kernel reclaims it',
  devices: ['A'],
  needs: ['mirror'],
  shape: swapping,
  notices: ['anonExclusive'],
  threads: usedAndReclaimed,
  witnesses: (system, threads) => [
    witness('a page that a GPU maps is being reclaimed', (see) =>
      isolates(see, threads, (frame) =>
        mirrorsOf(system).some(([subscriber, address]) => mirrorOf(subscriber, address, see).frame === frame),
      ),
    ),
    witness('a device fault brings a page back', (see) =>
      threads.some(
        (thread) => thread.actor.subscriber !== undefined && localsOf(see, thread).held.swapped !== undefined,
      ),
    ),
    witness('a page is reclaimed', (see) => isReclaimed(system, see)),
  ],
}
