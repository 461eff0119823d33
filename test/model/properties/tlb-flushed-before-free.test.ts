import { describe, expect, test } from 'vitest'
import type { Tlb } from '../../../model/system.ts'
import { allocate, World } from '../world.ts'

describe('tlb-flushed-before-free', () => {
  const start = World.of({ scenario: 'tlb' })
  const [{ entries }] = start.system.tlbs as readonly [Tlb]
  const remembers = (world: World, frame: string) => {
    const entry = entries.get('VA')
    if (entry === undefined) throw new Error('no TLB entry for VA')
    return world.tell(entry, { type: 'fill', frame, writable: false })
  }
  const asks = (world: World) => world.asks('tlb-flushed-before-free')

  test('holds while the TLB leads nowhere, to a page that is allocated, or to the zero page', () => {
    expect(asks(start)).toBe(true)
    expect(asks(remembers(allocate(start, 'P1'), 'P1'))).toBe(true)
    expect(asks(remembers(start, 'zero page'))).toBe(true)
  })

  test('names the page that the TLB still leads to after it was freed', () => {
    const freed = remembers(allocate(start, 'P1'), 'P1').tell(start.system.folio('P1'), { type: 'folio_put' })
    expect(asks(freed)).toBe('the TLB of "CPU" leads to P1, which has been freed')
  })
})
