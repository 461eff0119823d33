/**
 * A situation that a claim asks for: can it come about? Unlike a promise it is neither good nor bad.
 *
 * It is searched for as the property that it never occurs, whose counterexample is the shortest way to it.
 */
import { invariant, type Property, type See, stepProperty, type TakenStep } from '../../checker/index.ts'
import type { Locals } from '../paths/locals.ts'
import type { PathStep } from '../paths/path.ts'
import { localsOf, type PathThread } from '../paths/path-thread.ts'
import { pteOf } from '../paths/sight.ts'
import type { System } from '../system.ts'

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
  readonly before: See
  readonly after: See
  readonly was: Glance
  readonly is: Glance
}

interface Glance extends Locals {
  readonly pte: ReturnType<typeof pteOf>
}

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
export function atStep(
  name: string,
  events: readonly PathStep[] | 'any',
  isSo: (step: SeenStep) => boolean,
): Situation {
  const isMeant = ({ event }: TakenStep) => events === 'any' || events.some((meant) => meant === event)
  return {
    name,
    never: (system, threads) =>
      stepProperty(name, (step) => {
        const path = threads.find(({ ref }) => ref.name === step.thread)
        if (path === undefined || !isMeant(step)) return true
        const { before, after } = step
        const glance = (see: See): Glance => ({ ...localsOf(see, path), pte: pteOf(system, see) })
        const seen = { system, threads, path, before, after, was: glance(before), is: glance(after) }
        return !isSo(seen) || 'here it comes about'
      }),
  }
}
