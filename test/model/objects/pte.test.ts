import { describe, expect, test } from 'vitest'
import { entryKinds, type MigrationFlavour, type PteEvent, pte } from '../../../model/objects/pte.ts'
import { accepts, next, stateAfter } from './state-after.ts'

const toDevice = (frame: string) => ({ type: 'remove_migration_pte', frame, to: 'device' }) as const
const toPresent = (frame: string) => ({ type: 'remove_migration_pte', frame, to: 'present' }) as const
const anon = (frame: string, writable = true) => ({ type: 'map_anon_page', frame, writable }) as const
const insert = (frame: string, writable = true) => ({ type: 'insert_device_private', frame, writable }) as const
const migrate = (flavour: MigrationFlavour) => ({ type: 'make_migration_entry', flavour }) as const
const arrive = (entry: (typeof entryKinds)[number], frame: string | null = 'P1', slot: string | null = null) =>
  ({ type: 'move_ptes_to', entry, frame, slot }) as const

const unmapped = (anonExclusive: boolean) => ({ type: 'try_to_unmap_one', slot: 'S1', anonExclusive }) as const

/** The states of the entry, each by a way to get there. */
const reached = {
  none: stateAfter(pte),
  zero: stateAfter(pte, { type: 'map_zero_page' }),
  'present.ro': stateAfter(pte, anon('P1', false)),
  'present.rw': stateAfter(pte, anon('P1')),
  'migration.r': stateAfter(pte, anon('P1', false), migrate('r')),
  'migration.re': stateAfter(pte, anon('P1', false), migrate('re')),
  'migration.w': stateAfter(pte, anon('P1'), migrate('w')),
  exclusive: stateAfter(pte, anon('P1'), { type: 'make_device_exclusive' }),
  'present.protnone': stateAfter(pte, anon('P1'), { type: 'make_protnone' }),
  'swap.shared': stateAfter(pte, anon('P1', false), unmapped(false)),
  'swap.exclusive': stateAfter(pte, anon('P1'), unmapped(true)),
  'device.r': stateAfter(pte, insert('A1', false)),
  'device.w': stateAfter(pte, insert('A1')),
}

const each: Record<string, PteEvent> = {
  map_zero_page: { type: 'map_zero_page' },
  'map_anon_page writable': anon('P2'),
  'map_anon_page read-only': anon('P2', false),
  wp_page_reuse: { type: 'wp_page_reuse' },
  make_migration_entry: migrate('re'),
  remove_migration_pte: toPresent('P2'),
  insert_device_private: insert('B1'),
  make_device_exclusive: { type: 'make_device_exclusive' },
  restore_exclusive_pte: { type: 'restore_exclusive_pte', writable: true },
  try_to_unmap_one: unmapped(true),
  do_swap_page: { type: 'do_swap_page', frame: 'P2', writable: true },
  pte_mkdirty: { type: 'pte_mkdirty' },
  pte_mkclean: { type: 'pte_mkclean' },
  pte_swp_clear_exclusive: { type: 'pte_swp_clear_exclusive' },
  zap: { type: 'zap' },
  ptep_set_wrprotect: { type: 'ptep_set_wrprotect' },
  make_readable_migration_entry: { type: 'make_readable_migration_entry' },
  make_readable_device_private_entry: { type: 'make_readable_device_private_entry' },
  make_readable_exclusive_migration_entry: { type: 'make_readable_exclusive_migration_entry' },
  copy_present_pte: { type: 'copy_present_pte', frame: 'P2' },
  copy_nonpresent_pte: { type: 'copy_nonpresent_pte', frame: 'P2', kind: 'migration' },
  move_ptes_from: { type: 'move_ptes_from' },
  move_ptes_to: arrive('present.rw'),
  replace_page: { type: 'replace_page', frame: 'P2' },
  make_protnone: { type: 'make_protnone' },
  clear_soft_dirty: { type: 'clear_soft_dirty' },
  do_numa_page: { type: 'do_numa_page' },
}

/** Of whatever there is. */
const goes = ['zap', 'move_ptes_from', 'clear_soft_dirty']

