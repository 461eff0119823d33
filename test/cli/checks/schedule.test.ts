import { describe, expect, test } from 'vitest'
import { schedule } from '../../../cli/checks/schedule.ts'
import type { Answer, Task } from '../../../cli/checks/task.ts'
import type { Settings } from '../../../model/index.ts'

const holds: Answer = {
  verdict: 'holds',
  states: 5,
  transitions: 6,
  depth: 7,
  seconds: 0.5,
  bytesPerState: 20,
  learned: 3,
  witnesses: [],
  reductions: [],
  warnings: [],
}

/** Tasks of one scenario with these switches, each of another kernel. */
function planOf(switches: readonly Settings['switches'][], tasks: readonly Partial<Task>[] = []) {
  const settings = switches.map((chosen, i) => {
    return { scenario: 'door', kernel: `k${i}`, switches: chosen, drivers: {}, mode: 'once' } as const
  })
  return schedule(
    settings.map(({ scenario, kernel, mode }, i) => ({ scenario, kernel, mode, ...tasks[i] })),
    settings,
  )
}

describe('a search answers', () => {
  test('every task whose kernel differs only in what it did not look at', () => {
    const plan = planOf([
      { lock: 'old', bell: 'no' },
      { lock: 'new', bell: 'no' },
      { lock: 'old', bell: 'yes' },
    ])
    expect(plan.next()).toBe(0)
    plan.done(0, { answer: holds, lookedAt: ['lock'] })
    expect(plan.answered).toBe(2)
    expect(plan.next()).toBe(1)
    plan.done(1, { answer: { ...holds, states: 9 }, lookedAt: ['lock'] })
    expect(plan.next()).toBeUndefined()
    expect(plan.answers()).toEqual([holds, { ...holds, states: 9 }, { ...holds, sameAs: 0 }])
  })

  test('no task with another question', () => {
    const plan = planOf([{}, {}, {}], [{}, { properties: ['no-deadlock'] }, { coverage: true }])
    plan.next()
    plan.done(0, { answer: holds, lookedAt: [] })
    expect([plan.answered, plan.next(), plan.next()]).toEqual([1, 1, 2])
  })

  test('none of the others if it was cut short, for it might have looked at more', () => {
    const plan = planOf([{}, {}])
    plan.next()
    plan.done(0, { answer: { ...holds, verdict: 'incomplete', reason: 'interrupted' }, lookedAt: [] })
    expect(plan.answered).toBe(1)
    expect(plan.answers()[1]).toBeUndefined()
  })

  test('with a trace that says how the network of that task is built', () => {
    const plan = planOf([{}, {}])
    const trace = {
      setup: { scenario: 'door', kernel: 'k0', switches: {}, drivers: {}, mode: 'once' },
      found: { states: 5, transitions: 6, depth: 7 },
      violation: { kind: 'invariant', property: 'shut', clause: 'it is open' },
      trace: { threads: [], initial: [], steps: [], final: [] },
    } as const
    plan.next()
    plan.done(0, { answer: { ...holds, verdict: 'violated', trace }, lookedAt: [] })
    expect(plan.answers()).toMatchObject([
      { trace: { setup: { kernel: 'k0' } } },
      { trace: { setup: { kernel: 'k1' } }, sameAs: 0 },
    ])
  })
})

describe('while a search runs', () => {
  const doors = [{ lock: 'old' }, { lock: 'old' }, { lock: 'new' }, { lock: 'new' }]

  test('tasks that it cannot answer go first', () => {
    const plan = planOf(doors, [{}, {}, {}, { properties: ['shut'] }])
    expect([plan.next(), plan.next()]).toEqual([0, 3])
  })

  test('a worker that would be idle takes a task that it might answer, but none that it must', () => {
    const plan = planOf(doors)
    expect([plan.next(), plan.next(), plan.next()]).toEqual([0, 2, undefined])
  })

  test('the answers are the same, whichever search ends first', () => {
    const inOrder = planOf(doors)
    const reversed = planOf(doors)
    const first = { answer: holds, lookedAt: [] }
    const other = { answer: { ...holds, seconds: 99 }, lookedAt: [] }
    for (const plan of [inOrder, reversed]) [plan.next(), plan.next()]
    inOrder.done(0, first)
    inOrder.done(2, other)
    reversed.done(2, other)
    reversed.done(0, first)
    expect(reversed.answers()).toEqual(inOrder.answers())
    expect(inOrder.answers().map((answer) => answer?.sameAs)).toEqual([undefined, 0, 0, 0])
  })
})
