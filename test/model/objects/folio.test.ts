import { describe, expect, test } from 'vitest'
import { folio } from '../../../model/objects/folio.ts'
import { accepts, next, stateAfter } from './state-after.ts'

const alloc = { type: 'folio_alloc' } as const
const get = { type: 'folio_get' } as const
const put = { type: 'folio_put' } as const
const trylock = (by: string) => ({ type: 'folio_trylock', by }) as const
const unlock = (by: string) => ({ type: 'folio_unlock', by }) as const
const written = { type: 'written', through: 'VA' } as const
const writtenElsewhere = { type: 'written_elsewhere', through: 'VA' } as const
const discarded = { type: 'discarded', at: 'VA' } as const
const copied = (fresh: boolean, zeroes: boolean) => ({ type: 'copied', fresh: fresh ? ['VA'] : [], zeroes }) as const

const free = stateAfter(folio)
const allocated = stateAfter(folio, alloc)
const locked = stateAfter(folio, alloc, trylock('A'))

describe('references', () => {
  test('start at one when a frame is allocated', () => {
    expect(free).toMatchObject({ value: 'free', context: { refs: 0 } })
    expect(allocated.context.refs).toBe(1)
  })

  test('are counted up and down', () => {
    expect(stateAfter(folio, alloc, get, get, put).context.refs).toBe(2)
  })

  test('free the frame at once when the last one is put, and nothing of its past stays', () => {
    const used = stateAfter(folio, alloc, written, trylock('A'), unlock('A'), put)
    expect(used).toMatchObject({ value: 'free', context: free.context })
  })

  test('of a free frame cannot be taken', () => {
    expect(accepts(folio, free, get)).toBe(false)
  })

  test('of a free frame cannot be put', () => {
    expect(accepts(folio, free, put)).toBe(false)
  })

  test('cannot all be put while the folio is locked', () => {
    expect(accepts(folio, locked, put)).toBe(false)
    expect(accepts(folio, next(folio, locked, get), put)).toBe(true)
  })
})

describe('the allocator', () => {
  test('never hands out a frame that is in use', () => {
    expect(accepts(folio, allocated, alloc)).toBe(false)
    expect(accepts(folio, locked, alloc)).toBe(false)
  })

  test('hands out a frame whose bytes are nobody’s', () => {
    expect(allocated.context).toMatchObject({ fresh: [], zeroes: false, holder: null })
  })
})

describe('the folio lock', () => {
  test('remembers who took it', () => {
    expect(locked).toMatchObject({ value: { allocated: 'locked' }, context: { holder: 'A' } })
  })

  test('is given back by its holder', () => {
    expect(next(folio, locked, unlock('A'))).toMatchObject({
      value: { allocated: 'unlocked' },
      context: { holder: null },
    })
  })

  test('is not a lock to spin on: a trylock of a locked folio is an illegal event, for paths look first', () => {
    expect(accepts(folio, locked, trylock('B'))).toBe(false)
  })

  test('cannot be taken twice by its holder', () => {
    expect(accepts(folio, locked, trylock('A'))).toBe(false)
  })

  test('cannot be unlocked by somebody else', () => {
    expect(accepts(folio, locked, unlock('B'))).toBe(false)
  })

  test('cannot be unlocked while nobody holds it', () => {
    expect(accepts(folio, allocated, unlock('A'))).toBe(false)
  })

  test('of a free frame can be neither taken nor given back', () => {
    expect(accepts(folio, free, trylock('A'))).toBe(false)
    expect(accepts(folio, free, unlock('A'))).toBe(false)
  })
})

describe('the struct page', () => {
  test('may be followed to its pgmap while the frame is allocated', () => {
    expect(accepts(folio, allocated, { type: 'page_pgmap' })).toBe(true)
    expect(accepts(folio, locked, { type: 'page_pgmap' })).toBe(true)
  })

  test('leads nowhere once the frame is free: to follow it is an illegal event', () => {
    expect(accepts(folio, free, { type: 'page_pgmap' })).toBe(false)
  })
})

