import { describe, expect, test } from 'vitest'
import { configure } from '../../../model/index.ts'
import { allocate, World } from '../world.ts'

const start = World.of({ scenario: 'evict' })
const page = start.system.folio('A1')
const thread = 'GPU A evict'
const tried = (world: World) => world.take(thread, 'migrate_device_pfn_lock')

describe('eviction by frame number', () => {
  test('takes a reference on a page, and its lock, without asking who maps it', () => {
    const taken = tried(allocate(start, 'A1'))
    expect(taken.entry(thread)).toMatchObject({ at: null, src: 'A1' })
    expect(taken.see(page).context).toMatchObject({ refs: 2, holder: thread })
  })

  test('passes over a page that is free', () => {
    expect(tried(start).locals(thread).entries).toEqual([])
    expect(tried(start).see(page).value).toBe('free')
  })

  test('passes over a page that is locked, and puts nothing', () => {
    const locked = allocate(start, 'A1').tell(page, { type: 'folio_trylock', by: 'another' })
    expect(tried(locked).see(page).context).toMatchObject({ refs: 1, holder: 'another' })
  })

  test('does not exist up to 6.0', () => {
    expect(() => configure({ scenario: 'evict', kernel: '5.11', mode: 'once' })).toThrow(
      'scenario "evict" cannot be run on kernel 5.11: migrate_device_range() appeared in 6.1',
    )
  })
})
