import { describe, expect, test } from 'vitest'
import { mapped, migration, unmapped, World } from '../world.ts'

const thread = 'GPU A migrate'
const start = World.of({ scenario: 'fork-cow' })
const page = start.system.folio('P1')
const { pte } = start.address
const readOnly = mapped(start).tell(pte, { type: 'ptep_set_wrprotect' })
const shared = readOnly.tell(page, { type: 'ClearPageAnonExclusive' })
const asks = (before: World, event: string, after: World) =>
  before.asksOfStep('failed-migration-restores', thread, event, after)

describe('a migration entry remembers', () => {
  const made = (from: World, flavour: 'w' | 're' | 'r') => from.tell(pte, { type: 'make_migration_entry', flavour })

  test.each([
    { of: 'a writable page', from: mapped(start), right: 'w', wrong: 're' },
    { of: 'a read-only page that is exclusive', from: readOnly, right: 're', wrong: 'r' },
    { of: 'a shared page', from: shared, right: 'r', wrong: 'w' },
  ] as const)('$of, as $right', ({ from, right, wrong }) => {
    expect(asks(from, 'migrate_vma_collect_pmd', made(from, right))).toBe(true)
    expect(asks(from, 'migrate_vma_collect_pmd', made(from, wrong))).toMatch(/its migration entry says migration P1/)
  })

  test('that takes a read-only mapping for a writable one breaks the promise', () => {
    expect(asks(shared, 'migrate_vma_collect_pmd', made(shared, 'w'))).toBe(
      'the PTE of VA was present P1, read-only, and its migration entry says migration P1, writable',
    )
  })
})

describe('where the page is not migrated', () => {
  const failed = { ...migration('A', { src: 'P1', lost: true }), walk: ['VA', 'child VA'] }
  const lost = unmapped(start).put(thread, { migrating: 'finalize' }, failed)
  const restored = (world: World) => world.tell(pte, { type: 'remove_migration_pte', frame: 'P1', to: 'present' })

  test('the mapping is again what its entry says', () => {
    const right = restored(lost).tell(page, { type: 'SetPageAnonExclusive' })
    expect(asks(lost, 'remove_migration_ptes', right)).toBe(true)
  })

  test('the step as it is does so', () => {
    expect(asks(lost, 'remove_migration_ptes', lost.take(thread, 'remove_migration_ptes'))).toBe(true)
  })

  test('a mapping that is no longer exclusive, or of another page, breaks the promise', () => {
    expect(asks(lost, 'remove_migration_ptes', restored(lost))).toMatch(/is present P1, writable; its migration entry/)
    const other = lost.tell(pte, { type: 'remove_migration_pte', frame: 'P2', to: 'present' })
    expect(asks(lost, 'remove_migration_ptes', other)).toMatch(/is present P2/)
  })

  test('no entry is left out', () => {
    const letsGo = lost.put(thread, { migrating: 'unlock' }, { ...failed, walk: [] })
    expect(asks(letsGo, 'folio_unlock, folio_put', letsGo)).toBe(
      'the PTE of VA is still a migration entry for P1, which stays',
    )
  })

  test('what others did to the entry meanwhile stays: fork made it readable', () => {
    const forked = lost.tell(pte, { type: 'make_readable_migration_entry' })
    expect(asks(forked, 'remove_migration_ptes', restored(forked))).toBe(true)
  })

  test('what was zapped meanwhile stays away', () => {
    const zapped = lost.tell(pte, { type: 'zap' })
    expect(asks(zapped, 'remove_migration_ptes', zapped)).toBe(true)
  })
})
