/**
 * The CPU page-table entry of a virtual address.
 *
 * Kernel:  pte_t, changed only under its page-table lock: one told event is one such critical section.
 *            do_anonymous_page(), wp_page_copy(), copy_present_pte(), copy_nonpresent_pte(), zap_pte_range()   mm/memory.c
 *            migrate_vma_collect_pmd(), migrate_vma_insert_page()   mm/migrate_device.c
 *            try_to_migrate_one()                    mm/rmap.c
 *            remove_migration_pte()                  mm/migrate.c
 *            move_ptes()                             mm/mremap.c
 *            make_device_exclusive()                 mm/rmap.c
 *            restore_exclusive_pte(), do_numa_page() mm/memory.c
 *            change_pte_range()                      mm/mprotect.c
 *            replace_page()                          mm/ksm.c
 *            try_to_unmap_one(), do_swap_page()      mm/rmap.c, mm/memory.c
 *            clear_soft_dirty()                      fs/proc/task_mmu.c
 * Keeps:   the kind, the frame or the slot of swap, and the write bit, which a migration or device-private entry carries
 *          along; a migration or swap entry also whether the page was PageAnonExclusive. While it is mapped, that is the
 *          folio's: see folio.ts. Where there is swap, the dirty bit too, which a migration entry may carry. Where somebody
 *          clears soft-dirty bits, that bit as well, of every kind of entry: that it has one place in entries that are
 *          present and another in the others is a matter of who reads it: ../paths/vocabulary/soft-dirty.ts.
 * Omits:   young, uffd-wp; marker entries; huge entries.
 *          A bug that needs one of these (bug corpus S31, S40, S41) is invisible here.
 */
import { assign, setup } from 'xstate'
import type { Frame, Slot } from '../names.ts'

/** Writable, readable-exclusive, readable. Up to 5.18 there is no `re`. */
export type MigrationFlavour = 'w' | 're' | 'r'

/** What an entry can be that is worth moving: the leaves of the statechart but one. */
export const entryKinds = [
  'zero',
  'present.ro',
  'present.rw',
  'present.protnone',
  'migration.r',
  'migration.re',
  'migration.w',
  'exclusive',
  'device.r',
  'device.w',
  'swap.shared',
  'swap.exclusive',
] as const

/** Of what the entry becomes: clean if nothing is said. */
interface Dirty extends SoftDirty {
  readonly dirty?: boolean
}

interface SoftDirty {
  readonly softDirty?: boolean
}

export type PteEvent =
  | { type: 'map_zero_page' }
  | ({ type: 'map_anon_page'; frame: Frame; writable: boolean } & Dirty)
  | ({ type: 'wp_page_reuse' } & Dirty)
  /** A processor that writes sets the dirty bit. */
  | { type: 'pte_mkdirty' }
  /** MADV_FREE takes it. */
  | { type: 'pte_mkclean' }
  | ({ type: 'make_migration_entry'; flavour: MigrationFlavour } & Dirty)
  | ({ type: 'remove_migration_pte'; frame: Frame; to: 'present' | 'device' } & Dirty)
  | ({ type: 'try_to_unmap_one'; slot: Slot; anonExclusive: boolean } & SoftDirty)
  | ({ type: 'do_swap_page'; frame: Frame; writable: boolean } & Dirty)
  | { type: 'make_device_exclusive' }
  | ({ type: 'restore_exclusive_pte'; writable: boolean } & Dirty)
  | ({ type: 'insert_device_private'; frame: Frame; writable: boolean } & SoftDirty)
  | { type: 'zap' }
  /** The write bit goes: of a present page, and of the entries that carry it along. */
  | { type: 'ptep_set_wrprotect' }
  | { type: 'make_readable_migration_entry' }
  | { type: 'make_readable_exclusive_migration_entry' }
  | ({ type: 'make_readable_device_private_entry' } & SoftDirty)
  /** That it takes the write bit of a present entry is another event; that of other entries stays. */
  | { type: 'clear_soft_dirty' }
  /** Another page takes the place of the mapped one. */
  | { type: 'replace_page'; frame: Frame }
  /** NUMA hinting: the page stays, the next access faults; and what that fault does. */
  | { type: 'make_protnone' }
  | { type: 'do_numa_page' }
  | { type: 'pte_swp_clear_exclusive' }
  /** fork, in the child. */
  | ({ type: 'copy_present_pte'; frame: Frame } & Dirty)
  | ({ type: 'copy_nonpresent_pte'; frame: Frame; kind: 'migration' | 'device' } & Dirty)
  | ({ type: 'copy_nonpresent_pte'; slot: Slot; kind: 'swap' } & SoftDirty)
  /** mremap: the entry leaves one address unchanged and arrives at another. */
  | { type: 'move_ptes_from' }
  | ({ type: 'move_ptes_to'; entry: (typeof entryKinds)[number]; frame: Frame | null; slot?: Slot | null } & Dirty)

