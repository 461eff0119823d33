import { witness } from '../../checker/index.ts'
import { deviceOf } from '../names.ts'
import { localsOf, type PathThread } from '../paths/path-thread.ts'
import { pteOf } from '../paths/sight.ts'
import type { System } from '../system.ts'
import { accesses, cpu, drives, faults, forks, type Mode, migrates, type Scenario, stores } from './scenario.ts'
import { child, parent, twoProcesses } from './two-processes.ts'

/** How the GPU comes to map the page: in the update step of its migration, or when it faults. */
function fills(system: System, mode: Mode): PathThread {
  const { memory, maps } = system.subscriber('A').driver
  if (!memory) return faults(system, 'A', mode, ['write'])
  return maps === 'device fault' ? drives(system, 'A', mode, ['write']) : migrates(system, 'A', mode)
}

/** Copy on write has to keep two processes apart although one of them has a GPU. */
export const forkCow: Scenario = {
  name: 'fork-cow',
  question: 'a GPU has the page of a process that forks: do parent, child and GPU keep apart what each of them writes?',
  summary:
    'GPU A migrates the page in and uses it; its process forks, and stores before or after; the child loads or stores',
  devices: ['A'],
  shape: twoProcesses,
  notices: ['anonExclusive', 'faultRef'],
  threads: (system, mode) => [
    stores(system, mode, 'CPU', parent),
    fills(system, mode),
    accesses(system, 'A', mode),
    forks(system, parent),
    cpu(system, mode, 1, 'child', child),
  ],
  witnesses: (system, threads) => [
    ...(system.subscriber('A').driver.memory
      ? [
          witness('parent and child share a page of the GPU', (see) => {
            const [frame, other] = [parent, child].map((name) => pteOf(system.address(name), see).frame)
            return frame !== undefined && frame === other && deviceOf(frame) !== undefined
          }),
        ]
      : []),
    witness('the child writes a page of its own', (see) => pteOf(system.address(child), see).writable),
    witness('the child copies a page while the parent still has it', (see) =>
      threads.some((thread) => {
        const { old } = localsOf(see, thread).held
        return thread.ref.name === 'child' && old !== undefined && pteOf(system.address(parent), see).frame === old
      }),
    ),
  ],
}
