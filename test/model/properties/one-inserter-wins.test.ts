import { describe, expect, test } from 'vitest'
import { allocate, migration, World } from '../world.ts'

const driver = 'GPU B driver'

describe('one-inserter-wins', () => {
  const start = World.of({ scenario: 'hole-race' })
  const { pte } = start.address
  const { folio } = start.system
  const locals = (lost = false) => migration('B', { hole: true, dst: 'B1', lost })
  const ready = allocate(start, 'B1').put(driver, { migrating: 'hole: insert' }, locals())
  const inserter = (world: World, { lost }: { lost: boolean }) =>
    world.put(driver, { migrating: 'pages: end' }, locals(lost))
  const taken = allocate(ready, 'A1').tell(pte, { type: 'insert_device_private', frame: 'A1', writable: true })
  const inserted = ready.tell(pte, { type: 'insert_device_private', frame: 'B1', writable: true })
  const asks = (before: World, event: string, end: World) => before.asksOfStep('one-inserter-wins', driver, event, end)

  test('holds for the one that finds the hole open and fills it, and for the one that does not and is told', () => {
    expect(asks(ready, 'migrate_vma_insert_page', inserter(inserted, { lost: false }))).toBe(true)
    expect(asks(taken, 'migrate_vma_insert_page', inserter(taken, { lost: true }))).toBe(true)
  })

  test('wants an open hole to be filled, and the winner not to be told that it lost', () => {
    const refused = `"${driver}" found the hole open and did not fill it`
    expect(asks(ready, 'migrate_vma_insert_page', inserter(ready, { lost: false }))).toBe(refused)
    expect(asks(ready, 'migrate_vma_insert_page', inserter(inserted, { lost: true }))).toBe(refused)
  })

  test('names the page that an insertion replaces without looking at the PTE again', () => {
    const overwritten = taken.force(pte, { device: 'w' }, { frame: 'B1' })
    expect(asks(taken, 'migrate_vma_insert_page', inserter(overwritten, { lost: false }))).toBe(
      `"${driver}" replaced device A1 by B1`,
    )
  })

  test('wants the loser to be told', () => {
    expect(asks(taken, 'migrate_vma_insert_page', inserter(taken, { lost: false }))).toBe(
      `"${driver}" lost the hole and was not told`,
    )
  })

  test('lets the winner map its page, and not the loser', () => {
    const mapping = (lost: boolean) => taken.put(driver, { migrating: 'update' }, locals(lost))
    const mapped = (world: World) => world.tell(start.mirror('B'), { type: 'store', frame: 'B1', writable: true })
    expect(asks(mapping(false), 'update device table', mapped(mapping(false)))).toBe(true)
    expect(asks(mapping(true), 'update device table', mapping(true))).toBe(true)
    expect(asks(mapping(true), 'update device table', mapped(mapping(true)))).toBe(
      `"${driver}" lost the hole and maps B1 all the same`,
    )
  })

  test('wants the loser to free its page', () => {
    const ending = taken.put(driver, { migrating: 'unlock' }, locals(true))
    const leaked = ending.put(driver, { migrating: 'done' })
    expect(asks(ending, 'folio_unlock, folio_put', leaked)).toBe(`"${driver}" lost the hole and did not free B1`)
    const freed = leaked.tell(folio('B1'), { type: 'folio_put' })
    expect(asks(ending, 'folio_unlock, folio_put', freed)).toBe(true)
  })
})
