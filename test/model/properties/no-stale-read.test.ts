import { describe, expect, test } from 'vitest'
import { mapped, World } from '../world.ts'

const property = 'no-stale-read'

describe('no-stale-read, of a device', () => {
  const start = mapped(World.of({ scenario: 'own-fault' }))
  const { lastWrite } = start.address
  const { folio } = start.system
  const mirror = start.mirror('A')
  const reads = (world: World) => world.asksOfStep(property, 'GPU A access', 'device read', world)
  const maps = (frame: string) => start.tell(mirror, { type: 'store', frame, writable: false })

  test('holds while the mirror shows a page with the last write, or zeroes that nobody has replaced', () => {
    expect(reads(maps('P1'))).toBe(true)
    expect(reads(maps('zero page'))).toBe(true)
  })

  test('names the page that the mirror shows while the last write is in another', () => {
    const stale = maps('P1').tell(folio('P1'), { type: 'written_elsewhere', through: 'VA' })
    expect(reads(stale)).toBe('GPU A reads P1, which does not hold the last write')
  })

  test('names the zero page once there is data', () => {
    const stale = maps('zero page').tell(lastWrite, { type: 'write' })
    expect(reads(stale)).toBe('GPU A reads zero page, which does not hold the last write')
  })

  test('says nothing of any other step of the device', () => {
    const stale = maps('P1').tell(folio('P1'), { type: 'written_elsewhere', through: 'VA' })
    expect(stale.asksOfStep(property, 'GPU A access', 'device write', stale)).toBe(true)
  })
})

describe('no-stale-read, of the CPU', () => {
  const start = World.of({ scenario: 'cpu-vs-gpu' })
  const fresh = mapped(start)
  const stale = fresh.tell(start.system.folio('P1'), { type: 'written_elsewhere', through: 'VA' })
  const loads = (world: World) => world.asksOfStep(property, 'CPU', 'load', world)

  test('holds while the PTE shows a page with the last write', () => {
    expect(loads(fresh)).toBe(true)
  })

  test('names the page that the PTE shows while the last write is in another', () => {
    expect(loads(stale)).toBe('the CPU reads P1, which does not hold the last write')
  })

  test('names the zero page once there is data', () => {
    const zero = start.tell(start.address.pte, { type: 'map_zero_page' })
    expect(loads(zero)).toBe(true)
    expect(loads(zero.tell(start.address.lastWrite, { type: 'write' }))).toBe(
      'the CPU reads zero page, which does not hold the last write',
    )
  })

  test('says nothing of a load that faults: it has read nothing', () => {
    expect(stale.asksOfStep(property, 'CPU', 'load', stale.put('CPU', 'faulted'))).toBe(true)
  })
})
