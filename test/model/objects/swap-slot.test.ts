import { describe, expect, test } from 'vitest'
import { swapSlot } from '../../../model/objects/swap-slot.ts'
import { accepts, next, stateAfter } from './state-after.ts'

const added = { type: 'add_to_swap', folio: 'P1', family: 'VA' } as const
const [dup, free] = [{ type: 'swap_duplicate' }, { type: 'swap_free' }] as const
const uncache = { type: 'delete_from_swap_cache' } as const
const written = { type: 'swap_writepage', fresh: ['VA'], zeroes: false } as const

describe('a slot of swap', () => {
  // folio_alloc_swap(), SWAP_HAS_CACHE
  test('is taken by a page that enters the swap cache', () => {
    expect(stateAfter(swapSlot, added)).toMatchObject({ value: 'used', context: { cache: 'P1', count: 0 } })
    expect(accepts(swapSlot, stateAfter(swapSlot, added), added)).toBe(false)
  })

  test('is free again once no PTE names it and no page caches it, in either order', () => {
    expect(stateAfter(swapSlot, added, dup, uncache).value).toBe('used')
    expect(stateAfter(swapSlot, added, dup, uncache, free).value).toBe('free')
    expect(stateAfter(swapSlot, added, dup, free).value).toBe('used')
    expect(stateAfter(swapSlot, added, dup, free, uncache).value).toBe('free')
  })

  test('is freed by nobody who does not name it, and caches one page', () => {
    const slot = stateAfter(swapSlot, added)
    expect(accepts(swapSlot, slot, free)).toBe(false)
    expect(accepts(swapSlot, slot, { type: 'add_to_swap_cache', folio: 'P2' })).toBe(false)
    const uncached = stateAfter(swapSlot, added, dup, uncache)
    expect(next(swapSlot, uncached, { type: 'add_to_swap_cache', folio: 'P2' }).context.cache).toBe('P2')
  })

  // swap_writepage() writes the page that caches it
  test('has the bytes that were written to it, and only a page in the cache is written', () => {
    expect(stateAfter(swapSlot, added, written).context.fresh).toEqual(['VA'])
    expect(accepts(swapSlot, stateAfter(swapSlot, added, dup, uncache), written)).toBe(false)
  })

  test('falls behind when its page is written elsewhere', () => {
    const behind = stateAfter(swapSlot, added, written, { type: 'written_elsewhere', through: 'VA' })
    expect(behind.context.fresh).toEqual([])
  })

  // folio_migrate_mapping() replaces the page in the cache
  test('goes on with the page that a migration put in the place of the one that cached it', () => {
    const moved = stateAfter(swapSlot, added, { type: 'replace_in_swap_cache', folio: 'P2' })
    expect(moved.context.cache).toBe('P2')
  })
})
