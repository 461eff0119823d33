import { describe, expect, test } from 'vitest'
import { check, type Network, type Trace, type Violation } from '../../../checker/index.ts'
import { breaksAgain } from '../../../checker/trace/breaks-again.ts'
import { replayTrace } from '../../../checker/trace/replay.ts'
import { type DoorOptions, door } from './door.ts'

async function counterexample(options: DoorOptions = {}): Promise<{ trace: Trace; violation: Violation }> {
  const { network, properties } = door(options)
  const { trace, violated: violation } = await check(network, { properties })
  if (trace === undefined || violation === undefined) throw new Error('the door is safe after all')
  return { trace, violation }
}

function replayedEnd(network: Network, trace: Trace) {
  const report = replayTrace(network, trace)
  if (report.kind !== 'replays') throw new Error(report.reason)
  return report.end
}

describe('a replay', () => {
  test('of an unchanged model applies every step and breaks the promise again', async () => {
    const { trace, violation } = await counterexample()
    const { network, properties } = door()
    const report = replayTrace(network, trace)
    expect(report).toMatchObject({ kind: 'replays', steps: 2 })
    expect(report.kind === 'replays' && breaksAgain(network, properties, violation, report.end)).toBe(true)
  })

  test('names the first step whose guard says no now', async () => {
    const { trace } = await counterexample()
    expect(replayTrace(door({ asks: true }).network, trace)).toEqual({
      kind: 'differs',
      step: 2,
      where: 'Bob: open_door',
      reason: 'in outside the event "enter" is not enabled; no guard says yes: keyIsHanging',
    })
  })

  test('names a part that the network does not have any more', async () => {
    const { trace } = await counterexample()
    expect(replayTrace(door({ people: ['Ann'] }).network, trace)).toMatchObject({
      step: 0,
      where: 'the start',
      reason: 'there is no part "Bob" now',
    })
  })

  test('names a part that the trace does not know', async () => {
    const { trace } = await counterexample()
    expect(replayTrace(door({ people: ['Ann', 'Bob', 'Cleo'] }).network, trace)).toMatchObject({
      step: 0,
      reason: '"Cleo" is not in the trace',
    })
  })

  test('names an event that is not offered any more, and those that are', async () => {
    const { trace } = await counterexample()
    const steps = trace.steps.map((step) => ({ ...step, event: 'climb' }))
    expect(replayTrace(door().network, { ...trace, steps })).toMatchObject({
      step: 1,
      reason: '"Ann" is not offered the event "climb" now; it is offered: enter, leave',
    })
  })

  test('names a thread that does not exist', async () => {
    const { trace } = await counterexample()
    const steps = trace.steps.map((step) => ({ ...step, thread: 'Zoe' }))
    expect(replayTrace(door().network, { ...trace, steps })).toMatchObject({
      step: 1,
      reason: 'there is no thread "Zoe" now; threads: Ann, Bob',
    })
  })

  test('names an event that the present state does not accept', async () => {
    const { trace } = await counterexample()
    const steps = trace.steps.map((step) => ({ ...step, event: 'leave' }))
    expect(replayTrace(door().network, { ...trace, steps })).toMatchObject({
      step: 1,
      reason: 'in outside the event "leave" is not accepted',
    })
  })

  test('names the first part that shows another state than the trace', async () => {
    const { trace } = await counterexample()
    const [first, ...rest] = trace.steps
    if (first === undefined) throw new Error('the trace has no steps')
    const steps = [{ ...first, changes: [{ object: 'key', from: 'hanging', to: 'lost' }] }, ...rest]
    expect(replayTrace(door().network, { ...trace, steps })).toMatchObject({
      step: 1,
      reason: '"key" is expected to be in lost, and is in taken by Ann',
    })
  })

  test('of a deadlock breaks no-deadlock again', async () => {
    const stuck = { asks: true, returnsKey: false }
    const { trace, violation } = await counterexample(stuck)
    expect(violation.kind).toBe('deadlock')
    const { network } = door(stuck)
    expect(breaksAgain(network, [], violation, replayedEnd(network, trace))).toBe(true)
  })

  test('of an illegal event ends with the event that is not accepted', async () => {
    const { network } = door()
    const { trace, violated } = await check(network, { structural: ['no-illegal-event'] })
    expect(violated?.kind).toBe('illegal-event')
    if (trace === undefined || violated === undefined) return
    const end = replayedEnd(network, trace)
    expect(end.illegal).toBe(true)
    expect(breaksAgain(network, [], violated, end)).toBe(true)
  })

  test('says so if every step applies and the promise is kept at the end', async () => {
    const { trace, violation } = await counterexample()
    const shorter = { ...trace, steps: trace.steps.slice(0, 1) }
    const { network, properties } = door()
    const end = replayedEnd(network, shorter)
    expect(breaksAgain(network, properties, violation, end)).toBe('one-at-a-time holds at the end now')
    expect(breaksAgain(network, [], violation, end)).toBe('the property one-at-a-time is not checked here now')
    expect(breaksAgain(network, [], { ...violation, kind: 'deadlock' }, end)).toBe('the end is no deadlock now')
  })
})
