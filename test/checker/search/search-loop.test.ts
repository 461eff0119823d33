import { expect, test, vi } from 'vitest'
import { twoPhaseCommit } from '../../../bench/models/two-phase-commit.ts'
import { check } from '../../../checker/index.ts'
import { Workbench } from '../../../checker/search/generated/workbench.ts'

test('what has been learned is looked up by generated code from then on', async () => {
  const { expand } = Workbench.prototype
  let expanded = 0
  vi.spyOn(Workbench.prototype, 'expand').mockImplementation(function (this: Workbench, vectors, place, end, asleep) {
    const from = place.head
    const reason = expand.call(this, vectors, place, end, asleep)
    expanded += place.head - from
    return reason
  })
  const { states } = await check(twoPhaseCommit(6).network, {}, { workers: 1, shortcuts: { patient: false } })
  expect(expanded).toBeGreaterThan(0.9 * states)
})
