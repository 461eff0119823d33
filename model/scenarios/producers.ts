/**
 * Each producer against a GPU that faults on the page, uses it and, where such pages migrate, migrates it: one definition,
 * one scenario for each.
 */
import { type See, type Witness, witness } from '../../checker/index.ts'
import { localsOf, type PathThread } from '../paths/path-thread.ts'
import type { Producer } from '../paths/producer.ts'
import { clearSoftDirty } from '../paths/producers/clear-soft-dirty.ts'
import { collapseHugePage } from '../paths/producers/collapse-huge-page.ts'
import { daxWriteProtect } from '../paths/producers/dax-write-protect.ts'
import { exitMmap } from '../paths/producers/exit-mmap.ts'
import { hugetlbUnmap } from '../paths/producers/hugetlb-unmap.ts'
import { ksm } from '../paths/producers/ksm.ts'
import { madviseFree } from '../paths/producers/madvise-free.ts'
import { mprotect } from '../paths/producers/mprotect.ts'
import { numaHinting } from '../paths/producers/numa-hinting.ts'
import { oomReaper } from '../paths/producers/oom-reaper.ts'
import { pageMkclean } from '../paths/producers/page-mkclean.ts'
import { pagemapScan } from '../paths/producers/pagemap-scan.ts'
import { splitHugePmd } from '../paths/producers/split-huge-pmd.ts'
import { uprobes } from '../paths/producers/uprobes.ts'
import { reclaim } from '../paths/reclaim.ts'
import { mirrorOf, pteOf } from '../paths/sight.ts'
import type { System } from '../system.ts'
import {
  accesses,
  cpu,
  discards,
  faults,
  migratesIfItCan,
  pins,
  produces,
  type Scenario,
  unmaps,
  walks,
} from './scenario.ts'

/** What is seen of a system while a producer is at work. */
interface Sight {
  readonly see: See
  readonly system: System
  readonly producer: PathThread
  readonly threads: readonly PathThread[]
}

interface Meeting extends Pick<Scenario, 'name' | 'question' | 'missingOn' | 'notices' | 'shape'> {
  readonly producer: Producer
  /** What it does, for the summary. */
  readonly doing: string
  /** Who else there is. */
  readonly migrates: boolean
  readonly cpuRounds?: number
  /** How often the GPU faults: what nobody migrates in, only a fault maps, and maps again after the change. */
  readonly faultRounds?: number
  readonly accessRounds?: number
  /** How often the producer does it. */
  readonly rounds?: number
  readonly others?: Scenario['threads']
  readonly before?: Producer
  /** What must be seen besides: each a sentence, and how it is recognised. */
  readonly seen: Readonly<Record<string, (sight: Sight) => boolean>>
  /** The same, where the driver has memory to migrate to. */
  readonly seenInMemory?: Meeting['seen']
}

const isOpen = ({ see, producer }: Sight) => localsOf(see, producer).window !== null
const isBetween = ({ see, producer }: Sight, ...states: string[]) =>
  states.some((state) => see(producer.ref).matches(state))
const pte = ({ see, system }: Sight) => system.addresses.map((address) => pteOf(address, see))[0]

/** The device had the page, and is about to be told. */
const announced = {
  'the GPU maps the page when the invalidation begins': (sight: Sight) =>
    isOpen(sight) &&
    sight.system.subscribers.some((subscriber) =>
      subscriber.addresses.some((address) => mirrorOf(subscriber, address, sight.see).frame !== null),
    ),
}

/** A snapshot that the invalidation makes stale. */
const snapshot = {
  'a device fault holds a snapshot while the invalidation is open': (sight: Sight) =>
    isOpen(sight) && sight.threads.some((thread) => localsOf(sight.see, thread).snapshot.length > 0),
}

/** The change that the invalidation is for was worth telling. */
const writeProtected = {
  'a page that was writable no longer is': (sight: Sight) =>
    isBetween(sight, 'end') && pte(sight)?.kind === 'present' && pte(sight)?.writable === false,
}

/** What the bits are cleared for. */
const heard = {
  'a write is heard of that came after the bits were cleared': ({ see, system }: Sight) =>
    system.addresses.some(
      (address) =>
        address.softDirty !== undefined && see(address.softDirty).value === 'written' && pteOf(address, see).softDirty,
    ),
}

