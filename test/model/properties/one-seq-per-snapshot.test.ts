import { describe, expect, test } from 'vitest'
import { mapped, unmapped, World } from '../world.ts'

describe('one-seq-per-snapshot', () => {
  const start = World.of({ scenario: 'own-fault' })
  const { pte } = start.address
  const { subscription } = start.system.subscriber('A')
  const asks = (world: World) => world.asks('one-seq-per-snapshot')
  const reading = (world: World, writable = true) =>
    world
      .tell(subscription, { type: 'read_begin', by: 'GPU A fault' })
      .put('GPU A fault', { faulting: 'check' }, { snapshot: [{ at: 'VA', frame: 'P1', writable }] })

  test('holds while the PTE shows what was seen', () => {
    expect(asks(reading(mapped(start)))).toBe(true)
    expect(asks(reading(mapped(start), false))).toBe(true)
  })

  test('names the page that is gone, though the sequence says that nothing has changed', () => {
    expect(asks(reading(unmapped(start)))).toBe(
      '"GPU A fault" saw P1, writable, and its sequence has not moved; the PTE is migration P1',
    )
  })

  test('names a right that is gone', () => {
    const readOnly = start
      .tell(start.system.folio('P1'), { type: 'folio_alloc' })
      .tell(pte, { type: 'map_anon_page', frame: 'P1', writable: false })
    expect(asks(reading(readOnly, false))).toBe(true)
    expect(asks(reading(readOnly, true))).toBe(
      '"GPU A fault" saw P1, writable, and its sequence has not moved; the PTE is present P1, read-only',
    )
  })

  test('says nothing once the sequence has moved: the driver will see that', () => {
    expect(asks(reading(unmapped(start)).tell(subscription, { type: 'set_seq' }))).toBe(true)
  })

  test('says nothing of a path that is not reading', () => {
    expect(asks(reading(unmapped(start)).tell(subscription, { type: 'read_end', by: 'GPU A fault' }))).toBe(true)
  })
})
