/**
 * A page fault at the address, for a CPU or on behalf of a device, as part of a longer path.
 *
 * Kernel:  handle_mm_fault(), do_anonymous_page(), do_wp_page(), wp_page_copy(), do_swap_page()   mm/memory.c
 * Needs:   mmap_lock held for reading; `write` says which access faulted.
 * Leaves:  `failed` set if the fault ended with an error; then the access is over. Otherwise it is tried again.
 * Steps:   wp_page_copy() fills its page before it opens the invalidation; here that is one step. What others do between the
 *          two either looks at pages, and could as well come after the opening, which pages do not see; or it looks at the
 *          notifier, and could as well come before the copy, which nobody else knows of yet. A write to the old page that
 *          comes after the copy is one of the former.
 * Abstracts: where the devices of a scenario have different drivers, what is done on the way back to system memory has the
 *          documentation's names, `driver: copy back` for one. What is done is what the page's owner does.
 * Omits:   file and shared pages, KSM, userfaultfd, the per-VMA lock's retry. Whether a page that may be shared can be
 *          written in place is guessed from counts as from 5.17 on: its slot of swap is freed first. From 5.9 to 5.16 a
 *          page in the swap cache was copied instead.
 */
import { contract } from '../drivers/contract.ts'
import { placeOf } from '../drivers/driver.ts'
import type { Actor } from './actor.ts'
import { announced } from './announcement.ts'
import { callSubscribers, closing, opens } from './invalidate-range.ts'
import { migrateVma } from './migrate-vma.ts'
import { migrationEntryWait } from './migration-entry-wait.ts'
import { fromFault, saysLeftOut } from './move.ts'
import { at, type PathSetup } from './path.ts'
import { removeExclusiveStates } from './remove-device-exclusive.ts'
import { swapInStates } from './swap-in.ts'

const file = 'mm/memory.c'

const copied = { event: 'CLEAR', range: 'this address' } as const

/** The pages that wp_page_copy() holds: the new one until it is mapped, the old one to the end. */
const copy = {
  put: { type: 'put the page', params: { as: 'cow' } },
  forget: { type: 'let go of the page', params: { as: 'cow' } },
} as const
const old = {
  hold: { type: 'hold the mapped page', params: { as: 'old' } },
  put: { type: 'put the page', params: { as: 'old' } },
  forget: { type: 'let go of the page', params: { as: 'old' } },
} as const

