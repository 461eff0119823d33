/**
 * The CPU page-table entry of the virtual address.
 *
 * Kernel:  pte_t, changed only under its page-table lock: one told event is one such critical section.
 *            do_anonymous_page(), wp_page_copy()     mm/memory.c
 *            migrate_vma_collect_pmd(), migrate_vma_insert_page()   mm/migrate_device.c
 *            remove_migration_pte()                  mm/migrate.c
 *            zap_pte_range()                         mm/memory.c
 *            make_device_exclusive()                 mm/rmap.c
 *            restore_exclusive_pte()                 mm/memory.c
 *            try_to_unmap_one(), do_swap_page()      mm/rmap.c, mm/memory.c
 * Keeps:   the kind, the frame or the slot of swap, and the write bit, which a migration or device-private entry carries
 *          along. Where there is swap, the dirty bit too, which a migration entry may carry.
 * Omits:   young, soft-dirty, uffd-wp, exclusivity; marker entries; huge entries.
 *          A bug that needs one of these (bug corpus S22, S29 to S31, S40, S41) is invisible here.
 */
import { assign, setup } from 'xstate'
import type { Frame, Slot } from '../names.ts'

/** Of what it becomes; clean if nothing is said. */
interface Dirty {
  readonly dirty?: boolean
}

export type PteEvent =
  | { type: 'map_zero_page' }
  | ({ type: 'map_anon_page'; frame: Frame; writable: boolean } & Dirty)
  | ({ type: 'wp_page_reuse' } & Dirty)
  /** A processor sets the dirty bit when it writes. */
  | { type: 'pte_mkdirty' }
  | ({ type: 'make_migration_entry' } & Dirty)
  | ({ type: 'remove_migration_pte'; frame: Frame; to: 'present' | 'device' } & Dirty)
  | { type: 'try_to_unmap_one'; slot: Slot }
  | ({ type: 'do_swap_page'; frame: Frame; writable: boolean } & Dirty)
  | { type: 'make_device_exclusive' }
  | { type: 'restore_exclusive_pte' }
  | { type: 'insert_device_private'; frame: Frame; writable: boolean }
  | { type: 'zap' }

export const pte = setup({
  types: {
    context: {} as { frame: Frame | null; slot: Slot | null; dirty: boolean },
    events: {} as PteEvent,
  },
  guards: {
    writable: ({ event }) => 'writable' in event && event.writable,
    'to device': ({ event }) => event.type === 'remove_migration_pte' && event.to === 'device',
  },
  actions: {
    'point to frame': assign(({ event, context }) => ({
      frame: 'frame' in event ? event.frame : context.frame,
      slot: null,
      dirty: isDirty(event),
    })),
    'point to slot': assign(({ event }) => ({
      frame: null,
      slot: event.type === 'try_to_unmap_one' ? event.slot : null,
      dirty: false,
    })),
    'point nowhere': assign({ frame: null, slot: null, dirty: false }),
    'become dirty or clean': assign({ dirty: ({ event }) => isDirty(event) }),
    'become dirty': assign({ dirty: true }),
  },
}).createMachine({
  id: 'pte',
  context: { frame: null, slot: null, dirty: false },
  initial: 'none',
  states: {
    none: {
      description: 'No translation. pmd_none() counts the same.',
      on: {
        map_zero_page: 'zero',
        map_anon_page: [
          { guard: 'writable', target: 'present.rw', actions: 'point to frame' },
          { target: 'present.ro', actions: 'point to frame' },
        ],
        insert_device_private: [
          { guard: 'writable', target: 'device.w', actions: 'point to frame' },
          { target: 'device.r', actions: 'point to frame' },
        ],
      },
    },
    zero: {
      description: 'The shared zero page, always read-only; no reference, no mapcount.',
      on: {
        map_anon_page: { guard: 'writable', target: 'present.rw', actions: 'point to frame' },
        insert_device_private: [
          { guard: 'writable', target: 'device.w', actions: 'point to frame' },
          { target: 'device.r', actions: 'point to frame' },
        ],
        zap: 'none',
      },
    },
    present: {
      initial: 'ro',
      on: {
        try_to_unmap_one: { target: 'swap', actions: 'point to slot' },
        zap: { target: 'none', actions: 'point nowhere' },
      },
      states: {
        ro: {
          on: {
            make_migration_entry: { target: '#pte.migration.r', actions: 'become dirty or clean' },
            wp_page_reuse: { target: 'rw', actions: 'become dirty or clean' },
          },
        },
        rw: {
          on: {
            make_migration_entry: { target: '#pte.migration.w', actions: 'become dirty or clean' },
            make_device_exclusive: { target: '#pte.exclusive', actions: 'become dirty or clean' },
            pte_mkdirty: { actions: 'become dirty' },
          },
        },
      },
    },
    swap: {
      description: 'The page was reclaimed. Its bytes are in a slot of swap, or still in the page that caches it.',
      on: {
        do_swap_page: [
          { guard: 'writable', target: 'present.rw', actions: 'point to frame' },
          { target: 'present.ro', actions: 'point to frame' },
        ],
        zap: { target: 'none', actions: 'point nowhere' },
      },
    },
    migration: {
      description: 'A migration entry: not present, no reference of its own; its folio must stay locked.',
      initial: 'r',
      on: { zap: { target: 'none', actions: 'point nowhere' } },
      states: {
        r: {
          on: {
            remove_migration_pte: [
              { guard: 'to device', target: '#pte.device.r', actions: 'point to frame' },
              { target: '#pte.present.ro', actions: 'point to frame' },
            ],
          },
        },
        w: {
          on: {
            remove_migration_pte: [
              { guard: 'to device', target: '#pte.device.w', actions: 'point to frame' },
              { target: '#pte.present.rw', actions: 'point to frame' },
            ],
          },
        },
      },
    },
    exclusive: {
      description: 'A device-exclusive entry: the page stays in system memory, and the CPU must fault to use it.',
      on: {
        restore_exclusive_pte: 'present.rw',
        zap: { target: 'none', actions: 'point nowhere' },
      },
    },
    device: {
      description: 'A device-private entry: the page is in device memory, and the CPU must fault to use it.',
      initial: 'r',
      on: { zap: { target: 'none', actions: 'point nowhere' } },
      states: {
        r: { on: { make_migration_entry: '#pte.migration.r' } },
        w: { on: { make_migration_entry: '#pte.migration.w' } },
      },
    },
  },
})

function isDirty(event: PteEvent): boolean {
  return 'dirty' in event && event.dirty === true
}
