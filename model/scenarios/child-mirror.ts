import { witness } from '../../checker/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import { mirrorOf } from '../paths/sight.ts'
import { accesses, compacts, faults, reclaims, type Scenario } from './scenario.ts'
import { child, parent } from './two-processes.ts'

/** Who maps a page first need not be who mirrors it: the walk of the reverse map comes to the child last. */
export const childMirror: Scenario = {
  name: 'child-mirror',
  question:
    'the kernel moves or reclaims a page that a process shares with its child, who alone has a GPU: is it told?',
  summary: "parent and child share a page; the child's GPU A faults on it and uses it; compaction; the kernel reclaims",
  devices: ['A'],
  needs: ['mirror'],
  notices: ['anonExclusive'],
  shape: {
    addresses: [
      { name: parent, mm: 'mm', family: 'VA', starts: 'P1' },
      { name: child, mm: 'child', family: 'VA', from: parent, starts: 'P1' },
    ],
    subscribers: [{ name: 'A', device: 'A', mm: 'child' }],
    swapSlots: 1,
  },
  threads: (system, mode) => [
    faults(system, 'A', mode, ['read', 'write']),
    accesses(system, 'A', mode),
    compacts(system, mode),
    reclaims(system, mode),
  ],
  witnesses: (system, threads) =>
    ['compaction', 'reclaim'].map((name) =>
      witness(`the walk of ${name} comes to the child, whose GPU maps the page`, (see) =>
        threads.some(
          (thread) =>
            thread.ref.name === name &&
            localsOf(see, thread).walk[0] === child &&
            mirrorOf(system.subscriber('A'), system.address(child), see).frame !== null,
        ),
      ),
    ),
}
