import { describe, expect, test } from 'vitest'
import { type PteEvent, pte } from '../../../model/objects/pte.ts'
import { accepts, next, stateAfter } from './state-after.ts'

const toDevice = (frame: string) => ({ type: 'remove_migration_pte', frame, to: 'device' }) as const
const toPresent = (frame: string) => ({ type: 'remove_migration_pte', frame, to: 'present' }) as const
const anon = (frame: string, writable = true) => ({ type: 'map_anon_page', frame, writable }) as const
const insert = (frame: string, writable = true) => ({ type: 'insert_device_private', frame, writable }) as const

/** The states of the entry, each by a way to get there. */
const reached = {
  none: stateAfter(pte),
  zero: stateAfter(pte, { type: 'map_zero_page' }),
  'present.ro': stateAfter(pte, anon('P1', false)),
  'present.rw': stateAfter(pte, anon('P1')),
  'present.protnone': stateAfter(pte, anon('P1'), { type: 'make_protnone' }),
  'migration.r': stateAfter(pte, anon('P1', false), { type: 'make_migration_entry' }),
  'migration.w': stateAfter(pte, anon('P1'), { type: 'make_migration_entry' }),
  'device.r': stateAfter(pte, insert('A1', false)),
  'device.w': stateAfter(pte, insert('A1')),
}

const each: Record<string, PteEvent> = {
  map_zero_page: { type: 'map_zero_page' },
  'map_anon_page writable': anon('P2'),
  'map_anon_page read-only': anon('P2', false),
  wp_page_reuse: { type: 'wp_page_reuse' },
  make_migration_entry: { type: 'make_migration_entry' },
  remove_migration_pte: toPresent('P2'),
  insert_device_private: insert('B1'),
  zap: { type: 'zap' },
  ptep_set_wrprotect: { type: 'ptep_set_wrprotect' },
  make_readable_migration_entry: { type: 'make_readable_migration_entry' },
  make_readable_device_private_entry: { type: 'make_readable_device_private_entry' },
  replace_page: { type: 'replace_page', frame: 'P2' },
  make_protnone: { type: 'make_protnone' },
  do_numa_page: { type: 'do_numa_page' },
}

describe('the events that a PTE accepts, and no others', () => {
  test.each<{ state: keyof typeof reached; legal: string[] }>([
    {
      state: 'none',
      legal: ['map_zero_page', 'map_anon_page writable', 'map_anon_page read-only', 'insert_device_private'],
    },
    { state: 'zero', legal: ['map_anon_page writable', 'insert_device_private', 'zap'] },
    { state: 'present.ro', legal: ['wp_page_reuse', 'make_migration_entry', 'zap', 'replace_page', 'make_protnone'] },
    {
      state: 'present.rw',
      legal: ['make_migration_entry', 'zap', 'ptep_set_wrprotect', 'replace_page', 'make_protnone'],
    },
    { state: 'present.protnone', legal: ['make_migration_entry', 'zap', 'do_numa_page'] },
    { state: 'migration.r', legal: ['remove_migration_pte', 'zap'] },
    { state: 'migration.w', legal: ['remove_migration_pte', 'zap', 'make_readable_migration_entry'] },
    { state: 'device.r', legal: ['make_migration_entry', 'zap'] },
    { state: 'device.w', legal: ['make_migration_entry', 'zap', 'make_readable_device_private_entry'] },
  ])('while it is $state: $legal', ({ state, legal }) => {
    const accepted = Object.keys(each).filter((name) => accepts(pte, reached[state], each[name] as PteEvent))
    expect(accepted).toEqual(legal)
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
    expect(accepts(pte, reached.zero, { type: 'make_migration_entry' })).toBe(false)
  })
})

describe('a page of its own', () => {
  test('that is mapped read-only becomes writable in place', () => {
    expect(next(pte, reached['present.ro'], { type: 'wp_page_reuse' })).toMatchObject({
      value: { present: 'rw' },
      context: { frame: 'P1' },
    })
  })

  test('loses its write bit, and gets it again by a write fault', () => {
    const readOnly = next(pte, reached['present.rw'], { type: 'ptep_set_wrprotect' })
    expect(readOnly).toMatchObject({ value: { present: 'ro' }, context: { frame: 'P1' } })
    expect(next(pte, readOnly, { type: 'wp_page_reuse' }).value).toEqual({ present: 'rw' })
  })

  test('is replaced by another page, KSM’s or a breakpoint’s, which is read-only', () => {
    for (const state of ['present.ro', 'present.rw'] as const)
      expect(next(pte, reached[state], { type: 'replace_page', frame: 'P2' })).toMatchObject({
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
    expect(next(pte, reached['present.protnone'], { type: 'make_migration_entry' }).value).toEqual({ migration: 'r' })
  })

  test('is never replaced by a page of its own without a migration entry or a zap between', () => {
    expect(accepts(pte, reached['present.rw'], anon('P2'))).toBe(false)
    expect(accepts(pte, reached['present.ro'], anon('P2'))).toBe(false)
  })
})

describe('a migration entry', () => {
  test('names the frame of the page that it replaced', () => {
    expect(reached['migration.w'].context.frame).toBe('P1')
  })

  test.each([
    { was: 'present.rw', entry: 'w' },
    { was: 'present.ro', entry: 'r' },
    { was: 'device.w', entry: 'w' },
    { was: 'device.r', entry: 'r' },
  ] as const)('made of $was carries the write bit $entry', ({ was, entry }) => {
    expect(next(pte, reached[was], { type: 'make_migration_entry' }).value).toEqual({ migration: entry })
  })

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
    expect(accepts(pte, reached['migration.w'], { type: 'make_migration_entry' })).toBe(false)
  })
})

test('a device-private entry loses its write bit by mprotect()', () => {
  expect(next(pte, reached['device.w'], { type: 'make_readable_device_private_entry' })).toMatchObject({
    value: { device: 'r' },
    context: { frame: 'A1' },
  })
})

describe('a zap', () => {
  test.each([
    'zero',
    'present.ro',
    'present.rw',
    'present.protnone',
    'migration.r',
    'migration.w',
    'device.r',
    'device.w',
  ] as const)('of %s leaves nothing, and names no frame', (state) => {
    expect(next(pte, reached[state], { type: 'zap' })).toMatchObject({ value: 'none', context: { frame: null } })
  })

  test('of nothing is an illegal event: zap_pte_range() passes over empty entries', () => {
    expect(accepts(pte, reached.none, { type: 'zap' })).toBe(false)
  })
})
