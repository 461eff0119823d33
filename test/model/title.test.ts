import { describe, expect, test } from 'vitest'
import { type Choice, settingsOf } from '../../model/configure.ts'
import { logTitle, titleOf } from '../../model/title.ts'

const title = (choice: Partial<Choice>) =>
  titleOf(settingsOf({ scenario: 'hole-race', kernel: '5.11', mode: 'once', ...choice }))

describe('the title of a race says', () => {
  test('the scenario, the kernel and the driver', () => {
    expect(title({})).toBe('hole-race, Linux 5.11, driver contract')
  })

  test('which switches are not as that kernel has them, and which of these no release has', () => {
    expect(title({ set: { holeNotify: 'none', faultRef: 'ref' } })).toBe(
      'hole-race, Linux 5.11 with holeNotify=none (in no release), faultRef=ref, driver contract',
    )
  })

  test('a proposal by its name', () => {
    expect(title({ kernel: '5.9+no-second-invalidation' })).toBe(
      'hole-race, Linux 5.9+no-second-invalidation, driver contract',
    )
  })

  test('whose driver is which, where they differ', () => {
    expect(title({ drivers: { B: 'test_hmm' } })).toBe('hole-race, Linux 5.11, drivers A=contract, B=test_hmm')
  })

  test('a mutation, the threads that are left out, and that the others never stop', () => {
    const pinned = { scenario: 'pinned', kernel: '6.12', mutation: 'no-pin-test', without: ['CPU'] }
    expect(title({ ...pinned, mode: 'forever' })).toBe(
      'pinned, Linux 6.12, driver contract, the mutation no-pin-test, without CPU, run for ever',
    )
  })

  test('of what log it is a part, and what that was held against', () => {
    expect(logTitle('racer', { kernel: '6.12', driver: 'test_hmm', set: { holeNotify: 'none' } })).toBe(
      'racer, held against Linux 6.12 with holeNotify=none (in no release), driver test_hmm',
    )
  })
})
