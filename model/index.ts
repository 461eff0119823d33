/** The model's public face: the kernels, drivers, scenarios, promises and claims by name, and networks built from them. */

export { missingOn } from './availability.ts'
export { type Bug, type BugCheck, classOf, type Found, isFound, showFixes } from './bugs/bug.ts'
export { expectedBugs } from './bugs/expected.ts'
export { bugs } from './bugs/index.ts'
export { type LeftOut, omissions } from './bugs/omissions.ts'
export { type Answer, type Ask, answered } from './claims/ask.ts'
export type { Claim, ClaimCheck, ClaimQuestion, Finding, Status } from './claims/claim.ts'
export { type Condition, describeCondition } from './claims/condition.ts'
export { type Document, documents } from './claims/documents.ts'
export {
  type ClaimExpectation,
  describeFinding,
  describeWhere,
  expectationOf,
  surpriseOf,
} from './claims/expectation.ts'
export { expectedClaims } from './claims/expected.ts'
export { claims } from './claims/index.ts'
export { type JudgedCheck, type Judgement, judge, judgeAll } from './claims/judge.ts'
export { type Choice, type Configuration, configure, type Settings, settingsOf } from './configure.ts'
export type { BrokenPromise, Explanation, Stuck } from './conform/explain.ts'
export { explainLog, type LogModel, loggedKernel } from './conform/index.ts'
export { logMachines } from './conform/machines.ts'
export { type LogRace, raceOf } from './conform/race.ts'

export { bpftraceProgram, ftraceCommands } from './conform/record/programs.ts'
export { coverage, coverageSurprises } from './coverage.ts'

export { type Change, difference } from './difference.ts'
export type { Driver } from './drivers/driver.ts'
export { driverCatalogue, driverNamed, drivers } from './drivers/index.ts'
export { expected } from './expected.ts'
export { type Kernel, kernelNamed, kernels, newestKernel } from './kernels.ts'
export { type Held, joinHeld, lockObservations, locksHeld } from './locks.ts'
export { machines, type NamedMachine } from './machines.ts'
export { columns, columnsOf, type Expectation, matrix, type Row, rowKey } from './matrix.ts'
export { wordsChanged } from './mutations/changed-words.ts'
export { expectedMutations } from './mutations/expected.ts'
export { mutationNamed, mutations, mutationsOutOfReach } from './mutations/index.ts'
export type { Mutation, OutOfReach as MutationOutOfReach } from './mutations/mutation.ts'
export { expectedObligations } from './obligations/expected.ts'
export { mirrorKinds, obligations } from './obligations/index.ts'
export {
  cannotBeAsked,
  type Duty,
  driversOf as driversOfObligation,
  type Mirror,
  type Obligation,
  obligationKey,
  type Recorded as RecordedObligation,
  unfitIn,
} from './obligations/obligation.ts'
export { promises } from './properties/index.ts'
export type { Promised } from './properties/promise.ts'
export { type Proposal, proposals } from './proposals.ts'
export { scenarios } from './scenarios/index.ts'
export type { Mode, Scenario } from './scenarios/scenario.ts'
export type { Seen } from './seen.ts'
export { tellingOf } from './situations/told.ts'
export { type Switches, type SwitchInfo, switches } from './switches.ts'
export { logTitle, titleOf } from './title.ts'
export { type Unfired, unfired } from './unfired.ts'
export type { Commit, Since, SwitchValue } from './versions/switch-data.ts'
export { choiceOf, type Where } from './where.ts'
