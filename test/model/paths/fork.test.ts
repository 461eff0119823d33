/** What copy_page_range() makes of each kind of entry: facts as in the logs, `fork_src` and `fork_dst`. */
import { describe, expect, test } from 'vitest'
import { pteOf } from '../../../model/paths/sight.ts'
import { allocate, mapped, unmapped, World } from '../world.ts'

const start = World.of({ scenario: 'fork-cow' })
const parent = start.address
const child = start.system.address('child VA')
const device = allocate(start, 'A1')
  .tell(parent.pte, { type: 'insert_device_private', frame: 'A1', writable: true })
  .tell(start.system.folio('A1'), { type: 'SetPageAnonExclusive' })
const migrating = unmapped(start)

const forked = (world: World) => world.put('fork', 'copy').take('fork', 'copy_pte_range')
const shown = (world: World, { pte }: typeof parent) => {
  const { value, context } = world.see(pte)
  return [typeof value === 'string' ? value : Object.entries(value).flat().join('.'), context.frame]
}

describe('fork copies', () => {
  test.each([
    { entry: 'nothing', world: start, both: ['none', null] },
    { entry: 'the zero page', world: start.tell(parent.pte, { type: 'map_zero_page' }), both: ['zero', null] },
    { entry: 'a writable page', world: mapped(start), both: ['present.ro', 'P1'] },
    { entry: 'a writable device page', world: device, both: ['device.r', 'A1'] },
    { entry: 'a migration entry', world: migrating, both: ['migration.r', 'P1'] },
  ])('$entry, and leaves $both in both', ({ world, both }) => {
    const after = forked(world)
    expect(shown(after, parent)).toEqual(both)
    expect(shown(after, child)).toEqual(both)
  })

  test('a page that a device has for itself once it has taken it back', () => {
    const exclusive = mapped(start).tell(parent.pte, { type: 'make_device_exclusive' })
    expect(shown(forked(exclusive), child)).toEqual(['present.ro', 'P1'])
    const locked = exclusive.tell(start.system.folio('P1'), { type: 'folio_trylock', by: 'another' })
    expect(() => forked(locked)).toThrow('cannot take copy_pte_range')
  })
})

describe('a page that a device has pinned', () => {
  const forkedOn = (kernel: string) => {
    const world = World.of({ scenario: 'fork-cow', drivers: { A: 'contract/pins' }, kernel })
    const { address, system } = world
    const { pin } = system.subscriber('A')
    if (pin === undefined) throw new Error('the driver pins')
    const after = forked(
      mapped(world)
        .tell(system.folio('P1'), { type: 'folio_get' })
        .tell(pin(address), { type: 'pin', frame: 'P1' })
        .tell(address.lastWrite, { type: 'write' }),
    )
    return { after, both: [shown(after, address), shown(after, system.address('child VA'))], system }
  }

  test('stays as it is in the parent, and the child gets a copy', () => {
    const { both, after, system } = forkedOn('5.9')
    expect(both).toEqual([
      ['present.rw', 'P1'],
      ['present.rw', 'P2'],
    ])
    expect(after.see(system.folio('P2')).context).toMatchObject({ refs: 1, fresh: ['VA', 'child VA'] })
  })

  test('was shared like any other up to 5.8', () => {
    expect(forkedOn('5.8').both).toEqual([
      ['present.ro', 'P1'],
      ['present.ro', 'P1'],
    ])
  })
})

describe('the page that both have then', () => {
  test.each([
    { page: 'present', world: mapped(start), frame: 'P1' },
    { page: 'device-private', world: device, frame: 'A1' },
  ])('has a reference of the child, and is shared ($page)', ({ world, frame }) => {
    expect(forked(world).see(start.system.folio(frame)).context).toMatchObject({ refs: 2, anonExclusive: false })
  })

  test('has no reference of a migration entry', () => {
    expect(forked(migrating).see(start.system.folio('P1')).context.refs).toBe(1)
  })

  test('is to the child what it was to the parent', () => {
    const written = mapped(start).tell(parent.lastWrite, { type: 'write' })
    expect(forked(written).see(start.system.folio('P1')).context.fresh).toEqual(['VA', 'child VA'])
    expect(forked(written).see(child.lastWrite).value).toBe('data')
  })
})

test('the child runs only when its VMA is there, and not at all at an address that was unmapped before', () => {
  expect(() => start.take('child', 'begin')).toThrow('cannot take begin')
  const there = start
    .tell(parent.mm.mmapLock, { type: 'mmap_write_lock' })
    .put('fork', 'unlock')
    .take('fork', 'mmap_write_unlock')
  expect(there.take('child', 'begin').take('child', 'load').take('child', 'mmap_read_lock')).toBeDefined()
  const gone = start.tell(parent.vma, { type: 'detach' }).take('fork', 'dup_mmap').take('child', 'begin')
  const faulted = gone.take('child', 'load').take('child', 'mmap_read_lock')
  expect(faulted.see(child.mm.mmapLock).value).toBe('free')
  expect(pteOf(child, faulted.see).kind).toBe('none')
})
