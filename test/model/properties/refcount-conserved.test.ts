import { describe, expect, test } from 'vitest'
import { allocate, mapped, migration, unmapped, World } from '../world.ts'

describe('refcount-conserved', () => {
  const start = World.of({ scenario: 'discard' })
  const { pte } = start.address
  const { folio } = start.system
  const asks = (world: World) => world.asks('refcount-conserved')

  test('holds while nothing is allocated, and while the PTE alone holds the page', () => {
    expect(asks(start)).toBe(true)
    expect(asks(mapped(start))).toBe(true)
  })

  test('gives a migration entry no reference of its own: the migration has it', () => {
    expect(asks(unmapped(start).put('GPU A migrate', { migrating: 'driver' }, migration('A', { src: 'P1' })))).toBe(
      true,
    )
    expect(asks(unmapped(start))).toBe('P1 has 1 references, 0 are explained')
  })

  test.each([
    { local: migration('A', { src: 'P1' }), holder: 'a source' },
    { local: migration('A', { dst: 'P1' }), holder: 'a destination' },
    { local: { held: { cow: 'P1' } }, holder: 'a copy that is not mapped yet' },
    {
      local: { taken: [{ at: 'VA', frame: 'P1', writable: true, softDirty: false }] },
      holder: 'a zapped page that is not freed yet',
    },
    { local: { held: { pinned: 'P1' } }, holder: 'a page got by GUP' },
    { local: { faultPage: 'P1', faultRef: true }, holder: 'the page of a fault that took a reference' },
  ])('counts $holder', ({ local }) => {
    expect(asks(allocate(start, 'P1').put('madvise', 'idle', local))).toBe(true)
    expect(asks(start.put('madvise', 'idle', local))).toBe('P1 has 0 references, 1 are explained')
  })

  test('does not count the page of a fault that took none', () => {
    expect(asks(mapped(start).put('madvise', 'idle', { faultPage: 'P1', faultRef: false }))).toBe(true)
  })

  test('names a page with a reference that was taken and not put', () => {
    expect(asks(mapped(start).tell(folio('P1'), { type: 'folio_get' }))).toBe('P1 has 2 references, 1 are explained')
  })

  test('names a page that was put once too often', () => {
    const freedWhileMapped = mapped(start).tell(folio('P1'), { type: 'folio_put' })
    expect(asks(freedWhileMapped)).toBe('P1 has 0 references, 1 are explained')
    expect(asks(freedWhileMapped.tell(pte, { type: 'zap' }))).toBe(true)
  })
})
