/**
 * Every machine of the model, by name, for diagrams. Paths are drawn as the newest kernel has them, for the contract driver
 * unless only others walk them.
 */
import type { AnyStateMachine } from 'xstate'
import { contract } from './drivers/contract.ts'
import { newestKernel } from './kernels.ts'
import { anonVma } from './objects/anon-vma.ts'
import { cpu } from './objects/cpu.ts'
import { folio } from './objects/folio.ts'
import { hlistSubscriber } from './objects/hlist-subscriber.ts'
import { hmmMirror } from './objects/hmm-mirror.ts'
import { lastWrite } from './objects/last-write.ts'
import { mirror } from './objects/mirror.ts'
import { mmFlags } from './objects/mm-flags.ts'
import { mmUsers } from './objects/mm-users.ts'
import { mmapLock } from './objects/mmap-lock.ts'
import { mutex } from './objects/mutex.ts'
import { notifier } from './objects/notifier.ts'
import { pin } from './objects/pin.ts'
import { pte } from './objects/pte.ts'
import { queues } from './objects/queues.ts'
import { rss } from './objects/rss.ts'
import { softDirty } from './objects/soft-dirty.ts'
import { subscription } from './objects/subscription.ts'
import { swapSlot } from './objects/swap-slot.ts'
import { tlb } from './objects/tlb.ts'
import { vma } from './objects/vma.ts'
import { paths } from './paths/index.ts'
import type { Path } from './paths/path.ts'
import { smallest } from './shape.ts'
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
  { name: 'tlb', summary: 'what a TLB remembers of a PTE', file: 'model/objects/tlb.ts', machine: tlb },
  { name: 'notifier', summary: 'open invalidations of the mm', file: 'model/objects/notifier.ts', machine: notifier },
  {
    name: 'subscription',
    summary: "a device's interval subscription",
    file: 'model/objects/subscription.ts',
    machine: subscription,
  },
  {
    name: 'soft-dirty',
    summary: 'what user space, which clears soft-dirty bits, must hear of',
    file: 'model/objects/soft-dirty.ts',
    machine: softDirty,
  },
  {
    name: 'rss',
    summary: 'how many pages an mm has in memory and in swap',
    file: 'model/objects/rss.ts',
    machine: rss,
  },
  {
    name: 'swap-slot',
    summary: 'a slot of swap, and the page that caches it',
    file: 'model/objects/swap-slot.ts',
    machine: swapSlot,
  },
  {
    name: 'hmm-mirror',
    summary: 'what stood in its place up to 5.4',
    file: 'model/objects/hmm-mirror.ts',
    machine: hmmMirror,
  },
  {
    name: 'hlist-subscriber',
    summary: "the counter of a subscriber in the mm's list",
    file: 'model/objects/hlist-subscriber.ts',
    machine: hlistSubscriber,
  },
  {
    name: 'pin',
    summary: 'the reference that a mirror entry holds, if its driver pins',
    file: 'model/objects/pin.ts',
    machine: pin,
  },
  {
    name: 'queues',
    summary: 'whether a device runs, if its driver stops it',
    file: 'model/objects/queues.ts',
    machine: queues,
  },
  {
    name: 'cpu-queue',
    summary: 'a CPU and its queue of work, if the kernel preempts nothing',
    file: 'model/objects/cpu.ts',
    machine: cpu,
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
  {
    name: 'mm-users',
    summary: 'who keeps an address space alive',
    file: 'model/objects/mm-users.ts',
    machine: mmUsers,
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

function drawn({ name, machine, drawnWith = contract }: Path): AnyStateMachine {
  const system = buildSystem(newestKernel.switches, smallest(['A']), new Map([['A', drawnWith]]))
  const { addresses, subscribers } = system
  return machine({ system, self: name, addresses, subscriber: subscribers[0] })
}

/** A path's machine is made when it is asked for: all of them together take longer than every other part of the start. */
function namedPath(path: Path): NamedMachine {
  const { name, summary, file } = path
  let made: AnyStateMachine | undefined
  return {
    name,
    summary,
    file,
    get machine() {
      made ??= drawn(path)
      return made
    },
  }
}

export const machines: readonly NamedMachine[] = [...objects, ...paths.map(namedPath)]
