/** Every machine of the model, by name, for diagrams. Paths are drawn as the newest kernel and the contract driver have them. */
import type { AnyStateMachine } from 'xstate'
import { contract } from './drivers/contract.ts'
import { kernels } from './kernels.ts'
import { anonVma } from './objects/anon-vma.ts'
import { folio } from './objects/folio.ts'
import { lastWrite } from './objects/last-write.ts'
import { mirror } from './objects/mirror.ts'
import { mmFlags } from './objects/mm-flags.ts'
import { mmapLock } from './objects/mmap-lock.ts'
import { mutex } from './objects/mutex.ts'
import { notifier } from './objects/notifier.ts'
import { pte } from './objects/pte.ts'
import { subscription } from './objects/subscription.ts'
import { vma } from './objects/vma.ts'
import { paths } from './paths/index.ts'
import { smallest } from './shape.ts'
import type { Switches } from './switches.ts'
import { buildSystem } from './system.ts'

export interface NamedMachine {
  readonly name: string
  readonly summary: string
  readonly file: string
  readonly machine: AnyStateMachine
}

const objects: readonly NamedMachine[] = [
  { name: 'pte', summary: 'the CPU page-table entry', file: 'model/objects/pte.ts', machine: pte },
  {
    name: 'folio',
    summary: 'one page frame: references, lock, freshness',
    file: 'model/objects/folio.ts',
    machine: folio,
  },
  { name: 'mirror', summary: "a device's page-table entry", file: 'model/objects/mirror.ts', machine: mirror },
  { name: 'notifier', summary: 'open invalidations of the mm', file: 'model/objects/notifier.ts', machine: notifier },
  {
    name: 'subscription',
    summary: "a device's interval subscription",
    file: 'model/objects/subscription.ts',
    machine: subscription,
  },
  { name: 'mutex', summary: "a driver's lock", file: 'model/objects/mutex.ts', machine: mutex },
  {
    name: 'mmap-lock',
    summary: "the mm's read-write semaphore",
    file: 'model/objects/mmap-lock.ts',
    machine: mmapLock,
  },
  {
    name: 'mm-flags',
    summary: 'whether the OOM reaper was at the mm',
    file: 'model/objects/mm-flags.ts',
    machine: mmFlags,
  },
  { name: 'vma', summary: 'the VMA', file: 'model/objects/vma.ts', machine: vma },
  { name: 'anon-vma', summary: 'the lock of a reverse map', file: 'model/objects/anon-vma.ts', machine: anonVma },
  {
    name: 'last-write',
    summary: 'ghost: what the last write left',
    file: 'model/objects/last-write.ts',
    machine: lastWrite,
  },
]

const system = buildSystem(kernels.at(-1)?.switches as Switches, smallest(['A']), new Map([['A', contract]]))

export const machines: readonly NamedMachine[] = [
  ...objects,
  ...paths.map(({ name, summary, file, machine }) => ({
    name,
    summary,
    file,
    machine: machine({ system, self: name, addresses: system.addresses, subscriber: system.subscribers[0] }),
  })),
]
