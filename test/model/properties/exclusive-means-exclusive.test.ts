import { describe, expect, test } from 'vitest'
import { mapped, World } from '../world.ts'

describe('exclusive-means-exclusive', () => {
  const start = World.of({ scenario: 'exclusive' })
  const { pte } = start.address
  const asks = (world: World) => world.asks('exclusive-means-exclusive')
  const atomic = (world: World) => world.tell(start.mirror('A'), { type: 'store_atomic', frame: 'P1' })
  const exclusive = mapped(start).tell(pte, { type: 'make_device_exclusive' })

  test('holds while the page of an atomic mapping has a device-exclusive entry', () => {
    expect(asks(atomic(exclusive))).toBe(true)
  })

  test('names what the PTE is where a CPU can reach the page', () => {
    const restored = atomic(exclusive).tell(pte, { type: 'restore_exclusive_pte', writable: true })
    expect(asks(restored)).toBe('GPU A maps P1 for atomic access, the PTE is present P1')
  })

  test('names another address that maps the page, such as that of a child', () => {
    const forked = World.of({ scenario: 'exclusive-fork' })
    const { address, system } = forked
    const shared = mapped(forked)
      .tell(address.pte, { type: 'make_device_exclusive' })
      .tell(forked.mirror('A'), { type: 'store_atomic', frame: 'P1' })
      .tell(system.address('child VA').pte, { type: 'copy_present_pte', frame: 'P1' })
    expect(asks(shared)).toBe('GPU A maps P1 for atomic access, the PTE of child VA maps it too')
  })

  test('waits for the end of an invalidation', () => {
    const open = atomic(mapped(start)).tell(start.address.mm.notifier, { type: 'inv_start', hits: true })
    expect(asks(open)).toBe(true)
  })

  test('says nothing of a mapping that is not for atomic access', () => {
    const plain = mapped(start).tell(start.mirror('A'), { type: 'store', frame: 'P1', writable: true })
    expect(asks(plain)).toBe(true)
  })
})
