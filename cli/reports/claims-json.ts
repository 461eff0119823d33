/** The JSON document of `claims`. */
import { z } from 'zod'
import type { JudgedCheck } from '../../model/index.ts'
import { count, type DocumentOf, named, version } from '../schemas/document.ts'
import { searched, setup, step, violation } from '../schemas/result.ts'
import type { ReportedClaim } from './reported-claim.ts'

const finding = z.enum(['holds', 'violated', 'reached', 'not reached', 'equal', 'different', 'incomplete'])

const check = z.strictObject({
  role: z
    .enum(['decides', 'control', 'explores'])
    .describe(
      'decides: the claim is as true as its prediction; control: it must come out as predicted, or the others mean nothing; explores: it says nothing of the claim',
    ),
  when: named.describe(
    'what distinguishes the check from the others of the claim: by question, the answer as a clause',
  ),
  scenario: setup.scenario,
  kernel: setup.kernel,
  set: named.describe('switches that differ from those of the kernel'),
  drivers: setup.drivers,
  mode: setup.mode,
  property: z.string().nullable().describe('the only promise that was asked for; null where it was all of them'),
  situation: z.string().nullable().describe('asked instead: whether this can come about'),
  sameWith: named.nullable().describe('asked instead: whether objects change in the same ways with these switches'),
  predicts: finding.describe('what the claim says'),
  finding: finding.describe('what the search found'),
  cameTrue: z.boolean(),
  violated: violation.nullable().describe('what broke, or which situation was reached'),
  ...searched,
})

export const claimsSchema = z
  .strictObject({
    version,
    surprises: count.describe('claims whose result is not the recorded one'),
    claims: z.array(
      z.strictObject({
        id: z.string().describe('document, paragraph and sentence'),
        document: z.string(),
        quote: z.string().describe('a few words of the sentence, to find it by'),
        says: z.string().describe('the sentence in other words'),
        status: z
          .enum(['confirmed', 'refuted', 'conditional', 'undecided'])
          .describe('confirmed: every prediction came true; refuted: none did; conditional: some did'),
        means: z.string().nullable(),
        condition: z
          .strictObject({
            always: named.describe('what every combination has that is enough'),
            oneOf: z.array(named).describe('what each has besides; empty if there is only one'),
          })
          .nullable()
          .describe('what separates the checks that came true from the others'),
        surprise: z.string().nullable().describe('what differs from the recorded result; null if nothing does'),
        checks: z.array(check),
        shown: count.nullable().describe('the number of the check, from 0 on, whose counterexample `trace` is'),
        trace: z.array(step).nullable(),
      }),
    ),
  })
  .meta({ description: 'Sentences of commits and mails, and what the searches say of each.' })

export function claimsDocument(claims: readonly ReportedClaim[]): DocumentOf<typeof claimsSchema> {
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
      shown: shown === undefined ? null : checks.indexOf(shown),
      trace: shown?.answer.result.trace?.steps ?? null,
    })),
  }
}

function checkDocument({ role, when, ask, predicts, cameTrue, answer }: JudgedCheck): DocumentOf<typeof check> {
  const { scenario, kernel, set = {}, drivers = {}, mode, property, situation, sameWith } = ask
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
    sameWith: sameWith ?? null,
    predicts,
    finding,
    cameTrue,
    violated: result.violated ?? null,
    states: result.states,
    transitions: result.transitions,
    depth: result.depth,
  }
}