describe('the events that a PTE accepts, and no others', () => {
  test.each<{ state: keyof typeof reached; legal: string[] }>([
    {
      state: 'none',
      legal: [
        'map_zero_page',
        'map_anon_page writable',
        'map_anon_page read-only',
        'insert_device_private',
        'copy_present_pte',
        'copy_nonpresent_pte',
        'move_ptes_to',
      ],
    },
    { state: 'zero', legal: ['map_anon_page writable', 'insert_device_private', ...goes] },
    {
      state: 'present.ro',
      legal: [
        'map_anon_page writable',
        'wp_page_reuse',
        'make_migration_entry',
        'try_to_unmap_one',
        'pte_mkclean',
        ...goes,
        'replace_page',
        'make_protnone',
      ],
    },
    {
      state: 'present.rw',
      legal: [
        'make_migration_entry',
        'make_device_exclusive',
        'try_to_unmap_one',
        'pte_mkdirty',
        'pte_mkclean',
        ...goes,
        'ptep_set_wrprotect',
        'make_protnone',
      ],
    },
    {
      state: 'present.protnone',
      legal: ['make_migration_entry', 'try_to_unmap_one', 'pte_mkclean', ...goes, 'do_numa_page'],
    },
    { state: 'swap.shared', legal: ['do_swap_page', ...goes] },
    { state: 'swap.exclusive', legal: ['do_swap_page', 'pte_swp_clear_exclusive', ...goes] },
    { state: 'migration.r', legal: ['remove_migration_pte', ...goes] },
    { state: 'migration.re', legal: ['remove_migration_pte', ...goes, 'make_readable_migration_entry'] },
    {
      state: 'migration.w',
      legal: [
        'remove_migration_pte',
        ...goes,
        'make_readable_migration_entry',
        'make_readable_exclusive_migration_entry',
      ],
    },
    { state: 'exclusive', legal: ['make_migration_entry', 'restore_exclusive_pte', ...goes] },
    { state: 'device.r', legal: ['make_migration_entry', ...goes] },
    { state: 'device.w', legal: ['make_migration_entry', ...goes, 'make_readable_device_private_entry'] },
  ])('while it is $state: $legal', ({ state, legal }) => {
    const accepted = Object.keys(each).filter((name) => accepts(pte, reached[state], each[name] as PteEvent))
    expect(accepted.sort()).toEqual(legal.toSorted())
  })
})

describe('a hole', () => {
  test('starts as no translation at all', () => {
    expect(reached.none).toMatchObject({ value: 'none', context: { frame: null } })
  })

  test('becomes the zero page by a read fault, which names no frame', () => {
    expect(reached.zero).toMatchObject({ value: 'zero', context: { frame: null } })
  })

  test('becomes a device-private entry by the hole path, writable if the VMA is', () => {
    expect(next(pte, reached.none, insert('A1'))).toMatchObject({ value: { device: 'w' }, context: { frame: 'A1' } })
    expect(next(pte, reached.none, insert('A1', false))).toMatchObject({ value: { device: 'r' } })
  })

  test('stays a hole to the hole path while it is the zero page', () => {
    expect(next(pte, reached.zero, insert('A1'))).toMatchObject({ value: { device: 'w' }, context: { frame: 'A1' } })
    expect(next(pte, reached.zero, insert('A1', false))).toMatchObject({ value: { device: 'r' } })
  })

  test('is no hole any more once a page is there, so a second insertion is an illegal event', () => {
    expect(accepts(pte, reached['device.w'], insert('B1'))).toBe(false)
    expect(accepts(pte, reached['present.rw'], insert('B1'))).toBe(false)
    expect(accepts(pte, reached['migration.w'], insert('B1'))).toBe(false)
  })
})

describe('the zero page', () => {
  test('is replaced by a writable page on a write fault', () => {
    expect(next(pte, reached.zero, anon('P1'))).toMatchObject({ value: { present: 'rw' }, context: { frame: 'P1' } })
  })

  test('is never replaced by a read-only page', () => {
    expect(accepts(pte, reached.zero, anon('P1', false))).toBe(false)
  })

  test('is never writable: reusing it in place is an illegal event', () => {
    expect(accepts(pte, reached.zero, { type: 'wp_page_reuse' })).toBe(false)
  })

  test('is never migrated: it has no lock and no owner', () => {
    expect(accepts(pte, reached.zero, migrate('r'))).toBe(false)
  })
})