const meetings: readonly Meeting[] = [
  {
    name: 'mprotect',
    question: 'user space takes away the right to write, and gives it back: does the GPU lose it too?',
    producer: mprotect,
    doing: 'mprotect()',
    migrates: true,
    cpuRounds: 1,
    notices: [],
    seen: {
      ...announced,
      ...snapshot,
      ...writeProtected,
      'the CPU may not write': ({ see, system, threads }) =>
        system.addresses.some(({ vma }) => see(vma).value === 'read-only') &&
        threads.some((thread) => see(thread.ref).matches('faulted') && localsOf(see, thread).write),
    },
    seenInMemory: {
      'a page in device memory becomes read-only': (sight) =>
        isBetween(sight, 'end') && pte(sight)?.kind === 'device' && pte(sight)?.writable === false,
    },
  },
  {
    name: 'soft-dirty',
    question: 'soft-dirty tracking begins anew: does it hear of what the GPU writes from now on?',
    producer: clearSoftDirty,
    doing: 'clears the soft-dirty bits, twice',
    rounds: 2,
    migrates: false,
    faultRounds: 2,
    accessRounds: 2,
    cpuRounds: 1,
    shape: { softDirty: 'kept' },
    notices: ['clearRefsLock', 'clearRefsPinned'],
    seen: { ...announced, ...snapshot, ...writeProtected, ...heard },
  },
  {
    name: 'soft-dirty-memory',
    question: 'soft-dirty tracking begins anew: does it hear of what the GPU writes to its own memory from now on?',
    producer: clearSoftDirty,
    doing: 'clears the soft-dirty bits',
    migrates: true,
    shape: { softDirty: 'kept' },
    notices: ['clearRefsLock'],
    seen: { ...announced, ...snapshot, ...writeProtected },
  },
  {
    name: 'pagemap-scan',
    question: 'a scan of written pages protects them against writing: does it hear of what the GPU writes from now on?',
    producer: pagemapScan,
    doing: 'scans and write-protects',
    migrates: true,
    notices: [],
    missingOn: ({ pagemapScan }) => (pagemapScan === 'absent' ? 'PAGEMAP_SCAN appeared in 6.7' : undefined),
    seen: { ...announced, ...snapshot, ...writeProtected },
  },
  {
    name: 'numa-hinting',
    question: 'NUMA balancing makes a page fault that the GPU uses and migrates: is anybody confused?',
    producer: numaHinting,
    doing: 'NUMA balancing makes it fault, twice',
    migrates: true,
    rounds: 2,
    faultRounds: 2,
    notices: [],
    seen: {
      ...announced,
      ...snapshot,
      'a device fault makes the page accessible again': ({ see, threads }) =>
        threads.some(({ ref }) => see(ref).matches({ faulting: { fault: 'numa' } })),
    },
    seenInMemory: {
      'a migration collects a page that faults': ({ see, system, threads }) =>
        threads.some((thread) => see(thread.ref).matches({ migrating: 'collect' })) &&
        system.addresses.some((address) => pteOf(address, see).protnone),
    },
  },
  {
    name: 'oom-reaper',
    question: 'the OOM reaper takes the page and may not wait for anybody: can the GPU keep it?',
    producer: oomReaper,
    doing: 'the OOM reaper takes the page',
    migrates: true,
    notices: ['oomNonblock'],
    seen: {
      ...announced,
      ...snapshot,
      'a callback would have to sleep, and refuses': (sight) =>
        isBetween(sight, 'finish') && localsOf(sight.see, sight.producer).failed,
    },
  },
  {
    name: 'exit',
    question: 'the process exits: does the GPU let go before its pages do?',
    producer: exitMmap,
    doing: 'the process exits',
    migrates: true,
    notices: [],
    seen: announced,
  },
  {
    name: 'madv-free',
    question: 'user space lets the kernel drop a page, and the GPU writes it after that: can the page be dropped?',
    producer: madviseFree,
    doing: 'madvise(MADV_FREE), twice; the kernel reclaims',
    rounds: 2,
    migrates: false,
    faultRounds: 2,
    accessRounds: 2,
    others: (system, mode) => [walks(system, mode, reclaim)],
    shape: { swapSlots: 1, lru: true },
    notices: [],
    seen: {
      ...announced,
      ...snapshot,
      'the page is dropped': (sight) =>
        pte(sight)?.kind === 'none' && sight.threads.some(({ ref }) => sight.see(ref).matches('unmapped')),
    },
  },
  {
    name: 'khugepaged',
    question: 'khugepaged puts a copy in the place of the page: does the GPU follow?',
    producer: collapseHugePage,
    doing: 'mprotect(); khugepaged collapses it; somebody pins it',
    migrates: true,
    before: mprotect,
    others: (system, mode) => [pins(system, mode)],
    notices: [],
    seen: {
      ...announced,
      ...snapshot,
      'the page is in use, and stays': (sight) =>
        isBetween(sight, 'finish') && localsOf(sight.see, sight.producer).failed,
      'a copy is in its place': (sight) =>
        isBetween(sight, 'finish') && localsOf(sight.see, sight.producer).taken.length > 0,
    },
  },
  {
    name: 'ksm',
    question: 'KSM puts a page with the same bytes in the place of the page: does the GPU follow?',
    producer: ksm,
    doing: 'KSM merges it',
    shape: { systemFrames: 3 }, // the page, the one that it is merged with, and a copy for who writes meanwhile
    migrates: true,
    notices: [],
    seen: {
      ...announced,
      ...snapshot,
      ...writeProtected,
      'a write between the two invalidations gets a copy': (sight) =>
        isBetween(sight, 'change 2', 'start 2') && pte(sight)?.writable === true,
      'another page is in its place': (sight) =>
        isBetween(sight, 'end 2') && !localsOf(sight.see, sight.producer).failed,
    },
  },
  {
    name: 'ksm-pinned',
    question: 'KSM is about to merge a page that somebody pins: does it leave it alone, and everybody else informed?',
    producer: ksm,
    doing: 'KSM merges it; somebody pins it',
    shape: { systemFrames: 3 },
    migrates: false,
    others: (system, mode) => [pins(system, mode)],
    notices: [],
    seen: {
      ...announced,
      'somebody else holds the page, and it stays': (sight) =>
        isBetween(sight, 'finish') && localsOf(sight.see, sight.producer).failed,
    },
  },
  {
    name: 'uprobes',
    question: 'a breakpoint is put into a page that the GPU reads: does the GPU follow?',
    producer: uprobes,
    doing: 'mprotect(); a breakpoint is put into it; munmap()',
    migrates: false,
    others: (system) => [unmaps(system)],
    faultRounds: 2,
    before: mprotect,
    notices: [],
    seen: {
      ...announced,
      ...snapshot,
      'another page is in its place': (sight) => isBetween(sight, 'end') && !localsOf(sight.see, sight.producer).failed,
    },
  },
  {
    name: 'page-mkclean',
    question: 'writeback makes a page read-only: does it hear of what the GPU writes from now on?',
    producer: pageMkclean,
    doing: 'writeback write-protects it; madvise(MADV_DONTNEED)',
    migrates: false,
    faultRounds: 2,
    others: (system, mode) => [discards(system, mode)],
    notices: [],
    seen: { ...announced, ...snapshot, ...writeProtected },
  },
  {
    name: 'dax-write-protect',
    question: 'writeback of a DAX file makes a page read-only: does it hear of what the GPU writes from now on?',
    producer: daxWriteProtect,
    doing: 'writeback write-protects it',
    migrates: false,
    faultRounds: 2,
    notices: [],
    seen: { ...announced, ...snapshot, ...writeProtected },
  },
  {
    name: 'thp-split',
    question: 'a huge mapping is split under the GPU: does anything change for it?',
    producer: splitHugePmd,
    doing: 'its huge mapping is split',
    migrates: true,
    notices: [],
    seen: { ...announced, ...snapshot },
  },
  {
    name: 'hugetlb-unmap',
    question: 'a hugetlb file is truncated under the GPU: can the GPU keep a page that is gone?',
    producer: hugetlbUnmap,
    doing: 'its file is truncated',
    migrates: false,
    faultRounds: 2,
    notices: [],
    seen: { ...announced, ...snapshot },
  },
]

