/** UFFDIO_MOVE, as mm/userfaultfd.c of 6.12 has it. */
import { describe, expect, test } from 'vitest'
import type { Address } from '../../../model/system.ts'
import { allocate, World } from '../world.ts'

const start = World.of({ scenario: 'userfaultfd-move' })
const [source, destination] = ['VA', 'other VA'].map(start.system.address) as [Address, Address]
const { folio } = start.system
const name = 'userfaultfd-move'

const at = (state: string, world: World, held = {}) => world.put(name, state, { held })
const stateOf = (world: World) => world.stateOf(name)
const mapped = allocate(start, 'P1').tell(source.pte, { type: 'map_anon_page', frame: 'P1', writable: false })
const exclusive = mapped.tell(folio('P1'), { type: 'SetPageAnonExclusive' })
const filled = (world: World) => world.tell(destination.pte, { type: 'map_zero_page' })

describe('the first look', () => {
  test.each([
    { of: 'nothing', world: start, next: 'end' },
    { of: 'anything to a place that is not empty', world: filled(exclusive), next: 'end' },
    { of: 'a page that may be shared', world: mapped, next: 'end' },
    {
      of: 'a device page',
      world: start.tell(source.pte, { type: 'insert_device_private', frame: 'A1', writable: true }),
      next: 'end',
    },
    { of: 'an exclusive page', world: exclusive, next: 'move' },
    { of: 'the zero page', world: start.tell(source.pte, { type: 'map_zero_page' }), next: 'move zero' },
    {
      of: 'a page that is locked',
      world: exclusive.tell(folio('P1'), { type: 'folio_trylock', by: 'CPU' }),
      next: 'lock',
    },
  ])('at a move of $of', ({ world, next }) => {
    expect(stateOf(at('look', world).take(name, 'move_pages_pte looks'))).toBe(next)
  })
})

describe('move_present_pte()', () => {
  const locked = at('look', exclusive).take(name, 'move_pages_pte looks')

  test('moves a page and makes it writable', () => {
    const moved = locked.take(name, 'move_present_pte')
    expect(moved.see(destination.pte)).toMatchObject({ value: { present: 'rw' }, context: { frame: 'P1' } })
    expect(moved.see(source.pte).value).toBe('none')
  })

  test('unlocks and puts it before the invalidation ends', () => {
    const put = locked.take(name, 'move_present_pte').take(name, 'folio_unlock, folio_put')
    expect(stateOf(put)).toBe('end')
    expect(put.see(folio('P1')).context).toMatchObject({ holder: null, refs: 1 })
  })

  test('starts over if the destination was filled meanwhile, and leaves the page where it is', () => {
    const late = filled(locked).take(name, 'move_present_pte')
    expect(stateOf(late)).toBe('put and start over')
    expect(late.see(source.pte).context.frame).toBe('P1')
  })

  test('moves no page that has become shared', () => {
    const shared = locked.tell(folio('P1'), { type: 'ClearPageAnonExclusive' }).take(name, 'move_present_pte')
    expect(stateOf(shared)).toBe('put')
    expect(shared.see(source.pte).context.frame).toBe('P1')
  })
})

test('it sleeps on a migration entry with the invalidation open, and starts over', () => {
  const migrating = exclusive
    .tell(folio('P1'), { type: 'folio_trylock', by: 'GPU A migrate' })
    .tell(source.pte, { type: 'make_migration_entry', flavour: 're' })
  const asleep = at('look', migrating).take(name, 'move_pages_pte looks').take(name, 'migration_entry_wait')
  expect(stateOf(asleep)).toBe('wait')
  const woken = asleep
    .tell(folio('P1'), { type: 'folio_unlock', by: 'GPU A migrate' })
    .take(name, 'migration_entry_wait_on_locked')
  expect(stateOf(woken)).toBe('end and start over')
})
