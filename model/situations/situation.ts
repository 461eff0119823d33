/**
 * A situation that a claim or an obligation asks for: can it come about? Unlike a promise it is neither good nor bad.
 *
 * It is searched for as the property that it never occurs, whose counterexample is the shortest way to it.
 */
import { invariant, type Property, type See, stepProperty, type TakenStep } from '../../checker/index.ts'
import { here } from '../paths/actor.ts'
import { type Entry, type Locals, untouched } from '../paths/locals.ts'
import { localsOf, type PathThread, pathOf } from '../paths/path-thread.ts'
import { type Pte, pteOf } from '../paths/sight.ts'
import type { Address, Subscriber, System } from '../system.ts'

export interface Situation {
  /** What happens, as a clause. */
  readonly name: string
  /** Builds the property that it never happens. */
  readonly never: (system: System, threads: readonly PathThread[]) => Property
}

/** One step of a path, and what it changed. */
export interface SeenStep {
  readonly system: System
  readonly threads: readonly PathThread[]
  readonly path: PathThread
  /** The subscriber that the path works for. */
  readonly subscriber: Subscriber | undefined
  /** The subscriber whose migration it is. */
  readonly migrator: Subscriber | undefined
  /** Where the step works: at the mapping that a walk visits, the entry that migrates, or the path's own address. */
  readonly address: Address
  readonly before: See
  readonly after: See
  readonly was: Glance
  readonly is: Glance
}

/** The locals, with the entry that the step works on, and the PTE. */
type Glance = Readonly<Locals> & Entry & { readonly pte: Pte }

/** A situation that a state shows. */
export function inState(
  name: string,
  isSo: (see: See, system: System, threads: readonly PathThread[]) => boolean,
): Situation {
  return {
    name,
    never: (system, threads) => invariant(name, (see) => !isSo(see, system, threads) || 'here it comes about'),
  }
}

/** A situation that a step brings about, be it any step or one of those named. */
export function atStep(name: string, events: readonly string[] | 'any', isSo: (step: SeenStep) => boolean): Situation {
  return {
    name,
    never: (system, threads) =>
      stepProperty(name, (step) => {
        const path = pathOf(threads, step)
        if (path === undefined || (events !== 'any' && !events.includes(step.event))) return true
        return !isSo(seen(system, threads, path, step)) || 'here it comes about'
      }),
  }
}

function seen(
  system: System,
  threads: readonly PathThread[],
  path: PathThread,
  { before, after }: TakenStep,
): SeenStep {
  const locals = localsOf(before, path)
  const { walk, entry, by } = locals
  const at = walk[0] ?? locals.entries[entry]?.at ?? null
  const address = at === null ? here(path.actor, locals) : system.address(at)
  const glance = (see: See): Glance => {
    const now = localsOf(see, path)
    return { ...now, ...(now.entries[entry] ?? untouched), pte: pteOf(address, see) }
  }
  const migrator = by ?? localsOf(after, path).by
  return {
    system,
    threads,
    path,
    subscriber: path.actor.subscriber,
    migrator: migrator === null ? undefined : system.subscriber(migrator),
    address,
    before,
    after,
    was: glance(before),
    is: glance(after),
  }
}