describe('a page of its own', () => {
  test('that is mapped read-only becomes writable in place', () => {
    expect(next(pte, reached['present.ro'], { type: 'wp_page_reuse' })).toMatchObject({
      value: { present: 'rw' },
      context: { frame: 'P1' },
    })
  })

  test('that is mapped read-only is replaced by a writable copy', () => {
    expect(next(pte, reached['present.ro'], anon('P2'))).toMatchObject({
      value: { present: 'rw' },
      context: { frame: 'P2' },
    })
    expect(accepts(pte, reached['present.ro'], anon('P2', false))).toBe(false)
  })

  test('loses its write bit, and gets it again by a write fault', () => {
    const readOnly = next(pte, reached['present.rw'], { type: 'ptep_set_wrprotect' })
    expect(readOnly).toMatchObject({ value: { present: 'ro' }, context: { frame: 'P1' } })
    expect(next(pte, readOnly, { type: 'wp_page_reuse' }).value).toEqual({ present: 'rw' })
  })

  test('is replaced by another page, KSM’s or a breakpoint’s, which is read-only', () => {
    expect(next(pte, reached['present.ro'], { type: 'replace_page', frame: 'P2' })).toMatchObject({
      value: { present: 'ro' },
      context: { frame: 'P2' },
    })
  })

  test('that was made to fault for NUMA balancing stays what it is, and comes back read-only', () => {
    expect(reached['present.protnone']).toMatchObject({ value: { present: 'protnone' }, context: { frame: 'P1' } })
    expect(next(pte, reached['present.protnone'], { type: 'do_numa_page' })).toMatchObject({
      value: { present: 'ro' },
      context: { frame: 'P1' },
    })
    expect(next(pte, reached['present.protnone'], migrate('r')).value).toEqual({ migration: 'r' })
  })

  test('is never replaced by a page of its own without a migration entry or a zap between', () => {
    expect(accepts(pte, reached['present.rw'], anon('P2'))).toBe(false)
  })
})

describe('a migration entry', () => {
  test('names the frame of the page that it replaced', () => {
    expect(reached['migration.w'].context.frame).toBe('P1')
  })

  test.each(['present.rw', 'present.ro', 'device.w', 'device.r'] as const)(
    'made of %s is of the flavour that the path has read from it',
    (was) => {
      for (const flavour of ['w', 're', 'r'] as const)
        expect(next(pte, reached[was], migrate(flavour))).toMatchObject({ value: { migration: flavour } })
    },
  )

  test('gives its write bit, not that of the VMA, to what replaces it', () => {
    expect(next(pte, reached['migration.w'], toDevice('A1'))).toMatchObject({
      value: { device: 'w' },
      context: { frame: 'A1' },
    })
    expect(next(pte, reached['migration.r'], toDevice('A1')).value).toEqual({ device: 'r' })
    expect(next(pte, reached['migration.w'], toPresent('P2'))).toMatchObject({
      value: { present: 'rw' },
      context: { frame: 'P2' },
    })
    expect(next(pte, reached['migration.r'], toPresent('P2')).value).toEqual({ present: 'ro' })
    expect(next(pte, reached['migration.re'], toPresent('P2')).value).toEqual({ present: 'ro' })
  })

  test('can be put back as it was', () => {
    expect(next(pte, reached['migration.w'], toPresent('P1')).value).toEqual(reached['present.rw'].value)
  })

  test('loses its write bit by mprotect()', () => {
    expect(next(pte, reached['migration.w'], { type: 'make_readable_migration_entry' }).value).toEqual({
      migration: 'r',
    })
  })

  test('is not made twice', () => {
    expect(accepts(pte, reached['migration.w'], migrate('w'))).toBe(false)
  })
})

test('a device-private entry loses its write bit by mprotect()', () => {
  expect(next(pte, reached['device.w'], { type: 'make_readable_device_private_entry' })).toMatchObject({
    value: { device: 'r' },
    context: { frame: 'A1' },
  })
})

describe('a zap', () => {
  test.each(entryKinds)('of %s leaves nothing, and names no frame', (state) => {
    expect(next(pte, reached[state], { type: 'zap' })).toMatchObject({ value: 'none', context: { frame: null } })
  })

  test('of nothing is an illegal event: zap_pte_range() passes over empty entries', () => {
    expect(accepts(pte, reached.none, { type: 'zap' })).toBe(false)
  })
})

