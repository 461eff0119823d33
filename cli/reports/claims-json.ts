/** The JSON document of `claims`; its fields are a promise to scripts, so `version` counts their changes. */
import type { JudgedCheck } from '../../model/index.ts'
import type { ReportedClaim } from './reported-claim.ts'

export function claimsDocument(claims: readonly ReportedClaim[]) {
  return {
    version: 1,
    surprises: claims.filter(({ surprise }) => surprise !== undefined).length,
    claims: claims.map(({ claim, status, condition, checks, shown, surprise }) => ({
      id: claim.id,
      document: claim.document,
      quote: claim.quote,
      says: claim.says,
      status,
      means: claim.means[status] ?? null,
      condition: condition ?? null,
      surprise: surprise ?? null,
      checks: checks.map(checkDocument),
      /** The number of the check, from 0 on, whose counterexample `trace` is. */
      shown: shown === undefined ? null : checks.indexOf(shown),
      trace: shown?.answer.result.trace?.steps ?? null,
    })),
  }
}

function checkDocument({ role, when, ask, predicts, cameTrue, answer }: JudgedCheck) {
  const { scenario, kernel, set = {}, drivers = {}, mode, property, situation } = ask
  const { finding, result } = answer
  return {
    role,
    when,
    scenario,
    kernel,
    set,
    drivers,
    mode,
    property: property ?? null,
    situation: situation ?? null,
    predicts,
    finding,
    cameTrue,
    violated: result.violated ?? null,
    states: result.states,
    transitions: result.transitions,
    depth: result.depth,
  }
}
