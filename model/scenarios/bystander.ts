import { witness } from '../../checker/index.ts'
import { deviceOf } from '../names.ts'
import { isMigrating } from '../paths/path-thread.ts'
import { mirrorOf, pteOf } from '../paths/sight.ts'
import { cpu, migrates, mirrors, type Scenario } from './scenario.ts'

/** Whoever mirrors a process meets migrations that are not its own. */
export const bystander: Scenario = {
  name: 'bystander',
  question: 'a GPU migrates a page that another device mirrors: does the other let go of it in time?',
  summary: 'device A, which has the driver in question, mirrors the page and uses it; GPU B migrates it; a CPU stores',
  devices: ['A', 'B'],
  realDrivers: true,
  needs: ['mirror'],
  partners: { B: 'contract' },
  threads: (system, mode) => [
    ...mirrors(system, 'A', mode, ['write']),
    migrates(system, 'B', mode),
    cpu(system, mode, 1),
  ],
  witnesses: (system, threads) => [
    witness('device A maps the page while GPU B is about to take it', (see) => {
      const [a, address] = [system.subscriber('A'), system.addresses[0]]
      if (address === undefined || mirrorOf(a, address, see).frame === null) return false
      return threads.some((thread) => see(thread.ref).matches({ migrating: 'setup' }))
    }),
    witness('GPU B has the page', (see) =>
      system.addresses.some((address) => deviceOf(pteOf(address, see).frame) === 'B'),
    ),
    witness('a page migrates', (see) => threads.some((thread) => isMigrating(see, thread))),
  ],
}
