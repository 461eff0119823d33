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
 * Keeps:   the kind, the frame, and the write bit, which a migration or device-private entry carries along.
 * Omits:   young, dirty, soft-dirty, uffd-wp, exclusivity; swap and marker entries; huge entries.
 *          A bug that needs one of these (bug corpus S4, S22, S29 to S31, S40, S41) is invisible here.
 */
import { assign, setup } from 'xstate'
import type { Frame } from '../names.ts'

export type PteEvent =
  | { type: 'map_zero_page' }
  | { type: 'map_anon_page'; frame: Frame; writable: boolean }
  | { type: 'wp_page_reuse' }
  | { type: 'make_migration_entry' }
  | { type: 'remove_migration_pte'; frame: Frame; to: 'present' | 'device' }
  | { type: 'make_device_exclusive' }
  | { type: 'restore_exclusive_pte' }
  | { type: 'insert_device_private'; frame: Frame; writable: boolean }
  | { type: 'zap' }

export const pte = setup({
  types: {
    context: {} as { frame: Frame | null },
    events: {} as PteEvent,
  },
  guards: {
    writable: ({ event }) => 'writable' in event && event.writable,
    'to device': ({ event }) => event.type === 'remove_migration_pte' && event.to === 'device',
  },
  actions: {
    'point to frame': assign({ frame: ({ event, context }) => ('frame' in event ? event.frame : context.frame) }),
    'point nowhere': assign({ frame: null }),
  },
}).createMachine({
  id: 'pte',
  context: { frame: null },
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
      on: { zap: { target: 'none', actions: 'point nowhere' } },
      states: {
        ro: { on: { make_migration_entry: '#pte.migration.r', wp_page_reuse: 'rw' } },
        rw: { on: { make_migration_entry: '#pte.migration.w', make_device_exclusive: '#pte.exclusive' } },
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
