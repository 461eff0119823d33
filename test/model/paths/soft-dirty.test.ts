/** Who hands on the soft-dirty bit, on which kernel; and what clears it. */
import { describe, expect, test } from 'vitest'
import { pteOf } from '../../../model/paths/sight.ts'
import { restored } from '../../../model/paths/vocabulary/fault.ts'
import { isRestoredSoftDirty, readsSoftDirty } from '../../../model/paths/vocabulary/soft-dirty.ts'
import { allocate, mapped, World } from '../world.ts'

const on = (kernel: string) => World.of({ scenario: 'soft-dirty-memory', kernel })
const entryOf = (world: World) => pteOf(world.address, world.see)

/** The page is mapped, and has been written since it can be. */
const written = (world: World) =>
  mapped(world).tell(
    world.address.pte,
    { type: 'ptep_set_wrprotect' },
    { type: 'wp_page_reuse', dirty: true, softDirty: true },
  )

const inDevice = (world: World) =>
  allocate(world, 'A1').tell(world.address.pte, {
    type: 'insert_device_private',
    frame: 'A1',
    writable: true,
    softDirty: true,
  })

describe('what a migration entry takes over', () => {
  // ad7df764b7e1
  test.each([
    { kernel: '5.8', of: 'a page', read: true },
    { kernel: '5.8', of: 'a device page', read: false },
    { kernel: '5.8.8', of: 'a device page', read: true },
    { kernel: '7.0', of: 'a device page', read: true },
  ])('from $of on $kernel: $read', ({ kernel, of, read }) => {
    const world = of === 'a page' ? written(on(kernel)) : inDevice(on(kernel))
    expect(entryOf(world).softDirty).toBe(true)
    expect(readsSoftDirty(world.system, entryOf(world))).toBe(read)
  })
})

describe('what replaces a migration entry', () => {
  // 3d321bf82c4b, 2e3468778dbe, 055267feaecc
  test.each([
    { kernel: '5.8', to: 'device', softDirty: true, is: false },
    { kernel: '5.9', to: 'device', softDirty: true, is: true },
    { kernel: '5.8', to: 'present', softDirty: true, is: true },
    { kernel: '6.0', to: 'present', softDirty: false, is: false },
    { kernel: '6.1', to: 'present', softDirty: false, is: true },
    { kernel: '6.1', to: 'device', softDirty: false, is: false },
    { kernel: '6.9', to: 'present', softDirty: false, is: false },
  ] as const)('of a dirty page, soft-dirty $softDirty, on $kernel, as $to: $is', ({ kernel, to, softDirty, is }) => {
    const world = written(on(kernel))
    const entry = { ...entryOf(world), softDirty }
    expect(isRestoredSoftDirty(world.system, entry, { to, dirty: to === 'present' })).toBe(is)
  })
})

describe('clear_soft_dirty()', () => {
  const clear = (world: World) => world.put('clear-refs', 'change').take('clear-refs', 'clear_soft_dirty')

  test('takes the write bit of a page with the other', () => {
    expect(entryOf(clear(written(on('7.0'))))).toMatchObject({ kind: 'present', writable: false, softDirty: false })
  })

  test.each([
    { name: 'a device-private entry', from: inDevice },
    {
      name: 'a migration entry',
      from: (world: World) =>
        written(world).tell(world.address.pte, { type: 'make_migration_entry', flavour: 'w', softDirty: true }),
    },
  ])('leaves $name writable, unless it is changed to', ({ from }) => {
    expect(entryOf(clear(from(on('7.0'))))).toMatchObject({ writable: true, softDirty: false })
    const changed = World.of({ scenario: 'soft-dirty-memory', kernel: '7.0', set: { clearRefsEntries: 'taken' } })
    expect(entryOf(clear(from(changed)))).toMatchObject({ writable: false, softDirty: false })
  })

  // 9348b73c2e1b
  test.each([
    { kernel: '5.10', after: { writable: false, softDirty: false } },
    { kernel: '5.11', after: { writable: true, softDirty: true } },
  ])('of a page that a device pins, on $kernel: $after', ({ kernel, after }) => {
    const world = written(World.of({ scenario: 'soft-dirty', kernel, drivers: { A: 'contract/pins' } }))
    const pin = world.system.subscriber('A').pin?.(world.address)
    if (pin === undefined) throw new Error('nothing is pinned')
    const pinned = world.tell(pin, { type: 'pin', frame: 'P1' })
    expect(entryOf(clear(pinned))).toMatchObject({ kind: 'present', ...after })
  })
})

describe('a device-exclusive page that is restored while user space waits for a write', () => {
  const restoredOn = (kernel: string) => {
    const start = World.of({ scenario: 'soft-dirty-exclusive', kernel })
    const { pte, softDirty } = start.address
    if (softDirty === undefined) throw new Error('soft-dirty bits are not kept')
    const world = mapped(start)
      .tell(pte, { type: 'make_device_exclusive' })
      .tell(softDirty, { type: 'clear_vm_softdirty' }, { type: 'clear_refs_returns' })
    return restored(world.system, world.address, world.see, { mayWrite: true })
  }

  test('is soft-dirty at once up to 6.14, and read-only from 6.15 on: in both cases no write is missed', () => {
    expect(restoredOn('6.14')).toEqual({ writable: true, dirty: true, softDirty: true })
    expect(restoredOn('6.15')).toEqual({ writable: false, dirty: false, softDirty: false })
  })
})