const meet = ({ name, question, missingOn, notices, shape, ...meeting }: Meeting): Scenario => ({
  name,
  question,
  summary: `GPU A faults on the page${meeting.migrates ? ', migrates it' : ''} and uses it; ${meeting.doing}`,
  devices: ['A'],
  ...(missingOn === undefined ? {} : { missingOn }),
  ...(notices === undefined ? {} : { notices }),
  ...(shape === undefined ? {} : { shape }),
  threads: (system, mode) => [
    ...(meeting.migrates ? migratesIfItCan(system, 'A', mode) : []),
    faults(system, 'A', mode, ['read', 'write'], { rounds: meeting.faultRounds ?? 1 }),
    accesses(system, 'A', mode, meeting.accessRounds),
    ...(meeting.others?.(system, mode) ?? []),
    ...(meeting.cpuRounds === undefined ? [] : [cpu(system, mode, meeting.cpuRounds)]),
    ...(meeting.before === undefined ? [] : [produces(system, meeting.before, mode)]),
    produces(system, meeting.producer, mode, { rounds: meeting.rounds ?? 1 }),
  ],
  witnesses: (system, threads): Witness[] => {
    const producer = threads.find(({ ref }) => ref.name === meeting.producer.name)
    if (producer === undefined) throw new Error(`nobody runs ${meeting.producer.name}`)
    const { memory } = system.subscriber('A').driver
    return Object.entries({ ...meeting.seen, ...(memory ? meeting.seenInMemory : {}) }).map(([sentence, seen]) =>
      witness(sentence, (see) => seen({ see, system, producer, threads })),
    )
  },
})

export const producerScenarios: readonly Scenario[] = meetings.map(meet)
