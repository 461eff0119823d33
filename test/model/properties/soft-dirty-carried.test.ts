import { describe, expect, test } from 'vitest'
import { mapped, World } from '../world.ts'

describe('soft-dirty-carried', () => {
  const thread = 'GPU A migrate'
  const start = World.of({ scenario: 'soft-dirty-memory' })
  const { pte, softDirty } = start.address
  if (softDirty === undefined) throw new Error('soft-dirty bits are not kept')
  const soft = mapped(start).tell(pte, { type: 'ptep_set_wrprotect' }, { type: 'wp_page_reuse', softDirty: true })
  const tracked = soft.tell(softDirty, { type: 'clear_vm_softdirty' }, { type: 'clear_refs_returns' })
  const entry = { type: 'make_migration_entry', flavour: 'w' } as const
  const asks = (before: World, after: World) =>
    before.asksOfStep('soft-dirty-carried', thread, 'migrate_vma_collect_pmd', after)

  test('a migration entry has the bit of the mapping that it replaces', () => {
    expect(asks(tracked, tracked.tell(pte, { ...entry, softDirty: true }))).toBe(true)
  })

  test('one that has lost it breaks the promise', () => {
    expect(asks(tracked, tracked.tell(pte, entry))).toBe(
      'the PTE was soft-dirty as present P1, and is not as migration P1',
    )
  })

  test('what had none need not get any', () => {
    const clean = mapped(start).tell(softDirty, { type: 'clear_vm_softdirty' }, { type: 'clear_refs_returns' })
    expect(asks(clean, clean.tell(pte, entry))).toBe(true)
  })

  test('it goes with the page', () => {
    expect(asks(tracked, tracked.tell(pte, { type: 'zap' }))).toBe(true)
  })

  test('nobody misses it before the bits were cleared, or while they are', () => {
    expect(asks(soft, soft.tell(pte, entry))).toBe(true)
    const clearing = soft.tell(softDirty, { type: 'clear_vm_softdirty' })
    expect(asks(clearing, clearing.tell(pte, { type: 'clear_soft_dirty' }))).toBe(true)
  })
})
