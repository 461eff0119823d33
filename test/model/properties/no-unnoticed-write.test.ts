import { describe, expect, test } from 'vitest'
import { check } from '../../../checker/index.ts'
import { type Choice, configure } from '../../../model/index.ts'
import { mapped, World } from '../world.ts'

describe('no-unnoticed-write', () => {
  const start = World.of({ scenario: 'soft-dirty' })
  const { pte, mm, softDirty } = start.address
  if (softDirty === undefined) throw new Error('soft-dirty bits are not kept')
  const cleared = mapped(start).tell(softDirty, { type: 'clear_vm_softdirty' }, { type: 'clear_refs_returns' })
  const written = cleared.tell(softDirty, { type: 'write' })
  const asks = (world: World) => world.asks('no-unnoticed-write')

  test('says nothing before the bits were cleared, nor of what was not written since', () => {
    expect(asks(mapped(start).tell(softDirty, { type: 'write' }))).toBe(true)
    expect(asks(cleared)).toBe(true)
  })

  test('a page that was written since, and is not soft-dirty, breaks it', () => {
    expect(asks(written)).toBe('the PTE is present P1 and not soft-dirty, but was written since the bits were cleared')
  })

  test('so does an empty entry in its place: nothing shows that there was a write', () => {
    expect(asks(written.tell(pte, { type: 'zap' }))).toMatch(/the PTE is none and not soft-dirty/)
  })

  test('a soft-dirty entry of any kind keeps it', () => {
    const soft = written.tell(
      pte,
      { type: 'ptep_set_wrprotect' },
      { type: 'wp_page_reuse', softDirty: true },
      { type: 'make_migration_entry', flavour: 'w', softDirty: true },
    )
    expect(asks(soft)).toBe(true)
  })

  test('nobody can look while mmap_lock is held for writing', () => {
    expect(asks(written.tell(mm.mmapLock, { type: 'mmap_write_lock' }))).toBe(true)
  })
})

/** What a search for this promise alone says. */
async function verdictOf(choice: Partial<Choice> & { scenario: string }) {
  const { network, properties } = configure({ kernel: '7.0', mode: 'once', ...choice })
  const asked = properties.filter(({ name }) => name === 'no-unnoticed-write')
  return (await check(network, { properties: asked })).verdict
}

describe('a writable device-private entry', () => {
  const scenario = 'soft-dirty-memory'

  // clear_soft_dirty(), fs/proc/task_mmu.c; migrate_vma_insert_page(), mm/migrate_device.c
  test.each([
    { set: {}, verdict: 'violated' },
    { set: { clearRefsEntries: 'taken' }, verdict: 'violated' },
    { set: { insertSoftDirty: 'yes' }, verdict: 'violated' },
    { set: { clearRefsEntries: 'taken', insertSoftDirty: 'yes' }, verdict: 'holds' },
  ])('hides writes unless it loses its write bit with the other, and is not made without it: $set', async (asked) => {
    expect(await verdictOf({ scenario, set: asked.set })).toBe(asked.verdict)
  })
})

describe('a migration entry that is writable and no longer soft-dirty', () => {
  // 2e3468778dbe (6.1) restores the dirty bit, and with it the other; 055267feaecc (6.9) no longer does
  test.each([
    { kernel: '6.0', verdict: 'violated' },
    { kernel: '6.1', verdict: 'holds' },
    { kernel: '6.8', verdict: 'holds' },
    { kernel: '6.9', verdict: 'violated' },
  ])('hides the writes to a page that the kernel moves, on $kernel: $verdict', async ({ kernel, verdict }) => {
    expect(await verdictOf({ scenario: 'soft-dirty-compaction', kernel })).toBe(verdict)
  })
})

describe('a driver that ignores SOFT_DIRTY', () => {
  test.each([
    { driver: 'contract', verdict: 'holds' },
    { driver: 'contract/ignores-SOFT_DIRTY', verdict: 'violated' },
    { driver: 'contract/bumps-SOFT_DIRTY', verdict: 'violated' },
    { driver: 'contract/read-only/ignores-SOFT_DIRTY', verdict: 'holds' },
    // clear_soft_dirty() leaves alone what is pinned: 9348b73c2e1b
    { driver: 'contract/pins/ignores-SOFT_DIRTY', verdict: 'holds' },
  ])('$driver: $verdict', async ({ driver, verdict }) => {
    expect(await verdictOf({ scenario: 'soft-dirty', drivers: { A: driver } })).toBe(verdict)
  })

  test('was not noticed even where it pins its pages, up to 5.10', async () => {
    const drivers = { A: 'contract/pins/ignores-SOFT_DIRTY' }
    expect(await verdictOf({ scenario: 'soft-dirty', kernel: '5.10', drivers })).toBe('violated')
  })
})