const pointed = { actions: 'point to frame' } as const
const leaves = { target: '#pte.none', actions: 'point nowhere' } as const
const clears = { actions: 'be soft-dirty no more' } as const

export const pte = setup({
  types: {
    context: {} as { frame: Frame | null; slot: Slot | null; dirty: boolean; softDirty: boolean },
    events: {} as PteEvent,
  },
  guards: {
    writable: ({ event }) => 'writable' in event && event.writable,
    'to device': ({ event }) => event.type === 'remove_migration_pte' && event.to === 'device',
    exclusive: ({ event }) => event.type === 'try_to_unmap_one' && event.anonExclusive,
    'of a migration entry': ({ event }) => event.type === 'copy_nonpresent_pte' && event.kind === 'migration',
    'of a swap entry': ({ event }) => event.type === 'copy_nonpresent_pte' && event.kind === 'swap',
    'entry is': ({ event }, kind: (typeof entryKinds)[number]) => event.type === 'move_ptes_to' && event.entry === kind,
    'flavour is': ({ event }, flavour: MigrationFlavour) =>
      event.type === 'make_migration_entry' && event.flavour === flavour,
  },
  actions: {
    'point to frame': assign(({ event, context }) => ({
      frame: 'frame' in event ? event.frame : context.frame,
      slot: 'slot' in event ? (event.slot ?? null) : null,
      ...bitsOf(event),
    })),
    'point to slot': assign(({ event }) => ({
      frame: null,
      slot: 'slot' in event ? (event.slot ?? null) : null,
      ...bitsOf(event),
      dirty: false,
    })),
    'point nowhere': assign({ frame: null, slot: null, dirty: false, softDirty: false }),
    'become dirty or clean': assign(({ event }) => bitsOf(event)),
    'become dirty': assign({ dirty: true }),
    'become clean': assign({ dirty: false }),
    'be soft-dirty no more': assign({ softDirty: false }),
  },
}).createMachine({
  id: 'pte',
  context: { frame: null, slot: null, dirty: false, softDirty: false },
  initial: 'none',
  states: {
    none: {
      description: 'No translation. pmd_none() counts the same.',
      on: {
        map_zero_page: 'zero',
        map_anon_page: [
          { guard: 'writable', target: 'present.rw', ...pointed },
          { target: 'present.ro', ...pointed },
        ],
        insert_device_private: [
          { guard: 'writable', target: 'device.w', ...pointed },
          { target: 'device.r', ...pointed },
        ],
        copy_present_pte: { target: 'present.ro', ...pointed },
        copy_nonpresent_pte: [
          { guard: 'of a migration entry', target: 'migration.r', ...pointed },
          { guard: 'of a swap entry', target: 'swap.shared', actions: 'point to slot' },
          { target: 'device.r', ...pointed },
        ],
        move_ptes_to: entryKinds.map((kind) => ({
          guard: { type: 'entry is' as const, params: kind },
          target: kind,
          ...pointed,
        })),
      },
    },
    zero: {
      description: 'The shared zero page, always read-only; no reference, no mapcount.',
      on: {
        map_anon_page: { guard: 'writable', target: 'present.rw', ...pointed },
        insert_device_private: [
          { guard: 'writable', target: 'device.w', ...pointed },
          { target: 'device.r', ...pointed },
        ],
        zap: leaves,
        move_ptes_from: leaves,
        clear_soft_dirty: clears,
      },
    },
    present: {
      initial: 'ro',
      on: {
        pte_mkclean: { actions: 'become clean' },
        clear_soft_dirty: clears,
        zap: leaves,
        move_ptes_from: leaves,
        make_migration_entry: makesMigrationEntry(),
        try_to_unmap_one: [
          { guard: 'exclusive', target: 'swap.exclusive', actions: 'point to slot' },
          { target: 'swap.shared', actions: 'point to slot' },
        ],
      },
      states: {
        ro: {
          on: {
            wp_page_reuse: { target: 'rw', actions: 'become dirty or clean' },
            map_anon_page: { guard: 'writable', target: 'rw', ...pointed },
            replace_page: { ...pointed },
            make_protnone: 'protnone',
          },
        },
        rw: {
          on: {
            ptep_set_wrprotect: 'ro',
            make_device_exclusive: { target: '#pte.exclusive', actions: 'become clean' },
            pte_mkdirty: { actions: 'become dirty' },
            make_protnone: 'protnone',
          },
        },
        protnone: {
          description: 'Mapped and counted like any other page, but every access faults. Restored read-only.',
          on: { do_numa_page: 'ro' },
        },
      },
    },
    swap: {
      description: 'The page was reclaimed. Its bytes are in a slot of swap, or still in the page that caches it.',
      initial: 'shared',
      on: {
        do_swap_page: [
          { guard: 'writable', target: 'present.rw', ...pointed },
          { target: 'present.ro', ...pointed },
        ],
        clear_soft_dirty: clears,
        zap: leaves,
        move_ptes_from: leaves,
      },
      states: { shared: {}, exclusive: { on: { pte_swp_clear_exclusive: 'shared' } } },
    },
    migration: {
      description: 'A migration entry: not present, no reference of its own; its folio must stay locked.',
      initial: 'r',
      on: { clear_soft_dirty: clears, zap: leaves, move_ptes_from: leaves },
      states: {
        r: { on: { remove_migration_pte: becomes('device.r', 'present.ro') } },
        re: {
          description: 'The page is exclusive, and mapped read-only all the same.',
          on: {
            remove_migration_pte: becomes('device.r', 'present.ro'),
            make_readable_migration_entry: 'r',
          },
        },
        w: {
          on: {
            remove_migration_pte: becomes('device.w', 'present.rw'),
            make_readable_migration_entry: 'r',
            make_readable_exclusive_migration_entry: 're',
          },
        },
      },
    },
    exclusive: {
      description: 'A device-exclusive entry: the page stays in system memory, and the CPU must fault to use it.',
      on: {
        restore_exclusive_pte: [
          { guard: 'writable', target: 'present.rw', actions: 'become dirty or clean' },
          { target: 'present.ro', actions: 'become dirty or clean' },
        ],
        clear_soft_dirty: clears,
        zap: leaves,
        move_ptes_from: leaves,
        // it says nothing of permissions, and is made of exclusive pages only
        make_migration_entry: {
          guard: { type: 'flavour is', params: 're' },
          target: 'migration.re',
          actions: 'become dirty or clean',
        },
      },
    },
    device: {
      description: 'A device-private entry: the page is in device memory, and the CPU must fault to use it.',
      initial: 'r',
      on: {
        clear_soft_dirty: clears,
        zap: leaves,
        move_ptes_from: leaves,
        make_migration_entry: makesMigrationEntry(),
      },
      states: {
        r: {},
        w: { on: { make_readable_device_private_entry: { target: 'r', actions: 'become dirty or clean' } } },
      },
    },
  },
})

/** Which flavour is for the path to decide, from what it decodes of the entry; the page table takes any. */
function makesMigrationEntry() {
  return (['w', 're', 'r'] as const).map((flavour) => ({
    guard: { type: 'flavour is' as const, params: flavour },
    target: `#pte.migration.${flavour}`,
    actions: 'become dirty or clean' as const,
  }))
}

/** The write bit of what replaces a migration entry comes from the entry. */
function becomes(device: string, present: string) {
  return [
    { guard: 'to device' as const, target: `#pte.${device}`, ...pointed },
    { target: `#pte.${present}`, ...pointed },
  ]
}

/** What an event says of the bits of the new entry. */
const bitsOf = (event: PteEvent) => ({
  dirty: 'dirty' in event && event.dirty === true,
  softDirty: 'softDirty' in event && event.softDirty === true,
})
