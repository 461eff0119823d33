import { expectedClaims, type Judgement, surpriseOf } from '../../model/index.ts'

/** A judgement, and how it differs from the recorded one. */
export interface ReportedClaim extends Judgement {
  readonly surprise: string | undefined
}

export const reported = (judgement: Judgement): ReportedClaim => ({
  ...judgement,
  surprise: surpriseOf(judgement, expectedClaims[judgement.claim.id]),
})
