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

  test('counts the reference of a fault on a device page, which is somebody else to any other fault', () => {
    const away = World.of({ scenario: 'pinned' })
    const entry = away.address.pte
    const there = allocate(
      allocate(away, 'A1')
        .tell(entry, { type: 'insert_device_private', frame: 'A1', writable: true })
        .tell(entry, { type: 'make_migration_entry', flavour: 'w' }),
      'P2',
    )
    const back = (world: World) => world.tell(entry, { type: 'remove_migration_pte', frame: 'P2', to: 'present' })
    const faulting = (faultRef: boolean) => there.put('CPU', { fault: 'call driver' }, { faultPage: 'A1', faultRef })
    expect(asks(faulting(false), back(faulting(false)))).toBe(true)
    expect(asks(faulting(true), back(faulting(true)))).toBe(
      `"${migration}" replaced A1 by P2, but somebody holds a reference on A1`,
    )
  })

  test('does not count that of a fault on a device-exclusive page, which looks again before it uses the page', () => {
    const faulting = start.put('CPU', { fault: 'exclusive: lock' }, { faultPage: 'P1', faultRef: true })
    expect(asks(faulting, moved(faulting))).toBe(true)
  })
})
