import { describe, expect, test } from 'vitest'
import { allocate, unmapped, World } from '../world.ts'

const migration = 'GPU A migrate'

describe('pinned-not-moved', () => {
  const start = allocate(unmapped(World.of({ scenario: 'pinned' })), 'A1')
  const { pte } = start.address
  const moved = (world: World) => world.tell(pte, { type: 'remove_migration_pte', frame: 'A1', to: 'device' })
  const restored = (world: World) => world.tell(pte, { type: 'remove_migration_pte', frame: 'P1', to: 'present' })
  const pinned = start.put('GUP', 'pinned', { held: { pinned: 'P1' } })
  const asks = (before: World, after: World, event = 'remove_migration_ptes') =>
    before.asksOfStep('pinned-not-moved', migration, event, after)

  test('holds while nobody holds the page that moves', () => {
    expect(asks(start, moved(start))).toBe(true)
  })

  test('holds while the page that somebody holds is put back', () => {
    expect(asks(pinned, restored(pinned))).toBe(true)
  })

  test('names the page that was replaced by a migration that did not look at the references', () => {
    expect(asks(pinned, moved(pinned))).toBe(`"${migration}" replaced P1 by A1, but somebody holds a reference on P1`)
  })

  test('does not mind a reference on another page', () => {
    const other = start.put('GUP', 'pinned', { held: { pinned: 'P2' } })
    expect(asks(other, moved(other))).toBe(true)
  })

  test('counts the reference of a fault, which is somebody else to any other fault', () => {
    const faulting = (faultRef: boolean) => start.put('CPU', { fault: 'call driver' }, { faultPage: 'P1', faultRef })
    expect(asks(faulting(false), moved(faulting(false)))).toBe(true)
    expect(asks(faulting(true), moved(faulting(true)))).toBe(
      `"${migration}" replaced P1 by A1, but somebody holds a reference on P1`,
    )
  })
})
