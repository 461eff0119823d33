/** Who is told, and what becomes of each mapping; the order is that of the logs (`ttm` after a CLEAR of its own). */
import { describe, expect, test } from 'vitest'
import { pteOf } from '../../../model/paths/sight.ts'
import type { Address } from '../../../model/system.ts'
import { mapped, migration, World } from '../world.ts'

const start = World.of({ scenario: 'fork-mirrors' })
const { folio } = start.system
const [parent, child] = ['VA', 'child VA'].map(start.system.address) as [Address, Address]
const thread = 'GPU A migrate'

/** The page is collected at the address of the parent; the child still maps it. */
const collected = mapped(start)
  .tell(parent.pte, { type: 'ptep_set_wrprotect' })
  .tell(folio('P1'), { type: 'ClearPageAnonExclusive' }, { type: 'folio_get' }, { type: 'folio_trylock', by: thread })
  .tell(child.pte, { type: 'copy_present_pte', frame: 'P1' })
  .tell(parent.pte, { type: 'make_migration_entry', flavour: 'r' })
  .put(thread, { migrating: 'unmap' }, migration('A', { src: 'P1' }))

const steps = (world: World, ...events: string[]) => events.reduce((now, event) => now.take(thread, event), world)
const visit = (subscriber: string) =>
  ['try_to_migrate', `mn_itree_invalidate ${subscriber}`, 'try_to_migrate_one', 'mn_itree_inv_end'] as const

describe('a page that another process maps', () => {
  test('is announced for every mapping, in its own address space, as CLEAR without an owner', () => {
    const first = steps(collected, 'migrate_device_unmap', 'try_to_migrate')
    expect(first.locals(thread).window).toMatchObject({
      event: 'CLEAR',
      owner: null,
      at: ['VA'],
      pending: ['A'],
      refused: false,
      seqIsEven: false,
    })
    const second = steps(first, ...visit('A').slice(1), 'try_to_migrate')
    expect(second.locals(thread).window).toMatchObject({ event: 'CLEAR', owner: null, at: ['child VA'] })
    expect(second.see(child.mm.notifier).context.active).toBe(1)
    expect(second.see(parent.mm.notifier).context.active).toBe(0)
  })

  test('is unmapped there, and the reference of that mapping put', () => {
    const unmapped = steps(collected, 'migrate_device_unmap', ...visit('A'), ...visit('A child'))
    expect(pteOf(child, unmapped.see)).toMatchObject({ kind: 'migration', writable: false, anonExclusive: false })
    expect(unmapped.see(folio('P1')).context.refs).toBe(1)
    expect(steps(unmapped, 'migrate_vma_check_page').entry(thread)?.lost).toBe(false)
  })

  test('is not migrated if somebody holds a reference all the same', () => {
    const held = collected.tell(folio('P1'), { type: 'folio_get' })
    const unmapped = steps(held, 'migrate_device_unmap', ...visit('A'), ...visit('A child'))
    expect(steps(unmapped, 'migrate_vma_check_page').entry(thread)?.lost).toBe(true)
  })
})

test('the walk ends once nobody maps the page any more', () => {
  const left = steps(collected, 'migrate_device_unmap', 'try_to_migrate')
    .tell(child.pte, { type: 'zap' })
    .tell(folio('P1'), { type: 'folio_put' })
  expect(steps(left, ...visit('A').slice(1)).locals(thread).walk).toEqual([])
})

test('an address space that no driver mirrors is told nothing: there is nobody to tell', () => {
  const alone = World.of({ scenario: 'fork-cow' })
  const [mine, other] = ['VA', 'child VA'].map(alone.system.address) as [Address, Address]
  const shared = mapped(alone)
    .tell(mine.pte, { type: 'ptep_set_wrprotect' })
    .tell(alone.system.folio('P1'), { type: 'folio_get' }, { type: 'folio_trylock', by: thread })
    .tell(other.pte, { type: 'copy_present_pte', frame: 'P1' })
    .tell(mine.pte, { type: 'make_migration_entry', flavour: 'r' })
    .put(thread, { migrating: 'unmap' }, migration('A', { src: 'P1' }))
  const second = steps(shared, 'migrate_device_unmap', ...visit('A'), 'try_to_migrate_one')
  expect(pteOf(other, second.see).kind).toBe('migration')
  expect(second.see(other.mm.notifier).context.active).toBe(0)
})
