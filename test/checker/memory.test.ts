import { totalmem } from 'node:os'
import { describe, expect, test } from 'vitest'
import { memoryLimit } from '../../checker/memory.ts'

const GB = 2 ** 30
const machines = { bytes: 12 * GB, reason: "three quarters of the machine's memory are in use" }

describe('a search that is not told how much memory to take', () => {
  test('takes three quarters of the machine where its process is not confined', () => {
    expect(memoryLimit(16 * GB, 0)).toEqual(machines)
  })

  test('takes no heed of a confinement that is wider than the machine', () => {
    expect(memoryLimit(16 * GB, 2 ** 64)).toEqual(machines)
    expect(memoryLimit(16 * GB, Number.NaN)).toEqual(machines)
  })

  test('takes three quarters of what its process may use where that is less', () => {
    const reason = 'three quarters of the memory that this process may use are in use'
    expect(memoryLimit(16 * GB, 4 * GB)).toEqual({ bytes: 3 * GB, reason })
  })

  test('takes some memory here, and not all', () => {
    const { bytes } = memoryLimit()
    expect(bytes).toBeGreaterThan(0)
    expect(bytes).toBeLessThanOrEqual(totalmem() * 0.75)
  })
})
