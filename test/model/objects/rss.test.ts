import { describe, expect, test } from 'vitest'
import { rss } from '../../../model/objects/rss.ts'
import { accepts, stateAfter } from './state-after.ts'

const inc = (counter: 'anonPages' | 'swapEnts') => ({ type: 'inc_mm_counter', counter }) as const
const dec = (counter: 'anonPages' | 'swapEnts') => ({ type: 'dec_mm_counter', counter }) as const

// inc_mm_counter(), dec_mm_counter(): include/linux/mm.h
describe('the RSS of an address space', () => {
  test('is counted by kind', () => {
    const counted = stateAfter(rss, inc('anonPages'), inc('anonPages'), inc('swapEnts'), dec('anonPages'))
    expect(counted.context).toEqual({ anonPages: 1, swapEnts: 1 })
  })

  // check_mm() of kernel/fork.c reports a counter that is not 0 at the end: "Bad rss-counter state"
  test('never falls below nothing, for either kind', () => {
    expect(accepts(rss, stateAfter(rss), dec('anonPages'))).toBe(false)
    expect(accepts(rss, stateAfter(rss, inc('anonPages')), dec('swapEnts'))).toBe(false)
  })
})
