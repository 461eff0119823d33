import { describe, expect, test } from 'vitest'
import { World } from '../world.ts'

describe('rss-conserved', () => {
  const start = World.of({ scenario: 'lru' })
  const { rss } = start.address.mm
  const asks = (world: World) => world.asks('rss-conserved')

  test('holds while nothing is mapped and nothing is counted', () => {
    expect(asks(start)).toBe(true)
  })

  test('names a count that no page stands for', () => {
    if (rss === undefined) throw new Error('the scenario keeps no accounts')
    const counted = start.tell(rss, { type: 'inc_mm_counter', counter: 'anonPages' })
    expect(asks(counted)).toBe('MM_ANONPAGES is 1, pages are 0')
  })
})
