/** The document of `conform --json`. */
import { z } from 'zod'
import { type Explanation, type LogModel, raceOf } from '../../model/index.ts'
import { count, type DocumentOf, named, version } from '../schemas/document.ts'

const line = z.int().min(0).describe('the number that the kernel drew for the line, n=')

export const conformSchema = z
  .strictObject({
    version,
    kernel: z.string(),
    driver: z.string(),
    set: named.describe('the switches that were set by hand'),
    logs: z.array(
      z.strictObject({
        log: z.string(),
        verdict: z.enum(['explained', 'broken promise', 'not explained']),
        lines: count,
        explained: count.describe('lines that are steps of the model, or agree with one'),
        ignored: z
          .array(z.strictObject({ reason: z.string(), lines: count }))
          .describe('lines for which the model has no word, by reason'),
        unexplained: count.describe(
          'the first line that is no step of the model, and those after it, which were not looked at',
        ),
        stuck: z
          .strictObject({
            line,
            text: z.string(),
            reason: z.string(),
            refusals: z.array(
              z.strictObject({
                state: z.string().describe('where the thread may be'),
                allowed: z.array(z.string()).describe('the steps that it could take there'),
                reasons: z.array(z.string()).describe('guards, and how a step differs from what the line says'),
              }),
            ),
          })
          .nullable()
          .describe('the first line that is no step of the model'),
        broken: z
          .array(
            z.strictObject({
              property: z.string(),
              clause: z.string(),
              line: line.describe('the first line that breaks it'),
              times: count.describe('lines after which it is broken'),
              race: z.array(
                z
                  .strictObject({ thread: z.string(), function: z.string(), note: z.string() })
                  .describe('a step, and its line'),
              ),
            }),
          )
          .describe('promises that the log breaks whatever is not seen'),
      }),
    ),
  })
  .meta({ description: 'Whether logs of a running kernel are behaviours of the model.' })

type Log = DocumentOf<typeof conformSchema>['logs'][number]

export function conformDocument(
  { kernel, driver, set }: LogModel,
  results: readonly { readonly log: string; readonly explanation: Explanation }[],
): DocumentOf<typeof conformSchema> {
  return {
    version: 1,
    kernel,
    driver,
    set: { ...set },
    logs: results.map(({ log, explanation }) => logOf(log, explanation)),
  }
}

function logOf(log: string, explanation: Explanation): Log {
  const { lines, explained, ignored, stuck, broken } = explanation
  const reasons = [...ignored].map(([reason, lines]) => ({ reason, lines }))
  return {
    log,
    verdict: stuck !== undefined ? 'not explained' : broken.length > 0 ? 'broken promise' : 'explained',
    lines,
    explained,
    ignored: reasons,
    unexplained: unexplainedOf(explanation),
    stuck:
      stuck === undefined
        ? null
        : {
            line: stuck.line.n,
            text: stuck.line.text,
            reason: stuck.reason,
            refusals: stuck.refusals.map(({ state, allowed, reasons }) => ({
              state,
              allowed: allowed.map(({ event }) => event),
              reasons: [...reasons],
            })),
          },
    broken: broken.map((one) => ({
      property: one.promise.name,
      clause: one.clause,
      line: one.line.n,
      times: one.times,
      race: raceOf(one).trace.steps.map((step) => ({
        thread: step.thread,
        function: step.function,
        note: step.note ?? '',
      })),
    })),
  }
}

export const unexplainedOf = ({ lines, explained, ignored }: Explanation): number =>
  lines - explained - [...ignored.values()].reduce((sum, one) => sum + one, 0)
