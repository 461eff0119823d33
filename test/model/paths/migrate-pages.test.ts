import { describe, expect, test } from 'vitest'
import { pteOf } from '../../../model/paths/sight.ts'
import { mapped, World } from '../world.ts'

const start = World.of({ scenario: 'compaction' })
const { folio } = start.system
const page = folio('P1')
const { pte } = start.address
const thread = 'compaction'
const steps = (world: World, ...events: string[]) => events.reduce((now, event) => now.take(thread, event), world)
const isolated = steps(mapped(start), 'isolate_migratepages_block')
const unmapped = steps(
  isolated,
  'migrate_folio_unmap',
  'try_to_migrate',
  'mn_itree_invalidate A',
  'try_to_migrate_one',
  'mn_itree_inv_end',
)

describe('the kernel moves a page of its own accord', () => {
  test('with a reference in hand, before it has the lock', () => {
    expect(isolated.see(page).context).toMatchObject({ refs: 2, holder: null })
  })

  test('waits for the lock, or gives up', () => {
    const locked = isolated.tell(page, { type: 'folio_trylock', by: 'another' })
    expect(() => steps(locked, 'migrate_folio_unmap')).toThrow('cannot take migrate_folio_unmap')
    expect(steps(locked, 'putback_movable_pages').see(page).context.refs).toBe(1)
  })

  test('leaves a page alone that was freed meanwhile', () => {
    const freed = isolated.tell(pte, { type: 'zap' }).tell(page, { type: 'folio_put' })
    expect(steps(freed, 'migrate_folio_unmap').see(page).value).toBe('free')
  })

  test('to another frame, with what it held and allowed', () => {
    const moved = steps(unmapped, 'move_to_new_folio', 'remove_migration_ptes', 'folio_unlock, folio_put')
    expect(pteOf(start.address, moved.see)).toMatchObject({ kind: 'present', frame: 'P2', writable: true })
    expect(moved.see(page).value).toBe('free')
    expect(moved.see(folio('P2')).context).toMatchObject({ refs: 1, anonExclusive: true, fresh: ['VA'] })
  })

  test('not if somebody else holds a reference: then it stays as it was', () => {
    const held = unmapped.tell(page, { type: 'folio_get' })
    const stays = steps(held, 'move_to_new_folio', 'remove_migration_ptes', 'folio_unlock, folio_put')
    expect(pteOf(start.address, stays.see)).toMatchObject({ kind: 'present', frame: 'P1', writable: true })
    expect(stays.see(page).context).toMatchObject({ refs: 2, holder: null, anonExclusive: true })
  })
})
