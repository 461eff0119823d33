import { describe, expect, test } from 'vitest'
import { mapped, migration, unmapped, World } from '../world.ts'

describe('source-stable-during-copy', () => {
  const start = World.of({ scenario: 'own-fault' })
  const mirror = start.mirror('A')
  const asks = (world: World) => world.asks('source-stable-during-copy')
  const copied = (world: World, lost = false) =>
    world.put('GPU A migrate', { migrating: 'pages' }, migration('A', { src: 'P1', dst: 'A1', lost }))
  const shown = (world: World, frame: string, writable: boolean) =>
    world.tell(mirror, { type: 'store', frame, writable })

  test('holds while the source is unmapped, and a mirror at most reads it', () => {
    expect(asks(copied(unmapped(start)))).toBe(true)
    expect(asks(copied(shown(unmapped(start), 'P1', false)))).toBe(true)
    expect(asks(copied(shown(unmapped(start), 'A1', true)))).toBe(true)
  })

  test('names the GPU that may still write what was copied', () => {
    expect(asks(copied(shown(unmapped(start), 'P1', true)))).toBe('GPU A may still write P1, which was copied to A1')
  })

  test('names the CPU that still maps what was copied', () => {
    expect(asks(copied(mapped(start)))).toBe('the CPU still maps P1, which was copied to A1')
  })

  test('says nothing before the copy', () => {
    const before = migration('A', { src: 'P1' })
    expect(asks(shown(unmapped(start), 'P1', true).put('GPU A migrate', { migrating: 'driver' }, before))).toBe(true)
  })

  test('says nothing once the migration has given up: then the source stays', () => {
    expect(asks(copied(mapped(start), true))).toBe(true)
  })
})
