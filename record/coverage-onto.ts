/** What the searches of some scenarios add to what is recorded of all. */
import { type CoveredMachine, recordOf, showSurprise, surprisesOf } from '../cli/coverage.ts'
import { joinHeld, type Seen, type Unfired } from '../model/index.ts'

export interface CoverageRecord {
  readonly coverage: Readonly<Record<string, Seen>>
  readonly surprises: readonly string[]
}

/**
 * What was recorded as unfired stays so unless it fires now. Which transitions fired the record does not say; so one of a
 * recorded machine that is new, and does not fire now, is taken for fired. This is for a look on the way: what everything
 * fires is known only once everything is recorded.
 */
export function coverageOnto(
  recorded: CoverageRecord,
  found: readonly CoveredMachine[],
  reviewed: readonly Unfired[],
): CoverageRecord {
  const isNew = (machine: string) => recorded.coverage[machine] === undefined
  const joined = found.map((now) => {
    const before = recorded.coverage[now.machine]
    return before === undefined ? now : onto(before, now)
  })
  const order = Object.keys(recorded.coverage)
  const place = (machine: string) => (isNew(machine) ? order.length : order.indexOf(machine))
  const inOrder = joined.toSorted((a, b) => place(a.machine) - place(b.machine))
  const coverage = Object.entries(recordOf(inOrder)).map(([machine, seen]) => {
    const transitions = Math.max(recorded.coverage[machine]?.transitions ?? 0, seen.transitions)
    return [machine, { ...seen, transitions }] as const
  })
  // of recorded machines it was looked at then, when it was known what all others fire
  const surprises = surprisesOf(inOrder, reviewed)
    .filter(
      (one) => (one.machine !== undefined && isNew(one.machine)) || recorded.surprises.includes(showSurprise(one)),
    )
    .map(showSurprise)
  return { coverage: Object.fromEntries(coverage), surprises }
}

function onto(before: Seen, now: CoveredMachine): CoveredMachine {
  const known = new Map(now.transitions.map((one) => [one.transition, one]))
  const firesNow = (transition: string) => (known.get(transition)?.fired ?? 0) > 0
  const idle = before.unfired.filter((transition) => !firesNow(transition))
  const fired = now.transitions.filter(({ transition }) => !idle.includes(transition))
  const states = [...new Set([...Object.keys(before.held), ...now.held.keys()])]
  return {
    ...now,
    transitions: [
      ...fired.map((one) => ({ ...one, fired: Math.max(one.fired, 1) })),
      ...idle.map((transition) => ({ ...known.get(transition), transition, fired: 0 })),
    ],
    held: new Map(
      states.flatMap((state) => {
        const [old, other] = [before.held[state], now.held.get(state)]
        const joined = old !== undefined && other !== undefined ? joinHeld(old, other) : (old ?? other)
        return joined === undefined ? [] : [[state, joined] as const]
      }),
    ),
  }
}
