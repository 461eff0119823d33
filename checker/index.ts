/**
 * The checker's public face: exhaustive checking of networks of XState v5 machines.
 *
 * ```ts
 * const lock = object('lock', lockMachine)
 * const result = await check(network({ objects: [lock], threads: [thread('A', user), thread('B', user)] }))
 * ```
 */
export { type CheckOptions, check, type Question } from './check.ts'
export type { RunEnd } from './compare/alphabet.ts'
export {
  type CompareOptions,
  type Comparison,
  compareBehaviours,
  type Difference,
  type Inclusion,
} from './compare/compare-behaviours.ts'
export { objectChanges } from './compare/object-changes.ts'
export type { Observed } from './compare/observed-steps.ts'
export {
  type FollowedStep,
  Follower,
  type FollowOptions,
  type LogObservation,
  type Refusal,
  type Seen,
} from './conform/follower.ts'
export { type SeenTransition, SeenTransitions } from './conform/seen-transitions.ts'
export { formatCoverage } from './coverage-report.ts'
export { dotStateDiagram } from './diagram/dot.ts'
export type { DiagramOptions } from './diagram/drawing.ts'
export { mermaidStateDiagram } from './diagram/mermaid.ts'
export { ModelError } from './errors.ts'
export {
  type Exported,
  type ExportFormat,
  type ExportOptions,
  exportFormats,
  exportNetwork,
} from './export/export-network.ts'
export { type Fairness, stronglyFair, weaklyFair } from './liveness/fairness.ts'
export {
  alwaysEventually,
  alwaysPossible,
  completes,
  eventuallyAlways,
  type Liveness,
  leadsTo,
  neverStuck,
  type Predicate,
  together,
} from './liveness/properties.ts'
export {
  type Member,
  type Network,
  network,
  type ObjectRef,
  type Offer,
  object,
  type PartRef,
  type See,
  type Step,
  type Symmetry,
  type Tell,
  type ThreadRef,
  thread,
} from './network.ts'
export type { Advice } from './partial/advice.ts'
export { type BoundedOptions, checkBounded } from './partial/bounded.ts'
export type { Expected } from './partial/growth.ts'
export { type Simulated, type SimulateOptions, type Simulation, simulate } from './partial/simulate.ts'
export {
  type Invariant,
  invariant,
  type Observation,
  observation,
  type Property,
  type StepProperty,
  type StructuralName,
  stepProperty,
  structural,
  type TakenStep,
  type Witness,
  witness,
} from './properties.ts'
export type { Progress, Result, TransitionCoverage, Verdict } from './result.ts'
export type { Shortcuts } from './shortcuts.ts'
export { breaksAgain } from './trace/breaks-again.ts'
export { formatItf } from './trace/itf.ts'
export { formatMermaid } from './trace/mermaid.ts'
export { formatRace, type RaceOptions } from './trace/race.ts'
export { type ReplayReport, replayTrace } from './trace/replay.ts'
export type { Change, Trace, TraceStep, Violation, ViolationKind, Waiting } from './trace/trace.ts'
export { type Turn, walkThrough } from './trace/walk.ts'
export { type MachineCoverage, unionCoverage } from './union-coverage.ts'
