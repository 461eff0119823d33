import { witness } from '../../checker/index.ts'
import { deviceOf } from '../names.ts'
import { localsOf } from '../paths/path-thread.ts'
import { pteOf } from '../paths/sight.ts'
import { accesses, cpu, drives, forks, migrates, type Scenario, stores } from './scenario.ts'
import { child, parent, twoProcesses } from './two-processes.ts'

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
    // a driver that does not map in its update step maps when its device faults
    system.subscriber('A').driver.maps === 'device fault'
      ? drives(system, 'A', mode, ['write'])
      : migrates(system, 'A', mode),
    accesses(system, 'A', mode),
    forks(system, parent),
    cpu(system, mode, 1, 'child', child),
  ],
  witnesses: (system, threads) => [
    witness('parent and child share a page of the GPU', (see) => {
      const [frame, other] = [parent, child].map((name) => pteOf(system.address(name), see).frame)
      return frame !== undefined && frame === other && deviceOf(frame) !== undefined
    }),
    witness('the child writes a page of its own', (see) => pteOf(system.address(child), see).writable),
    witness('the child copies a page while the parent still has it', (see) =>
      threads.some((thread) => {
        const { old } = localsOf(see, thread).held
        return thread.ref.name === 'child' && old !== undefined && pteOf(system.address(parent), see).frame === old
      }),
    ),
  ],
}