describe('fork', () => {
  test('leaves nothing writable in the parent', () => {
    const states = [
      next(pte, reached['present.rw'], { type: 'ptep_set_wrprotect' }),
      next(pte, reached['device.w'], { type: 'make_readable_device_private_entry' }),
      next(pte, reached['migration.w'], { type: 'make_readable_migration_entry' }),
      next(pte, reached['migration.re'], { type: 'make_readable_migration_entry' }),
    ]
    expect(states.map(({ value }) => value)).toEqual([
      { present: 'ro' },
      { device: 'r' },
      { migration: 'r' },
      { migration: 'r' },
    ])
  })

  test('gives the child nothing writable', () => {
    const copy = (kind: 'migration' | 'device') => ({ type: 'copy_nonpresent_pte', frame: 'A1', kind }) as const
    expect(stateAfter(pte, { type: 'copy_present_pte', frame: 'P1' })).toMatchObject({
      value: { present: 'ro' },
      context: { frame: 'P1' },
    })
    expect(stateAfter(pte, copy('device'))).toMatchObject({ value: { device: 'r' }, context: { frame: 'A1' } })
    expect(stateAfter(pte, copy('migration'))).toMatchObject({ value: { migration: 'r' }, context: { frame: 'A1' } })
  })
})

describe('the soft-dirty bit', () => {
  /** Each kind of entry with the bit, as mremap leaves it. */
  const soft = (state: (typeof entryKinds)[number]) => {
    const { frame, slot } = reached[state].context
    return stateAfter(pte, { ...arrive(state, frame, slot), softDirty: true })
  }

  test.each(entryKinds)('of %s is cleared, and nothing else', (state) => {
    const cleared = next(pte, soft(state), { type: 'clear_soft_dirty' })
    expect(soft(state).context.softDirty).toBe(true)
    expect(cleared.context).toEqual({ ...soft(state).context, softDirty: false })
    expect(cleared.value).toEqual(soft(state).value)
  })

  test('is handed on by the paths, one entry at a time', () => {
    const entry = next(pte, soft('present.rw'), { ...migrate('w'), softDirty: true })
    expect(entry.context.softDirty).toBe(true)
    expect(next(pte, entry, { ...toDevice('A1'), softDirty: true }).context.softDirty).toBe(true)
    expect(next(pte, entry, toDevice('A1')).context.softDirty).toBe(false)
  })

  test('stays where an entry only loses its write bit, but for a device-private one, which is another entry then', () => {
    const readOnly = next(pte, soft('present.rw'), { type: 'ptep_set_wrprotect' })
    expect(readOnly.context.softDirty).toBe(true)
    expect(next(pte, soft('migration.w'), { type: 'make_readable_migration_entry' }).context.softDirty).toBe(true)
    const readable = { type: 'make_readable_device_private_entry' } as const
    expect(next(pte, soft('device.w'), readable).context.softDirty).toBe(false)
  })

  test('stays where a device takes the page for itself, and goes with the page', () => {
    expect(next(pte, soft('present.rw'), { type: 'make_device_exclusive' }).context.softDirty).toBe(true)
    expect(next(pte, soft('present.rw'), { type: 'zap' }).context.softDirty).toBe(false)
  })

  test('is none of KSM’s: its page is mapped as if it were new', () => {
    expect(next(pte, soft('present.ro'), { type: 'replace_page', frame: 'P2' }).context.softDirty).toBe(false)
  })
})

describe('mremap', () => {
  test.each(entryKinds)('moves %s as it is', (state) => {
    const { value, context } = reached[state]
    expect(next(pte, reached[state], { type: 'move_ptes_from' })).toMatchObject({
      value: 'none',
      context: { frame: null },
    })
    expect(stateAfter(pte, arrive(state, context.frame, context.slot))).toMatchObject({ value, context })
  })

  test('passes over an empty entry, and never moves one onto another', () => {
    expect(accepts(pte, reached.none, { type: 'move_ptes_from' })).toBe(false)
    expect(accepts(pte, reached.zero, arrive('present.rw'))).toBe(false)
  })
})
