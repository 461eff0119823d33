/** One global state as snapshots: what counterexamples and replays walk through. */
import type { AnyMachineSnapshot } from 'xstate'
import type { Learner } from './learn/learner.ts'
import type { PartRef } from './network.ts'
import type { Look } from './step.ts'

export type World = ReadonlyMap<PartRef, AnyMachineSnapshot>

export const lookInto =
  (world: World): Look =>
  (part) =>
    world.get(part) as AnyMachineSnapshot

/** The world after a step that led some parts to other snapshots. */
export const moved = (learner: Learner, world: World, after: World): World =>
  new Map([...world, ...learner.shown(after)])
