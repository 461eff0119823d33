import { describe, expect, test } from 'vitest'
import { allocate, World } from '../world.ts'

describe('copy-before-expose', () => {
  const start = World.of({ scenario: 'own-fault' })
  const { pte } = start.address
  const asks = (world: World) => world.asks('copy-before-expose')
  const raw = start.tell(start.system.folio('A1'), { type: 'folio_alloc' })
  const inserted = (world: World) => world.tell(pte, { type: 'insert_device_private', frame: 'A1', writable: true })
  const shown = (world: World) => world.tell(start.mirror('A'), { type: 'store', frame: 'A1', writable: true })

  test('holds while nobody shows a page into which nothing has been copied', () => {
    expect(asks(raw)).toBe(true)
  })

  test('holds once something has been copied, or written', () => {
    expect(asks(shown(inserted(allocate(start, 'A1'))))).toBe(true)
    expect(asks(inserted(raw.tell(start.system.folio('A1'), { type: 'written', through: 'VA' })))).toBe(true)
  })

  test('names the page that the PTE shows too early', () => {
    expect(asks(inserted(raw))).toBe('the PTE shows A1, into which nothing has been copied')
  })

  test('names the page that a mirror shows too early', () => {
    expect(asks(shown(raw))).toBe('GPU A maps A1, into which nothing has been copied')
  })
})
