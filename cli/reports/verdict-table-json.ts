/** The JSON document of the verdict table. */
import { z } from 'zod'
import { count, type DocumentOf, version } from '../schemas/document.ts'
import { searched, seconds, verdict } from '../schemas/result.ts'
import type { TableRow } from './verdict-table.ts'

export const tableSchema = z
  .strictObject({
    version,
    interrupted: z.boolean().describe('whether rows are missing because the run was interrupted'),
    searches: count.describe('how many searches were needed; rows that one search can answer share it'),
    surprises: count.describe('rows whose result is not the recorded one'),
    rows: z.array(
      z.strictObject({
        scenario: z.string(),
        kernel: z.string(),
        driver: z.string().describe('the driver of every device'),
        verdict,
        property: z.string().nullable().describe('the property that breaks first; null unless one does'),
        ...searched,
        seconds,
        sameAs: z
          .string()
          .nullable()
          .describe(
            'the kernel of the earlier row whose search answered this one, too, for it looked at nothing in which the two kernels differ; ' +
              'null if the row has a search of its own',
          ),
        surprise: z.string().nullable().describe('what differs from the recorded result; null if nothing does'),
      }),
    ),
  })
  .meta({ description: 'The verdict table: one row per scenario, kernel and driver.' })

export function tableDocument(rows: readonly TableRow[], interrupted: boolean): DocumentOf<typeof tableSchema> {
  return {
    version: 1,
    interrupted,
    searches: rows.filter(({ sameAs }) => sameAs === undefined).length,
    surprises: rows.filter(({ surprise }) => surprise !== undefined).length,
    rows: rows.map(({ scenario, kernel, driver, result, sameAs, surprise }) => ({
      scenario,
      kernel,
      driver,
      verdict: result.verdict,
      property: result.violated?.property ?? null,
      states: result.states,
      transitions: result.transitions,
      depth: result.depth,
      seconds: result.seconds,
      sameAs: sameAs ?? null,
      surprise: surprise ?? null,
    })),
  }
}
