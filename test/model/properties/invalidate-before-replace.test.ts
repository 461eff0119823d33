import { describe, expect, test } from 'vitest'
import { mapped, migration, unmapped, World } from '../world.ts'

describe('invalidate-before-replace', () => {
  const start = World.of({ scenario: 'discard' })
  const { pte } = start.address
  const mirror = start.mirror('A')
  const shown = (world: World, frame = 'P1') => world.tell(mirror, { type: 'store', frame, writable: true })
  const zapped = (world: World) => world.tell(pte, { type: 'zap' })
  const asks = (thread: string, before: World, after: World) =>
    before.asksOfStep('invalidate-before-replace', thread, 'a step', after)

  test('holds while nobody maps the page that the PTE stops showing', () => {
    expect(asks('madvise', mapped(start), zapped(mapped(start)))).toBe(true)
  })

  test('holds while the PTE goes on showing the page', () => {
    expect(asks('madvise', shown(mapped(start)), shown(mapped(start)))).toBe(true)
  })

  test('names the page that a mirror still maps, be it a page of its own or the zero page', () => {
    const page = shown(mapped(start))
    expect(asks('madvise', page, zapped(page))).toBe('the PTE no longer shows P1, GPU A still maps it')
    const zero = shown(start.tell(pte, { type: 'map_zero_page' }), 'zero page')
    expect(asks('madvise', zero, zapped(zero))).toBe('the PTE no longer shows zero page, GPU A still maps it')
  })

  test('counts a migration entry as no longer showing the page', () => {
    expect(asks('madvise', shown(mapped(start)), shown(unmapped(start)))).toBe(
      'the PTE no longer shows P1, GPU A still maps it',
    )
  })

  test('leaves the device whose own migration this is', () => {
    const own = migration('A')
    const before = shown(mapped(start)).put('GPU A migrate', { migrating: 'collect' }, own)
    expect(asks('GPU A migrate', before, shown(unmapped(start)))).toBe(true)
  })
})
