/**
 * A driver fills its mirror for the address (snapshot, check, store), as part of a driver thread.
 *
 * Kernel:  mmu_interval_read_begin()     mm/mmu_notifier.c
 *          hmm_range_fault(), hmm_vma_walk_pmd(), hmm_vma_handle_pte()   mm/hmm.c
 *          and the driver's loop around them, for instance dmirror_range_fault() of lib/test_hmm.c.
 * Omits:   giving up with -EBUSY after a time-out.
 */
import { type Actor, client } from './actor.ts'
import { handleMmFault } from './handle-mm-fault.ts'
import { at, type PathSetup } from './path.ts'

const file = 'mm/hmm.c'

/** How an idle driver thread starts to serve a fault of its device, for each kind of fault that the device may raise. */
export function startDeviceFault(wants: readonly ('read' | 'write')[]) {
  const begin = (want: 'want to read' | 'want to write', description: string) => ({
    guard: 'no invalidation was announced, operation lock is free' as const,
    target: 'faulting',
    actions: [want, 'remember seq' as const, 'take the operation lock' as const],
    meta: at('mmu_interval_read_begin', 'mm/mmu_notifier.c'),
    description,
  })
  return {
    ...(wants.includes('read') ? { 'read_begin to read': begin('want to read', 'a read fault') } : {}),
    ...(wants.includes('write') ? { 'read_begin to write': begin('want to write', 'a write fault') } : {}),
  }
}

/** From the remembered sequence to the filled mirror, or an error; goes on to `returned`. */
export function deviceFault(path: PathSetup, actor: Actor) {
  const { functions } = client(actor).driver
  return path.createStateConfig({
    description: 'hmm_range_fault() and the loop of the driver around it',
    initial: 'lock',
    onDone: 'returned',
    states: {
      lock: {
        on: {
          mmap_read_lock: [
            {
              guard: 'vma is gone',
              target: 'done',
              actions: ['forget seq', 'drop the operation lock'],
              meta: at('hmm_range_fault', file),
              description: '-EFAULT',
            },
            {
              guard: 'mmap_lock admits a reader',
              target: 'walk',
              actions: 'mmap_read_lock',
              meta: at('mmap_read_lock', 'include/linux/mmap_lock.h'),
            },
          ],
        },
      },
      walk: {
        on: {
          hmm_vma_walk_pmd: [
            {
              guard: 'seq moved',
              target: 'begin again',
              actions: ['forget seq', 'forget the snapshot', 'mmap_read_unlock'],
              meta: at('hmm_range_fault', file),
              description: '-EBUSY: the sequence moved',
            },
            {
              guard: 'snapshot satisfies the fault, more to walk',
              actions: ['note the snapshot', 'walk on'],
              meta: at('hmm_range_fault', file),
              description: 'noted, on to the next address',
            },
            {
              guard: 'snapshot satisfies the fault',
              target: 'check',
              actions: ['note the snapshot', 'mmap_read_unlock'],
              meta: at('hmm_range_fault', file),
              description: 'snapshot taken',
            },
            {
              guard: 'pte is a migration entry',
              target: 'wait',
              actions: 'note the locked folio',
              meta: at('hmm_vma_handle_pte', file),
              description: 'a migration entry: waits',
            },
            {
              guard: 'foreign pages are an error',
              target: 'done',
              actions: ['forget seq', 'mmap_read_unlock', 'drop the operation lock'],
              meta: at('hmm_range_fault', file),
              description: "-EFAULT: another device's page",
            },
            { target: 'fault', meta: at('hmm_vma_fault', file), description: 'not mapped as needed: faults' },
          ],
        },
      },
      wait: {
        on: {
          migration_entry_wait: {
            guard: 'folio is unlocked',
            target: 'walk',
            actions: 'wait no longer',
            meta: at('migration_entry_wait', 'mm/migrate.c'),
            description: 'the folio was unlocked: walks again',
          },
        },
      },
      fault: { ...handleMmFault(path, actor), onDone: [{ guard: 'failed', target: 'give up' }, { target: 'walk' }] },
      'give up': {
        on: {
          mmap_read_unlock: {
            target: 'done',
            actions: ['mmap_read_unlock', 'forget seq', 'drop the operation lock'],
            meta: at('hmm_range_fault', file),
            description: '-EFAULT',
          },
        },
      },
      check: {
        on: {
          mmu_interval_read_retry: [
            {
              guard: 'seq moved, driver lock is free',
              target: 'begin again',
              actions: ['forget seq', 'forget the snapshot'],
              meta: at('mmu_interval_read_retry', 'include/linux/mmu_notifier.h'),
              description: 'the sequence moved: starts over',
            },
            {
              guard: 'driver lock is free',
              target: 'store',
              actions: 'mutex_lock',
              meta: at('mmu_interval_read_retry', 'include/linux/mmu_notifier.h'),
              description: 'unchanged; keeps the driver lock',
            },
          ],
        },
      },
      'begin again': {
        on: {
          mmu_interval_read_begin: {
            guard: 'no invalidation was announced',
            target: 'lock',
            actions: 'remember seq',
            meta: at('mmu_interval_read_begin', 'mm/mmu_notifier.c'),
            description: 'once no invalidation is announced',
          },
        },
      },
      store: {
        on: {
          'store snapshot': {
            target: 'done',
            actions: ['store the snapshot', 'mutex_unlock', 'forget seq', 'drop the operation lock'],
            meta: at(functions.store, functions.file),
            description: 'maps the snapshot, unlocks',
          },
        },
      },
      done: { type: 'final' },
    },
  })
}
