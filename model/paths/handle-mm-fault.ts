/**
 * A page fault at the address, for a CPU or on behalf of a device, as part of a longer path.
 *
 * Kernel:  handle_mm_fault(), do_anonymous_page(), do_wp_page(), wp_page_copy(), do_swap_page()   mm/memory.c
 *          migration_entry_wait()                                                              mm/migrate.c
 * Needs:   mmap_lock held for reading; `write` says which access faulted.
 * Leaves:  `failed` set if the fault ended with an error; then the access is over. Otherwise it is tried again.
 * Omits:   swap, file and shared pages, KSM, userfaultfd, the per-VMA lock's retry. Up to 5.16 a waiter on a migration
 *          entry took a reference (bug corpus L1): not modelled yet.
 */
import { contract } from '../drivers/contract.ts'
import type { System } from '../system.ts'
import { callSubscribers } from './invalidate-range.ts'
import { migrateVmaToSystem } from './migrate-vma.ts'
import { at, type PathSetup } from './path.ts'

const file = 'mm/memory.c'

export function handleMmFault(path: PathSetup, system: System) {
  // the page's owner is known only when the fault happens, so drivers that differ go by the documentation's words
  const [first, ...others] = system.gpus.map(({ driver }) => driver)
  const { functions } = first !== undefined && others.every((driver) => driver === first) ? first : contract
  const names = { copy: functions.copyBack, update: functions.update, file: functions.file }
  return path.createStateConfig({
    description: 'handle_mm_fault()',
    initial: 'look',
    states: {
      look: {
        description: 'the first look at the PTE is without its lock',
        on: {
          handle_mm_fault: [
            {
              guard: 'pte allows the access',
              target: 'done',
              meta: at('handle_mm_fault', file),
              description: 'already served',
            },
            {
              guard: 'pte is none',
              target: 'anonymous',
              meta: at('handle_mm_fault', file),
              description: 'nothing mapped',
            },
            {
              guard: 'pte is zero',
              target: 'copy',
              meta: at('handle_mm_fault', file),
              description: 'a write to the zero page',
            },
            {
              guard: 'pte is present',
              target: 'reuse',
              meta: at('handle_mm_fault', file),
              description: 'a write to a read-only page of its own',
            },
            {
              guard: 'pte is a migration entry',
              target: 'wait',
              actions: 'note the locked folio',
              meta: at('handle_mm_fault', file),
              description: 'a migration entry',
            },
            {
              target: 'device page',
              actions: 'note the fault page',
              meta: at('handle_mm_fault', file),
              description: 'a device-private entry',
            },
          ],
        },
      },
      anonymous: {
        on: {
          do_anonymous_page: [
            {
              guard: 'pte is not none',
              target: 'done',
              meta: at('do_anonymous_page', file),
              description: 'the PTE changed',
            },
            {
              guard: 'access is a load',
              target: 'done',
              actions: 'map the zero page',
              meta: at('do_anonymous_page', file),
              description: 'maps the zero page',
            },
            {
              guard: 'a frame is free',
              target: 'done',
              actions: 'map a new page',
              meta: at('do_anonymous_page', file),
              description: 'maps a cleared page',
            },
            { target: 'done', actions: 'fail', meta: at('do_anonymous_page', file), description: 'VM_FAULT_OOM' },
          ],
        },
      },
      reuse: {
        on: {
          wp_page_reuse: [
            {
              guard: 'pte is present read-only',
              target: 'done',
              actions: 'make pte writable',
              meta: at('wp_page_reuse', file),
              description: 'the page is exclusive: writable in place',
            },
            { target: 'done', meta: at('wp_page_reuse', file), description: 'the PTE changed' },
          ],
        },
      },
      copy: {
        on: {
          wp_page_copy: [
            {
              guard: 'a frame is free',
              target: 'copy: callbacks',
              actions: [
                'allocate a copy',
                'note the copy',
                'mn_itree_inv_start_range',
                { type: 'list subscribers', params: { opening: 'cow' } },
              ],
              meta: at('wp_page_copy', file),
              description: 'allocates a cleared page, opens the invalidation',
            },
            { target: 'done', actions: 'fail', meta: at('wp_page_copy', file), description: 'VM_FAULT_OOM' },
          ],
        },
      },
      'copy: callbacks': callSubscribers(path, system, 'cow', 'copy: set pte'),
      'copy: set pte': {
        on: {
          'wp_page_copy sets pte': [
            {
              guard: 'pte is zero',
              target: 'copy: end',
              actions: ['map the copy', 'forget the copy'],
              meta: at('wp_page_copy', file),
              description: 'still the zero page: maps the new one',
            },
            { target: 'copy: end', meta: at('wp_page_copy', file), description: 'the PTE changed' },
          ],
        },
      },
      'copy: end': {
        on: {
          mn_itree_inv_end: [
            {
              guard: 'a copy is left over',
              target: 'done',
              actions: ['mn_itree_inv_end', 'put the copy', 'forget the copy'],
              meta: at('mn_itree_inv_end', 'mm/mmu_notifier.c'),
              description: 'wp_page_copy closes its invalidation, frees its page',
            },
            {
              target: 'done',
              actions: 'mn_itree_inv_end',
              meta: at('mn_itree_inv_end', 'mm/mmu_notifier.c'),
              description: 'wp_page_copy closes its invalidation',
            },
          ],
        },
      },
      wait: {
        on: {
          migration_entry_wait: {
            guard: 'folio is unlocked',
            target: 'done',
            actions: 'wait no longer',
            meta: at('migration_entry_wait', 'mm/migrate.c'),
            description: 'sleeps until the folio is unlocked',
          },
        },
      },
      'device page': {
        on: {
          do_swap_page: [
            {
              guard: 'faults take nothing',
              target: 'call driver',
              meta: at('do_swap_page', file),
              description: 'takes neither lock nor reference',
            },
            {
              guard: 'pte no longer maps the fault page',
              target: 'done',
              actions: 'forget the fault page',
              meta: at('do_swap_page', file),
              description: 'the PTE changed',
            },
            {
              guard: 'fault page is locked, faults sleep',
              target: 'wait',
              actions: ['wait for the fault page', 'forget the fault page'],
              meta: at('do_swap_page', file),
              description: 'the trylock fails',
            },
            {
              guard: 'fault page is locked, faults lock first',
              target: 'done',
              actions: 'forget the fault page',
              meta: at('do_swap_page', file),
              description: 'the trylock fails: faults again',
            },
            {
              guard: 'faults lock first',
              target: 'call driver',
              actions: ['lock the fault page', 'get the fault page', 'note the fault reference'],
              meta: at('do_swap_page', file),
              description: 'locks the page, takes a reference',
            },
            {
              target: 'call driver',
              actions: ['get the fault page', 'note the fault reference'],
              meta: at('do_swap_page', file),
              description: 'takes a reference',
            },
          ],
        },
      },
      'call driver': {
        on: {
          migrate_to_ram: {
            guard: "driver of the fault page's owner may migrate",
            target: 'to ram',
            actions: [
              'follow the fault page to its driver',
              "take the operation lock of the fault page's owner",
              'begin migration to system',
            ],
            meta: at('pgmap->ops->migrate_to_ram', file),
            description: "follows the page to its owner's driver",
          },
        },
      },
      'to ram': { ...migrateVmaToSystem(path, system, names), onDone: 'put' },
      put: {
        always: { guard: 'no fault reference', target: 'done', actions: 'forget the fault page' },
        on: {
          put_page: {
            target: 'done',
            actions: ['put the fault page', 'forget the fault page'],
            meta: at('do_swap_page', file),
            description: 'puts its reference',
          },
        },
      },
      done: { type: 'final' },
    },
  })
}
