import { describe, expect, test } from 'vitest'
import { allocate, World } from '../world.ts'

describe('no-dangling-mirror', () => {
  const start = World.of({ scenario: 'own-fault' })
  const mirror = start.mirror('A')
  const maps = (world: World, frame: string) => world.tell(mirror, { type: 'store', frame, writable: true })
  const asks = (world: World) => world.asks('no-dangling-mirror')

  test('holds while the mirror maps nothing, a page that is allocated, or the zero page', () => {
    expect(asks(start)).toBe(true)
    expect(asks(maps(allocate(start, 'P1'), 'P1'))).toBe(true)
    expect(asks(maps(start, 'zero page'))).toBe(true)
  })

  test('names the page that a mirror still maps after it was freed', () => {
    const freed = maps(allocate(start, 'A1'), 'A1').tell(start.system.folio('A1'), { type: 'folio_put' })
    expect(asks(freed)).toBe('GPU A maps A1, which has been freed')
  })

  test('waits for the end of an invalidation, for the callback may be under way', () => {
    const open = maps(start, 'P1').tell(start.address.mm.notifier, { type: 'inv_start', hits: true })
    expect(asks(open)).toBe(true)
    expect(asks(open.tell(start.address.mm.notifier, { type: 'inv_end' }))).toBe('GPU A maps P1, which has been freed')
  })
})
