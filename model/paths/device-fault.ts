/**
 * A driver fills its mirror for the address (snapshot, check, store), as part of a driver thread.
 *
 * Kernel:  hmm_range_fault(), hmm_vma_walk_pmd(), hmm_vma_handle_pte()   mm/hmm.c
 *          and the driver's loop around them, for instance dmirror_range_fault() of lib/test_hmm.c.
 * Omits:   giving up with -EBUSY after a time-out.
 */
import { and } from 'xstate'
import { placeOf } from '../drivers/driver.ts'
import { type Actor, client } from './actor.ts'
import { begins, checkAndStore, isEarlyHmm } from './check-and-store.ts'
import { handleMmFault } from './handle-mm-fault.ts'
import { migrationEntryWait } from './migration-entry-wait.ts'
import { at, type PathSetup } from './path.ts'
import { fillLock } from './sight.ts'
import { keepsFaultsApart } from './vocabulary/serialise.ts'

const file = 'mm/hmm.c'

/** How an idle driver thread starts to serve a fault of its device, for each kind of fault that the device may raise. */
export function startDeviceFault(actor: Actor, wants: readonly ('read' | 'write')[]) {
  const isCounted = actor.addresses[0]?.mm.users !== undefined
  const begin = (want: 'want to read' | 'want to write', description: string) => ({
    guard: isCounted
      ? and(['mm has users', 'no invalidation was announced'])
      : ('no invalidation was announced' as const),
    target: 'faulting',
    actions: [...(isCounted ? (['mmget'] as const) : []), want, 'remember seq' as const],
    meta: begins(actor),
    description: isEarlyHmm(actor) ? `${description}: registers its range` : description,
  })
  return {
    ...(wants.includes('read') ? { 'read_begin to read': begin('want to read', 'a read fault') } : {}),
    ...(wants.includes('write') ? { 'read_begin to write': begin('want to write', 'a write fault') } : {}),
  }
}

/** hmm_range_fault() came with 5.2, from which on its helper has the other's name; KERNEL.md goes by 6.12 otherwise. */
function functionsOf(actor: Actor) {
  return isEarlyHmm(actor)
    ? { walks: at('hmm_vma_fault', file), faults: at('hmm_vma_do_fault', file) }
    : { walks: at('hmm_range_fault', file), faults: at('hmm_vma_fault', file) }
}

interface Fill {
  /** Where it begins: with the sequence remembered, or before that. */
  readonly initial?: 'lock' | 'begin again'
  /** Where it goes on. */
  readonly onDone?: string
}

/** From the remembered sequence to the filled mirror, or an error; goes on to `returned`. */
export function deviceFault(path: PathSetup, actor: Actor, { initial = 'lock', onDone = 'returned' }: Fill = {}) {
  const { driver } = client(actor)
  const { mode, until } = fillLock(actor.system, client(actor))
  const keepsMmapLock = until === 'stored'
  const isSerialised = keepsFaultsApart(client(actor))
  const dropped = `, drops ${isSerialised ? "mmap_lock and the driver's lock for migrations" : 'mmap_lock'}`
  const { walks, faults } = functionsOf(actor)
  const samplesAgain = driver.samplesSeq === 'for each address'
  return path.createStateConfig({
    description: 'hmm_range_fault() and the loop of the driver around it',
    initial,
    onDone,
    states: {
      lock: {
        on: {
          [`mmap_${mode}_lock`]: [
            {
              guard: 'vma is gone',
              target: 'done',
              actions: 'forget seq',
              meta: walks,
              description: '-EFAULT',
            },
            {
              guard: 'mmap_lock is to be had',
              target: isSerialised ? 'serialise' : 'walk',
              actions: 'take mmap_lock',
              meta: at(`mmap_${mode}_lock`, 'include/linux/mmap_lock.h'),
            },
          ],
        },
      },
      ...(isSerialised
        ? {
            serialise: {
              on: {
                'lock migrations out': {
                  guard: 'migrate lock is free' as const,
                  target: 'walk',
                  actions: 'take the migrate lock' as const,
                  meta: placeOf(driver, 'serialise', 'migrate'),
                  description: "takes the driver's lock for migrations",
                },
              },
            },
          }
        : {}),
      walk: {
        on: {
          hmm_vma_walk_pmd: [
            {
              guard: 'seq moved',
              target: 'begin again',
              actions: ['forget seq', 'forget the snapshot', 'drop mmap_lock', 'drop the migrate lock after a fault'],
              meta: walks,
              description: `-EBUSY: the sequence moved${dropped}`,
            },
            {
              guard: 'snapshot satisfies the fault, more to walk',
              ...(samplesAgain ? { target: 'sample again' } : {}),
              actions: ['note the snapshot', 'walk on'],
              meta: walks,
              description: 'noted, on to the next address',
            },
            {
              guard: 'snapshot satisfies the fault',
              target: 'check',
              actions: ['note the snapshot', 'drop mmap_lock after the snapshot'],
              meta: walks,
              description: keepsMmapLock ? 'snapshot taken, keeps mmap_lock' : 'snapshot taken, drops mmap_lock',
            },
            {
              guard: 'pte is a migration entry',
              target: 'migration entry',
              meta: at('hmm_vma_handle_pte', file),
              description: 'a migration entry: waits',
            },
            {
              guard: 'foreign pages are an error',
              target: 'done',
              actions: ['forget seq', 'drop mmap_lock', 'drop the migrate lock after a fault'],
              meta: walks,
              description: `-EFAULT: another device's page${dropped}`,
            },
            {
              guard: 'vma forbids the write',
              target: 'done',
              actions: ['forget seq', 'forget the snapshot', 'drop mmap_lock', 'drop the migrate lock after a fault'],
              meta: faults,
              description: '-EPERM: not allowed to write, drops mmap_lock',
            },
            { target: 'fault', meta: faults, description: 'not mapped as needed: faults' },
          ],
        },
      },
      ...migrationEntryWait(path, actor, 'walk'),
      ...(samplesAgain ? { 'sample again': samplesForNext(path) } : {}),
      fault: { ...handleMmFault(path, actor), onDone: [{ guard: 'failed', target: 'give up' }, { target: 'walk' }] },
      'give up': {
        on: {
          [`mmap_${mode}_unlock`]: {
            target: 'done',
            actions: ['drop mmap_lock', 'drop the migrate lock after a fault', 'forget seq'],
            meta: walks,
            description: '-EFAULT',
          },
        },
      },
      ...checkAndStore(path, actor, 'done'),
      done: { type: 'final' },
    },
  })
}

/** A driver that asks for one address at a time may begin anew for each, and forget what moved meanwhile (bug corpus S5). */
const samplesForNext = (path: PathSetup) =>
  path.createStateConfig({
    on: {
      mmu_interval_read_begin: {
        guard: 'no invalidation was announced',
        target: 'walk',
        actions: 'remember seq',
        meta: at('mmu_interval_read_begin', 'mm/mmu_notifier.c'),
        description: 'for the next address',
      },
    },
  })