export function handleMmFault(path: PathSetup, actor: Actor) {
  // the page's owner is known only when the fault happens, so drivers that differ go by the documentation's words
  const [first, ...others] = actor.system.subscribers.map(({ driver }) => driver).filter(({ memory }) => memory)
  const driver = first !== undefined && others.every((other) => other === first) ? first : contract
  const { exclusiveMapcount } = actor.system.switches
  // a CPU that faults comes by user space, where it can be scheduled; hmm_range_fault() does not
  const spins = actor.system.cpus.has(actor.self) && actor.system.switches.faultRef === 'trylock'
  const names = { copy: placeOf(driver, 'copyBack'), update: placeOf(driver, 'update') }
  const move = fromFault(actor)
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
              guard: 'pte is protnone',
              target: 'numa',
              meta: at('handle_mm_fault', file),
              description: 'a NUMA hinting fault',
            },
            {
              guard: 'pte is present',
              target: 'write-protected',
              meta: at('handle_mm_fault', file),
              description: 'a write to a read-only page',
            },
            {
              guard: 'pte is a migration entry',
              target: 'migration entry',
              meta: at('handle_mm_fault', file),
              description: 'a migration entry',
            },
            ...(actor.system.slots.length === 0
              ? []
              : [
                  {
                    guard: 'pte is swap' as const,
                    target: 'swap',
                    actions: 'note the swap entry' as const,
                    meta: at('handle_mm_fault', file),
                    description: 'a swap entry',
                  },
                ]),
            ...(exclusiveMapcount === 'absent'
              ? []
              : [
                  {
                    guard: 'pte is exclusive' as const,
                    target: 'exclusive page',
                    actions: 'note the fault page' as const,
                    meta: at('handle_mm_fault', file),
                    description: 'a device-exclusive entry',
                  },
                ]),
            {
              guard: 'pte is a device-private entry',
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
              guard: 'mm is unstable',
              target: 'done',
              actions: 'fail',
              meta: at('check_stable_address_space', 'include/linux/oom.h'),
              description: 'VM_FAULT_SIGBUS: the OOM reaper was here',
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
      numa: {
        on: {
          do_numa_page: [
            {
              guard: 'pte is protnone',
              target: 'done',
              actions: 'restore pte',
              meta: at('do_numa_page', file),
              description: 'the page is where it should be: maps it again',
            },
            { target: 'done', meta: at('do_numa_page', file), description: 'the PTE changed' },
          ],
        },
      },
      'write-protected': {
        on: {
          do_wp_page: [
            {
              guard: 'pte is present read-only, its page may be reused',
              target: 'done',
              actions: 'make pte writable',
              meta: at('wp_page_reuse', file),
              description: 'nobody else has the page: writable in place',
            },
            {
              guard: 'pte is present read-only',
              target: 'copy',
              actions: ['get the mapped page', old.hold],
              meta: at('do_wp_page', file),
              description: 'the page is shared: takes a reference, to copy it',
            },
            { target: 'done', meta: at('do_wp_page', file), description: 'the PTE changed' },
          ],
        },
      },
      copy: {
        on: {
          wp_page_copy: [
            {
              guard: 'a frame is free',
              target: 'copy: callbacks',
              actions: ['allocate a copy', 'note the copy', ...opens(copied)],
              meta: at('wp_page_copy', file),
              description: `allocates and fills a page, opens ${announced(actor, { opening: copied })}`,
            },
            {
              target: 'done',
              actions: ['fail', old.put, old.forget],
              meta: at('wp_page_copy', file),
              description: 'VM_FAULT_OOM',
            },
          ],
        },
      },
      'copy: callbacks': callSubscribers(path, actor, { opening: copied }, 'copy: set pte'),
      'copy: set pte': {
        on: {
          'wp_page_copy sets pte': [
            {
              guard: 'pte is as it was copied',
              target: 'copy: end',
              actions: ['map the copy', copy.forget],
              meta: at('wp_page_copy', file),
              description: 'the PTE is as it was: maps the new page',
            },
            { target: 'copy: end', meta: at('wp_page_copy', file), description: 'the PTE changed' },
          ],
        },
      },
      'copy: end': closing(
        path,
        actor,
        {
          guard: 'a copy is left over',
          target: 'done',
          actions: [copy.put, old.put, copy.forget, old.forget],
          description: 'wp_page_copy closes its invalidation, frees its page',
        },
        {
          target: 'done',
          actions: [old.put, old.forget],
          description: 'wp_page_copy closes its invalidation',
        },
      ),
      ...migrationEntryWait(path, actor, 'done'),
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
            spins
              ? {
                  guard: 'fault page is locked, faults lock first',
                  target: 'spin',
                  actions: 'spin',
                  meta: at('do_swap_page', file),
                  description: 'the trylock fails: the caller tries again at once',
                }
              : {
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
      ...(spins ? { spin: spinning(path) } : {}),
      'call driver': {
        on: {
          migrate_to_ram: {
            target: 'serialise',
            actions: ['follow the fault page to its driver', 'begin migration to system'],
            meta: at('pgmap->ops->migrate_to_ram', file),
            description: `follows the page to its owner's driver${saysLeftOut(move)}`,
          },
        },
      },
      serialise: {
        description: 'a driver may keep its migrations apart by a lock',
        always: { guard: 'migrations are not serialised', target: 'to ram' },
        on: {
          'lock migrations out': [
            {
              guard: 'migrate lock is held already',
              target: 'to ram',
              meta: placeOf(driver, 'serialise', 'copyBack'),
              description: 'the fault that it serves has the lock',
            },
            {
              guard: 'migrate lock is free',
              target: 'to ram',
              actions: 'take the migrate lock',
              meta: placeOf(driver, 'serialise', 'copyBack'),
              description: "takes the driver's lock for migrations",
            },
          ],
        },
      },
      'to ram': { ...migrateVma(path, actor, names, move), onDone: 'put' },
      ...(exclusiveMapcount === 'absent' ? {} : removeExclusiveStates(path, actor)),
      ...(actor.system.slots.length === 0 ? {} : swapInStates(path)),
      put: {
        always: { guard: 'no fault reference', target: 'done', actions: 'forget the fault page' },
        on: {
          put_page: {
            target: 'done',
            actions: ['put the fault page', 'forget the fault page'],
            meta: at('do_swap_page', file),
            description: move.faultPageLocked ? 'unlocks the page, puts its reference' : 'puts its reference',
          },
        },
      },
      done: { type: 'final' },
    },
  })
}

/** One round of hmm_range_fault()'s loop is one step. Nothing in it sleeps, so its CPU does nothing else. */
const spinning = (path: PathSetup) =>
  path.createStateConfig({
    on: {
      'hmm_range_fault again': [
        {
          guard: 'pte still maps the fault page, which is locked',
          meta: at('hmm_range_fault', 'mm/hmm.c'),
          description: '-EBUSY: walks again, faults again, finds the page locked again',
        },
        {
          target: 'done',
          actions: ['schedule', 'forget the fault page'],
          meta: at('hmm_range_fault', 'mm/hmm.c'),
          description: 'walks again: something has changed',
        },
      ],
    },
  })
