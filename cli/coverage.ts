/** What all searches together saw of each machine, and how that compares with the list of what may go unfired. */
import { type MachineCoverage, type Result, unionCoverage } from '../checker/index.ts'
import { type Held, locksHeld, machines, type Seen, type Unfired } from '../model/index.ts'

export interface CoveredMachine extends MachineCoverage {
  /** Under which names it can be drawn. */
  readonly drawnAs: readonly string[]
  /** By state. */
  readonly held: ReadonlyMap<string, Held>
}

/** By machine id. Machines that no search runs are there too. */
export function joinResults(results: readonly Partial<Pick<Result, 'coverage' | 'observed'>>[]): CoveredMachine[] {
  const held = locksHeld(results.flatMap(({ observed = [] }) => observed))
  const union = unionCoverage(
    results.map(({ coverage = [] }) => coverage),
    machines.map(({ machine }) => machine),
  )
  return union.map(({ machine, transitions }) => ({
    machine,
    drawnAs: machines.filter((named) => named.machine.id === machine).map(({ name }) => name),
    transitions,
    held: held.get(machine) ?? new Map(),
  }))
}

/** What is kept of it: enough to draw by, and to compare. */
export function recordOf(covered: readonly CoveredMachine[]): Record<string, Seen> {
  return Object.fromEntries(
    covered.map(({ machine, transitions, held }) => {
      const unfired = transitions.filter(({ fired }) => fired === 0).map(({ transition }) => transition)
      return [machine, { transitions: transitions.length, unfired, held: Object.fromEntries([...held].sort()) }]
    }),
  )
}

export interface Surprise {
  /** Missing where an entry is for any machine. */
  readonly machine?: string
  readonly transition: string
  readonly problem: 'never fires' | 'is listed, but nothing needs it'
}

/** Why a transition may go unfired; nothing if it has no reason to. */
export type ReasonFor = (machine: string, transition: string) => string | undefined

/**
 * A part that many paths share, such as handle_mm_fault(), is reviewed as one: that the same state of another machine fires
 * the same transition is reason enough. For the others there are entries.
 */
export function reasonsFor(covered: readonly MachineCoverage[], reviewed: readonly Unfired[]): ReasonFor {
  const firedIn = firedElsewhere(covered)
  return (machine, transition) => {
    const other = firedIn.get(withoutPath(transition))
    if (other !== undefined) return `the same state of ${other} fires it: no scenario brings the two together`
    return reviewed.find((entry) => isFor(entry, machine, transition))?.reason
  }
}

/** Where what never fired and what was reviewed to never fire are not the same. */
export function surprisesOf(covered: readonly MachineCoverage[], reviewed: readonly Unfired[]): Surprise[] {
  const firedIn = firedElsewhere(covered)
  const idle = covered.flatMap(({ machine, transitions }) =>
    transitions
      .filter(({ transition, fired }) => fired === 0 && !firedIn.has(withoutPath(transition)))
      .map(({ transition }) => ({ machine, transition })),
  )
  const needed = new Set(
    idle.map(({ machine, transition }) => reviewed.find((entry) => isFor(entry, machine, transition))),
  )
  const unlisted = idle.filter(
    ({ machine, transition }) => !reviewed.some((entry) => isFor(entry, machine, transition)),
  )
  return [
    ...unlisted.map((each): Surprise => ({ ...each, problem: 'never fires' })),
    ...reviewed
      .filter((entry) => !needed.has(entry))
      .map(({ reason: _, ...each }): Surprise => ({ ...each, problem: 'is listed, but nothing needs it' })),
  ]
}

export const showSurprise = ({ machine = 'any machine', transition, problem }: Surprise): string =>
  `${machine}: ${transition}: ${problem}`

const isFor = (entry: Unfired, machine: string, transition: string): boolean =>
  (entry.machine ?? machine) === machine && transition.includes(entry.transition)

/** By transition without the path of its state: a machine that fires it. */
const firedElsewhere = (covered: readonly MachineCoverage[]): ReadonlyMap<string, string> =>
  new Map(
    covered.flatMap(({ machine, transitions }) =>
      transitions.filter(({ fired }) => fired > 0).map(({ transition }) => [withoutPath(transition), machine] as const),
    ),
  )

/** `fault.to ram.unmap on migrate_device_unmap` is `unmap on migrate_device_unmap`, wherever that state is put in. */
function withoutPath(transition: string): string {
  const end = transition.indexOf(' on ')
  return transition.slice(transition.lastIndexOf('.', end) + 1)
}
