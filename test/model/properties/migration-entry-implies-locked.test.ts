import { describe, expect, test } from 'vitest'
import { mapped, unmapped, World } from '../world.ts'

describe('migration-entry-implies-locked', () => {
  const start = World.of({ scenario: 'own-fault' })
  const asks = (world: World) => world.asks('migration-entry-implies-locked')

  test('holds while the page of a migration entry is locked, and for any other entry', () => {
    expect(asks(unmapped(start))).toBe(true)
    expect(asks(start)).toBe(true)
    expect(asks(mapped(start))).toBe(true)
  })

  test('names the page that was unlocked before remove_migration_ptes()', () => {
    const unlocked = unmapped(start).tell(start.system.folio('P1'), { type: 'folio_unlock', by: 'GPU A migrate' })
    expect(asks(unlocked)).toBe('the PTE is a migration entry for P1, which is not locked')
  })
})
