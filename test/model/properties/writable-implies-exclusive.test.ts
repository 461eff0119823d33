import { describe, expect, test } from 'vitest'
import { allocate, mapped, World } from '../world.ts'

const start = World.of({ scenario: 'fork-cow' })
const alone = mapped(start)
const parent = alone.address
const child = alone.system.address('child VA')
const page = alone.system.folio('P1')
const asks = (world: World) => world.asks('writable-implies-exclusive')

describe('a page that one entry maps writable', () => {
  test('is PageAnonExclusive', () => {
    expect(asks(alone)).toBe(true)
    expect(asks(alone.tell(page, { type: 'ClearPageAnonExclusive' }))).toBe(
      'the PTE of VA is writable: present P1, which is not PageAnonExclusive',
    )
  })

  test('need not be up to 5.18, where that is not known', () => {
    const older = mapped(World.of({ scenario: 'fork-cow', kernel: '5.11' }))
    expect(asks(older.tell(older.system.folio('P1'), { type: 'ClearPageAnonExclusive' }))).toBe(true)
  })

  test('is in no other entry', () => {
    expect(asks(alone.tell(child.pte, { type: 'copy_present_pte', frame: 'P1' }))).toBe(
      'the PTE of VA is writable: present P1; the PTE of child VA has the same page',
    )
  })

  test('as a device-private page is in no other entry either', () => {
    const shared = allocate(start, 'A1')
      .tell(parent.pte, { type: 'insert_device_private', frame: 'A1', writable: true })
      .tell(child.pte, { type: 'copy_nonpresent_pte', frame: 'A1', kind: 'device' })
    expect(asks(shared)).toBe('the PTE of VA is writable: device A1; the PTE of child VA has the same page')
  })
})

test('a fork that leaves a migration entry writable breaks it, though nobody maps the page', () => {
  const migrating = alone
    .tell(page, { type: 'folio_trylock', by: 'another' }, { type: 'ClearPageAnonExclusive' })
    .tell(parent.pte, { type: 'make_migration_entry', flavour: 'w' })
  expect(asks(migrating)).toBe(true)
  const forked = migrating.tell(child.pte, { type: 'copy_nonpresent_pte', frame: 'P1', kind: 'migration' })
  expect(asks(forked)).toBe('the PTE of VA is writable: migration P1; the PTE of child VA has the same page')
  expect(asks(forked.tell(parent.pte, { type: 'make_readable_migration_entry' }))).toBe(true)
})

test('two may read the same page', () => {
  const shared = alone
    .tell(parent.pte, { type: 'ptep_set_wrprotect' })
    .tell(page, { type: 'ClearPageAnonExclusive' })
    .tell(child.pte, { type: 'copy_present_pte', frame: 'P1' })
  expect(asks(shared)).toBe(true)
})
