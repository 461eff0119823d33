import { witness } from '../../checker/index.ts'
import { madviseDontneed } from '../paths/producers/madvise-dontneed.ts'
import { smallest } from '../shape.ts'
import { accesses, discards, faults, produces, type Scenario, subscribes } from './scenario.ts'

/** Interval subscriptions come and go while invalidations are open. */
export const register: Scenario = {
  name: 'register',
  question:
    'a subscription is inserted and removed while the address is invalidated: is it ever called when it is gone?',
  summary:
    'GPU A subscribes and unsubscribes, or, if its driver does so for each fault, serves faults; GPU B is subscribed; two threads call madvise(MADV_DONTNEED)',
  devices: ['A', 'B'],
  realDrivers: true,
  partners: { B: 'contract' },
  needs: ['mirror'],
  kernels: ['5.7', '6.1', '6.12'],
  missingOn: ({ mirrorApi }) => (mirrorApi === 'interval' ? undefined : 'there is no interval subscription before 5.5'),
  shape: {
    subscribers: smallest(['A', 'B']).subscribers.map((one) =>
      one.name === 'A' ? { ...one, unsubscribed: true } : one,
    ),
  },
  threads: (system, mode) => [
    ...(system.subscriber('A').driver.interval === 'for a fault'
      ? [faults(system, 'A', mode, ['write']), accesses(system, 'A', mode)]
      : [subscribes(system, 'A', mode, 2)]),
    discards(system, mode),
    produces(system, madviseDontneed, mode, { name: 'madvise 2' }),
  ],
  witnesses: (system) => {
    const { subscription } = system.subscriber('A')
    return [
      witness('an insert is deferred', (see) => see(subscription).value === 'to be inserted'),
      witness('a remove is deferred', (see) => see(subscription).value === 'to be removed'),
      witness('a subscription is gone', (see) => see(subscription).value === 'freed'),
    ]
  },
}
