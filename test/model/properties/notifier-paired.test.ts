import { describe, expect, test } from 'vitest'
import { World } from '../world.ts'

describe('notifier-paired', () => {
  const start = World.of({ scenario: 'discard' })
  const { notifier } = start.address.mm
  const asks = (world: World) => world.asks('notifier-paired')
  const window = {
    event: 'CLEAR',
    owner: null,
    at: ['VA'],
    blockable: true,
    pending: [],
    refused: false,
    seqIsEven: false,
  } as const

  test('holds while nothing is open, and while whoever opened is at it', () => {
    expect(asks(start)).toBe(true)
    expect(asks(start.tell(notifier, { type: 'inv_start', hits: true }).put('madvise', 'change', { window }))).toBe(
      true,
    )
  })

  test('names an invalidation that nobody will end', () => {
    expect(asks(start.tell(notifier, { type: 'inv_start', hits: true }))).toBe(
      'the notifier counts 1 open invalidations, and there are 0',
    )
  })

  test('names one that was ended before its time', () => {
    expect(asks(start.put('madvise', 'change', { window }))).toBe(
      'the notifier counts 0 open invalidations, and there are 1',
    )
  })
})
