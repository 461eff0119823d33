/** The machines that a log of 6.12 with its test driver can be seen in. */
import type { AnyStateMachine } from 'xstate'
import { testHmm } from '../drivers/test-hmm.ts'
import { kernels } from '../kernels.ts'
import { cpuAccess } from '../paths/cpu-access.ts'
import { deviceAccess } from '../paths/device-access.ts'
import { evict } from '../paths/evict.ts'
import { fork } from '../paths/fork.ts'
import { gpuFault, gpuMigrate } from '../paths/gpu-driver.ts'
import { makeDeviceExclusive } from '../paths/make-device-exclusive.ts'
import { producerPath } from '../paths/producer-path.ts'
import { madviseDontneed } from '../paths/producers/madvise-dontneed.ts'
import { mprotect } from '../paths/producers/mprotect.ts'
import { munmap } from '../paths/producers/munmap.ts'
import { smallest } from '../shape.ts'
import { buildSystem } from '../system.ts'
import { migrateToSystem } from './migrate-to-system.ts'

export function logMachines(): AnyStateMachine[] {
  const kernel = kernels.find(({ name }) => name === '6.12')
  if (kernel === undefined) throw new Error('the model has no 6.12')
  const system = buildSystem(
    kernel.switches,
    {
      ...smallest(['A', 'B']),
      addresses: [
        { name: 'VA', mm: 'mm', family: 'VA' },
        { name: 'child 1 VA', mm: 'child 1', family: 'VA', from: 'VA' },
      ],
    },
    new Map(['A', 'B'].map((device) => [device, testHmm])),
  )
  const [address] = system.addresses
  if (address === undefined) throw new Error('a system has an address')
  const actor = { system, self: 'log', addresses: [address], subscriber: system.subscriber('A') }
  const paths = [
    gpuMigrate,
    gpuFault('read', 'write'),
    deviceAccess,
    cpuAccess,
    makeDeviceExclusive,
    migrateToSystem,
    evict,
    fork,
    ...[madviseDontneed, munmap, mprotect].map(producerPath),
  ]
  const [subscriber] = system.subscribers
  const objects = [
    address.pte,
    system.folio('P1'),
    address.mm.notifier,
    address.vma,
    address.lastWrite,
    ...(subscriber === undefined ? [] : [subscriber.subscription, subscriber.mirror(address)]),
  ]
  return [...objects.map(({ machine }) => machine), ...paths.map((path) => path.machine(actor))]
}
