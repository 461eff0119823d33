import { describe, expect, test } from 'vitest'
import { mapped, World } from '../world.ts'

describe('zero-page-immutable', () => {
  const start = World.of({ scenario: 'hole-race' })
  const maps = (frame: string, writable: boolean) =>
    mapped(start).tell(start.mirror('B'), { type: 'store', frame, writable })

  test('holds while the zero page is mapped read-only, and other pages in any way', () => {
    expect(maps('zero page', false).asks('zero-page-immutable')).toBe(true)
    expect(maps('P1', true).asks('zero-page-immutable')).toBe(true)
  })

  test('names the GPU whose mirror ignored that the snapshot was without HMM_PFN_WRITE', () => {
    expect(maps('zero page', true).asks('zero-page-immutable')).toBe('GPU B may write the zero page')
  })
})
