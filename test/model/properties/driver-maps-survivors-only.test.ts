import { describe, expect, test } from 'vitest'
import { migration, unmapped, World } from '../world.ts'

describe('driver-maps-survivors-only', () => {
  const start = unmapped(World.of({ scenario: 'own-fault' }))
  const updating = (lost: boolean) =>
    start.put('GPU A migrate', { migrating: 'update' }, migration('A', { src: 'P1', dst: 'A1', lost }))
  const mapping = (world: World, frame = 'A1') =>
    world.tell(start.mirror('A'), { type: 'store', frame, writable: true })
  const asks = (before: World, after: World) =>
    before.asksOfStep('driver-maps-survivors-only', 'GPU A migrate', 'a step', after)

  test('lets the driver map what still migrates', () => {
    expect(asks(updating(false), mapping(updating(false)))).toBe(true)
  })

  test('names the page that lost MIGRATE and is mapped all the same', () => {
    expect(asks(updating(true), mapping(updating(true)))).toBe('"GPU A migrate" maps A1, which has lost MIGRATE')
  })

  test('lets the driver leave what lost MIGRATE alone', () => {
    expect(asks(updating(true), updating(true))).toBe(true)
    expect(asks(updating(true), mapping(updating(true), 'P1'))).toBe(true)
  })
})
