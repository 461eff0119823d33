import { describe, expect, test } from 'vitest'
import type { CoveredMachine } from '../../cli/coverage.ts'
import { joinHeld } from '../../model/index.ts'
import { coverageOnto } from '../../record/coverage-onto.ts'

const machine = (name: string, fired: Readonly<Record<string, number>>): CoveredMachine => ({
  machine: name,
  drawnAs: [name],
  transitions: Object.entries(fired).map(([transition, times]) => ({ transition, fired: times })),
  held: new Map(),
})
const recorded = {
  coverage: {
    user: { transitions: 2, unfired: [], held: {} },
    lock: { transitions: 4, unfired: ['free on break', 'held on take', 'held on drop'], held: {} },
  },
  surprises: ['lock: free on break: never fires'],
}
const lock = machine('lock', { 'free on take': 1, 'free on break': 0, 'held on take': 2 })
const reviewed = [
  { transition: 'on drop', reason: 'nobody drops it' },
  { machine: 'user', transition: 'on new', reason: 'what is new there is not known to the record' },
]

describe('what some scenarios add to the record of all', () => {
  const { coverage, surprises } = coverageOnto(recorded, [machine('new', { 'a on b': 0, 'c on d': 1 }), lock], reviewed)

  test('is what fires now and did not before', () => {
    expect(coverage.lock?.unfired).toEqual(['free on break', 'held on drop'])
  })

  test('takes nothing away: not all scenarios know of all transitions', () => {
    expect(coverage.lock?.transitions).toBe(4)
  })

  test('leaves machines in their order; new ones come last', () => {
    expect(Object.keys(coverage)).toEqual(['lock', 'new'])
  })

  test('is surprising where it was, or where nobody has looked yet', () => {
    expect(surprises).toEqual(['lock: free on break: never fires', 'new: a on b: never fires'])
  })
})

test('a lock is held always if it is in all searches, and sometimes if the holder is known and it is in some', () => {
  const some = { always: ['a folio lock', 'mmap_lock for reading'], sometimes: [] }
  const others = { always: ['a folio lock'], sometimes: ["its driver's lock"] }
  expect(joinHeld(some, others)).toEqual({ always: ['a folio lock'], sometimes: ["its driver's lock"] })
  expect(joinHeld(some, { always: [], sometimes: [] })).toEqual({ always: [], sometimes: ['a folio lock'] })
})
