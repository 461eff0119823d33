import { describe, expect, test } from 'vitest'
import { allocate, migration, World } from '../world.ts'

describe('hole-replaced-mirrors-gone', () => {
  const start = World.of({ scenario: 'hole-race' })
  const { pte } = start.address
  const asks = (world: World) => world.asks('hole-replaced-mirrors-gone')
  const zeroShown = (device: 'A' | 'B', world = start) =>
    world.tell(start.mirror(device), { type: 'store', frame: 'zero page', writable: false })
  const replaced = (world: World) =>
    allocate(world, 'A1').tell(pte, { type: 'insert_device_private', frame: 'A1', writable: true })

  test('holds while the hole is still one, whoever maps the zero page', () => {
    expect(asks(zeroShown('A', zeroShown('B')))).toBe(true)
  })

  test('holds once the hole is replaced and nobody maps the zero page', () => {
    expect(asks(replaced(start))).toBe(true)
  })

  test('names the GPU that goes on mapping the zero page', () => {
    expect(asks(replaced(zeroShown('B')))).toBe('the PTE is device-private A1, GPU B still maps the zero page')
  })

  test('leaves the new owner until its own update step, and no longer', () => {
    const ownMirror = replaced(zeroShown('A'))
    const own = migration('A', { hole: true, dst: 'A1' })
    expect(asks(ownMirror.put('GPU A driver', { migrating: 'update' }, own))).toBe(true)
    expect(asks(ownMirror)).toBe('the PTE is device-private A1, GPU A still maps the zero page')
  })

  test('does not excuse one GPU by the migration of another', () => {
    const own = migration('A', { hole: true, dst: 'A1' })
    expect(asks(replaced(zeroShown('B')).put('GPU A driver', { migrating: 'update' }, own))).toBe(
      'the PTE is device-private A1, GPU B still maps the zero page',
    )
  })

  test('does not excuse a GPU whose own migration lost the hole to another', () => {
    const own = migration('B', { hole: true, dst: 'B1', lost: true })
    expect(asks(replaced(zeroShown('B')).put('GPU B driver', { migrating: 'unlock' }, own))).toBe(
      'the PTE is device-private A1, GPU B still maps the zero page',
    )
  })
})
