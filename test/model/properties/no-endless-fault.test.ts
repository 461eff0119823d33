import { describe, expect, test } from 'vitest'
import { mapped, World } from '../world.ts'

/** A device whose TLB remembers a page read-only, about to store again after its fault was served: the PTE is writable. */
describe('no-endless-fault', () => {
  const entryOf = (world: World) => {
    const entry = world.system.tlbs[0]?.entries.get('VA')
    if (entry === undefined) throw new Error('no TLB entry for VA')
    return entry
  }
  const start = mapped(World.of({ scenario: 'sva' }))
  const stale = start
    .tell(entryOf(start), { type: 'fill', frame: 'P1', writable: false })
    .put('SVA device', 'store again', { write: true })
  const faultsAgain = (world: World) =>
    world.asksOfStep('no-endless-fault', 'SVA device', 'store', world.take('SVA device', 'store'))

  test('is broken where nobody flushes the entry that forbids the access', () => {
    expect(faultsAgain(stale)).toBe(
      '"SVA device" faults again on P1: its TLB forbids what the PTE allows, and nobody flushes it',
    )
  })

  test('holds where the entry was flushed', () => {
    expect(faultsAgain(stale.tell(entryOf(stale), { type: 'flush' }))).toBe(true)
  })

  test('waits for the end of an invalidation, which may flush it', () => {
    expect(faultsAgain(stale.tell(start.address.mm.notifier, { type: 'inv_start', hits: false }))).toBe(true)
  })

  test('says nothing of a first fault', () => {
    expect(faultsAgain(stale.put('SVA device', 'idle', { write: true }))).toBe(true)
  })

  test('says nothing where the PTE forbids the access, too', () => {
    expect(faultsAgain(stale.tell(start.address.pte, { type: 'ptep_set_wrprotect' }))).toBe(true)
  })
})
