import { describe, expect, test } from 'vitest'
import { migration, unmapped, World } from '../world.ts'

describe('migration-entries-conserved', () => {
  const start = World.of({ scenario: 'own-fault' })
  const entry = unmapped(start)
  const nobody = 'the PTE is a migration entry for P1 that nobody will remove'
  const asks = (world: World) => world.asks('migration-entries-conserved')

  test('holds while a migration with that source is under way, and while there is no migration entry', () => {
    expect(asks(entry.put('GPU A migrate', { migrating: 'driver' }, migration('A', { src: 'P1' })))).toBe(true)
    expect(asks(start)).toBe(true)
  })

  test('names the page of a migration that ended without remove_migration_ptes()', () => {
    expect(asks(entry.put('GPU A migrate', 'idle'))).toBe(nobody)
  })

  test('does not take a migration of another page for the one that will remove it', () => {
    expect(asks(entry.put('GPU A migrate', { migrating: 'driver' }, migration('A', { src: 'P2' })))).toBe(nobody)
  })
})