describe('the bytes', () => {
  test('are the last write after a write, and no longer only zeroes', () => {
    expect(stateAfter(folio, alloc, copied(true, true), written).context).toMatchObject({
      fresh: ['VA'],
      zeroes: false,
    })
  })

  test('are behind after a write to another frame', () => {
    expect(stateAfter(folio, alloc, written, writtenElsewhere).context.fresh).toEqual([])
  })

  test('keep their zeroes when another frame is written', () => {
    expect(stateAfter(folio, alloc, copied(true, true), writtenElsewhere).context).toMatchObject({
      fresh: [],
      zeroes: true,
    })
  })

  test('are a copy’s source’s: as fresh, and as zero', () => {
    for (const fresh of [true, false])
      for (const zeroes of [true, false])
        expect(stateAfter(folio, alloc, copied(fresh, zeroes)).context).toMatchObject({
          fresh: fresh ? ['VA'] : [],
          zeroes,
        })
  })

  test('are the last write after a discard exactly if they are zeroes', () => {
    expect(stateAfter(folio, alloc, written, discarded).context.fresh).toEqual([])
    expect(stateAfter(folio, alloc, copied(false, true), discarded).context.fresh).toEqual(['VA'])
  })

  test('of a free frame are lost: a write that still reaches it is legal, and leaves no trace', () => {
    expect(next(folio, free, written, writtenElsewhere, discarded)).toMatchObject({
      value: 'free',
      context: free.context,
    })
  })

  test('of a free frame cannot be filled by a copy', () => {
    expect(accepts(folio, free, copied(true, false))).toBe(false)
  })

  test('change the same whether or not the folio is locked', () => {
    expect(next(folio, locked, written, writtenElsewhere).context).toMatchObject({ fresh: [], zeroes: false })
    expect(next(folio, locked, copied(false, true), discarded).context.fresh).toEqual(['VA'])
  })
})

describe('a frame that several addresses show', () => {
  const shared = next(folio, allocated, { type: 'copied', fresh: ['VA', 'child VA'], zeroes: false })

  test('holds the last write of the one that was written through, and no longer of the others', () => {
    expect(next(folio, shared, written).context.fresh).toEqual(['VA'])
  })

  test('falls behind only for the address that was written elsewhere', () => {
    expect(next(folio, shared, writtenElsewhere).context.fresh).toEqual(['child VA'])
  })

  test('hands on what it holds when an address inherits the bytes of another', () => {
    const inherits = { type: 'inherited', from: 'VA', to: 'child VA' } as const
    expect(next(folio, next(folio, allocated, copied(true, false)), inherits).context.fresh).toEqual(['VA', 'child VA'])
    expect(next(folio, next(folio, shared, writtenElsewhere), inherits).context.fresh).toEqual([])
  })
})

describe('PageAnonExclusive', () => {
  const set = { type: 'SetPageAnonExclusive' } as const
  const clear = { type: 'ClearPageAnonExclusive' } as const

  test('is not set on a new page, whatever its frame was before', () => {
    expect(stateAfter(folio, alloc, set, put, alloc).context.anonExclusive).toBe(false)
  })

  test('is set and cleared, also while the page is locked', () => {
    expect(stateAfter(folio, alloc, trylock('A'), set).context.anonExclusive).toBe(true)
    expect(stateAfter(folio, alloc, trylock('A'), set, clear).context.anonExclusive).toBe(false)
  })

  test('of a free frame cannot be set', () => {
    expect(accepts(folio, free, set)).toBe(false)
  })
})

test('may be dropped after MADV_FREE, until reclaim has found it dirty; and is like any other when it is freed', () => {
  const lazy = stateAfter(folio, { type: 'folio_alloc' }, { type: 'folio_mark_lazyfree' })
  expect(lazy.context.lazyfree).toBe(true)
  expect(next(folio, lazy, { type: 'folio_set_swapbacked' }).context.lazyfree).toBe(false)
  expect(next(folio, lazy, { type: 'folio_put' }).context.lazyfree).toBe(false)
})
