import { describe, expect, test } from 'vitest'
import { allocate, migration, World } from '../world.ts'

describe('owner-isolation', () => {
  const start = allocate(allocate(World.of({ scenario: 'hole-race' }), 'A1'), 'P1')
  const mirror = start.mirror('B')
  const asks = (world: World) => world.asks('owner-isolation')
  const collected = (src: string) => start.put('GPU B driver', { migrating: 'collected' }, migration('B', { src }))

  test('holds while a mirror maps system memory or its own, and a migration collects either', () => {
    expect(asks(start.tell(mirror, { type: 'store', frame: 'P1', writable: true }))).toBe(true)
    expect(asks(start.tell(mirror, { type: 'store', frame: 'B1', writable: true }))).toBe(true)
    expect(asks(collected('P1'))).toBe(true)
    expect(asks(collected('B1'))).toBe(true)
  })

  test('names a mirror that maps another device’s page', () => {
    expect(asks(start.tell(mirror, { type: 'store', frame: 'A1', writable: false }))).toBe('GPU B maps a page of GPU A')
  })

  test('names a migration that collected another device’s page', () => {
    expect(asks(collected('A1'))).toBe('"GPU B driver" migrates for GPU B and collected A1 of GPU A')
  })
})
