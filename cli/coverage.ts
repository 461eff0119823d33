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
  readonly machine: string
  readonly transition: string
  readonly problem: 'never fires' | 'fires, although it is listed' | 'is listed, but does not exist'
}

/** Where what never fired and what was reviewed to never fire are not the same. */
export function surprisesOf(covered: readonly MachineCoverage[], reviewed: readonly Unfired[]): Surprise[] {
  const isListed = (machine: string, transition: string): boolean =>
    reviewed.some((entry) => entry.machine === machine && entry.transition === transition)
  const unlisted = covered.flatMap(({ machine, transitions }) =>
    transitions
      .filter(({ transition, fired }) => fired === 0 && !isListed(machine, transition))
      .map(({ transition }): Surprise => ({ machine, transition, problem: 'never fires' })),
  )
  const needless = reviewed.flatMap(({ machine, transition }): Surprise[] => {
    const found = covered
      .find((candidate) => candidate.machine === machine)
      ?.transitions.find((candidate) => candidate.transition === transition)
    if (found === undefined) return [{ machine, transition, problem: 'is listed, but does not exist' }]
    return found.fired === 0 ? [] : [{ machine, transition, problem: 'fires, although it is listed' }]
  })
  return [...unlisted, ...needless]
}
