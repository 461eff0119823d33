import { witness } from '../../checker/index.ts'
import { localsOf } from '../paths/path-thread.ts'
import { mirrors, reaps, type Scenario } from './scenario.ts'

/** The OOM reaper does not wait; who cannot do without waiting refuses. */
export const oom: Scenario = {
  name: 'oom',
  question: 'the OOM reaper asks everybody not to sleep, and somebody refuses: is every invalidation ended?',
  summary: 'device A, which has the driver in question, and a guest of KVM mirror the page; the OOM reaper comes',
  devices: ['A', 'B'],
  realDrivers: true,
  needs: ['mirror'],
  partners: { B: 'kvm' },
  kernels: ['5.11', '6.12'],
  missingOn: ({ oomNonblock }) =>
    oomNonblock.startsWith('nonblock')
      ? undefined
      : 'the OOM reaper leaves every process alone that has such a notifier',
  threads: (system, mode) => [
    ...mirrors(system, 'A', mode, ['write']),
    ...mirrors(system, 'B', mode, ['write']),
    reaps(system, mode),
  ],
  witnesses: (_, threads) => [
    witness('the OOM reaper opens an invalidation', (see) =>
      threads.some((thread) => localsOf(see, thread).window?.blockable === false),
    ),
  ],
}

/** A mapping of a process that is being reaped cannot be rebuilt: faults on it fail. */
export const oomRestore: Scenario = {
  name: 'oom-restore',
  question:
    'the OOM reaper comes while a stopped device is being restored: does the device run with a page that is gone?',
  summary: 'GPU A, which is stopped and restored, and a guest of KVM mirror the page; the OOM reaper comes',
  devices: ['A', 'B'],
  partners: { A: 'amdkfd-noxnack', B: 'kvm' },
  kernels: ['6.12'],
  threads: (system, mode) => [
    ...mirrors(system, 'A', mode, ['read', 'write']),
    ...mirrors(system, 'B', mode, ['write']),
    reaps(system, mode),
  ],
  witnesses: (system, threads) => [
    witness(
      'a page cannot be had again for the device',
      (see) =>
        threads.some((thread) => thread.ref.machine.id === 'restore_work' && localsOf(see, thread).failed) &&
        system.subscribers.some(({ queues }) => queues !== undefined && see(queues).value !== 'running'),
    ),
  ],
}
