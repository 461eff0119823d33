import { describe, expect, test } from 'vitest'
import { mapped, migration, unmapped, World } from '../world.ts'

describe('mirror-agrees-with-pte', () => {
  const start = World.of({ scenario: 'own-fault' })
  const {
    pte,
    mm: { notifier },
  } = start.address
  const mirror = start.mirror('A')
  const asks = (world: World) => world.asks('mirror-agrees-with-pte')
  const store = (world: World, frame: string, writable: boolean) =>
    world.tell(mirror, { type: 'store', frame, writable })

  test('holds while both show the same page, the mirror with no more rights', () => {
    expect(asks(store(mapped(start), 'P1', true))).toBe(true)
    expect(asks(store(mapped(start), 'P1', false))).toBe(true)
    expect(asks(store(start.tell(pte, { type: 'map_zero_page' }), 'zero page', false))).toBe(true)
  })

  test('holds while the mirror shows nothing', () => {
    expect(asks(mapped(start))).toBe(true)
  })

  test('names what each shows where they differ', () => {
    expect(asks(store(start, 'P1', true))).toBe('GPU A maps P1, the PTE is none')
    expect(asks(store(mapped(start, 'P2'), 'P1', true))).toBe('GPU A maps P1, the PTE is present P2')
    expect(asks(store(unmapped(start), 'P1', true))).toBe('GPU A maps P1, the PTE is migration P1')
  })

  test('names a right that the CPU does not have', () => {
    const readOnly = start
      .tell(start.system.folio('P1'), { type: 'folio_alloc' })
      .tell(pte, { type: 'map_anon_page', frame: 'P1', writable: false })
    expect(asks(store(readOnly, 'P1', true))).toBe('GPU A may write P1, the CPU may not')
  })

  test('waits for the end of an invalidation', () => {
    expect(asks(store(start, 'P1', true).tell(notifier, { type: 'inv_start', hits: true }))).toBe(true)
  })

  test('waits for the end of the device’s own migration, and no longer', () => {
    const lagging = store(unmapped(start), 'P1', true)
    expect(asks(lagging.put('GPU A migrate', { migrating: 'driver' }, migration('A', { src: 'P1' })))).toBe(true)
    expect(asks(lagging.put('GPU A migrate', 'idle'))).toBe('GPU A maps P1, the PTE is migration P1')
  })
})
