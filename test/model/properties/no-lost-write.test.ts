import { describe, expect, test } from 'vitest'
import { allocate, mapped, unmapped, World } from '../world.ts'

describe('no-lost-write', () => {
  const start = World.of({ scenario: 'own-fault' })
  const { pte, lastWrite } = start.address
  const { folio } = start.system
  const asks = (world: World) => world.asks('no-lost-write')
  const writtenElsewhere = (world: World, frame: string) =>
    world.tell(folio(frame), { type: 'written_elsewhere', through: 'VA' }).tell(lastWrite, { type: 'write' })

  test('holds while an empty or zero entry stands for zeroes, and a mapped page holds the last write', () => {
    expect(asks(start)).toBe(true)
    expect(asks(start.tell(pte, { type: 'map_zero_page' }))).toBe(true)
    expect(asks(mapped(start))).toBe(true)
  })

  test('names the page that the PTE shows while the last write is in another', () => {
    expect(asks(writtenElsewhere(mapped(start), 'P1'))).toBe('the PTE is present P1, the last write went elsewhere')
    const onDevice = allocate(start, 'A1').tell(pte, { type: 'insert_device_private', frame: 'A1', writable: true })
    expect(asks(onDevice)).toBe(true)
    expect(asks(writtenElsewhere(onDevice, 'A1'))).toBe('the PTE is device A1, the last write went elsewhere')
  })

  test('counts a write that an empty or zero entry does not show', () => {
    const written = start.tell(lastWrite, { type: 'write' })
    expect(asks(written)).toBe('the PTE is none, the last write went elsewhere')
    expect(asks(written.tell(pte, { type: 'map_zero_page' }))).toBe('the PTE is zero, the last write went elsewhere')
  })

  test('says nothing of a migration entry, which shows nobody anything', () => {
    expect(asks(writtenElsewhere(unmapped(start), 'P1'))).toBe(true)
  })
})
