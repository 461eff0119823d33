import { type Witness, witness } from '../../checker/index.ts'
import { localsOf, type PathThread } from '../paths/path-thread.ts'
import { mirrors as entriesOf, mirrorOf, pteOf } from '../paths/sight.ts'
import type { System } from '../system.ts'
import { discards, migratesIfItCan, mirrors, type Scenario } from './scenario.ts'

/** MADV_DONTNEED needs mmap_lock only for reading and no folio lock, so it can hit a migration at any point. */
export const discard: Scenario = {
  name: 'discard',
  question: 'user space gives a page back while the GPU migrates it in: can the GPU keep a page that is gone?',
  summary: 'GPU A migrates, faults and uses the page; another thread calls madvise(MADV_DONTNEED)',
  forever: true,
  devices: ['A'],
  realDrivers: true,
  threads: (system, mode) => [
    ...migratesIfItCan(system, 'A', mode),
    ...mirrors(system, 'A', mode, ['read', 'write']),
    discards(system, mode),
  ],
  witnesses: (system, threads) => {
    const { driver } = system.subscriber('A')
    return [
      ...(driver.memory ? [isInserted(system, threads)] : []),
      ...(driver.memory && driver.mirror ? [isZapped(system, threads)] : []),
      ...(driver.mirror ? [isMapped(system, threads)] : []),
    ]
  },
}

const isMapped = (system: System, threads: readonly PathThread[]): Witness =>
  witness(
    'the device maps the page that is given back',
    (see) =>
      threads.some(({ ref }) => ref.name === 'madvise' && see(ref).matches('start')) &&
      entriesOf(system).some(([subscriber, address]) => mirrorOf(subscriber, address, see).frame !== null),
  )

const isInserted = (system: System, threads: readonly PathThread[]): Witness =>
  witness('the inserted page is zapped before its migration ends', (see) =>
    threads.some((thread) =>
      localsOf(see, thread).entries.some(
        ({ at, hole, lost, dst }) =>
          see(thread.ref).matches({ migrating: 'unlock' }) &&
          hole &&
          !lost &&
          dst !== null &&
          at !== null &&
          pteOf(system.address(at), see).kind === 'none',
      ),
    ),
  )

/** Only a device fault maps a page to migrate. */
const isZapped = (system: System, threads: readonly PathThread[]): Witness =>
  witness('the page is zapped while it migrates', (see) =>
    threads.some((thread) =>
      localsOf(see, thread).entries.some(
        ({ at, src }) => src !== null && at !== null && pteOf(system.address(at), see).kind === 'none',
      ),
    ),
  )
