/** The JSON document of `export`. */
import { z } from 'zod'
import { type Exported, type ExportFormat, exportFormats } from '../../checker/index.ts'
import type { Configuration } from '../../model/index.ts'
import { count, type DocumentOf, version } from '../schemas/document.ts'
import { searched, setup } from '../schemas/result.ts'

export const exportSchema = z
  .strictObject({
    version,
    ...setup,
    format: z.enum(exportFormats),
    statesOnly: z.boolean().describe('whether the properties were left out'),
    states: searched.states,
    transitions: count.describe('pairs of a state and a step out of it that leads somewhere'),
    text: z.string().nullable().describe('what was written; null if it went into a file'),
    out: z.string().nullable().describe('the file into which it was written, or null'),
  })
  .meta({ description: "One scenario in another tool's language, and how large that tool should find it." })

export function exportDocument(
  { scenario, kernel, switches, drivers, mode, mutation }: Configuration,
  { to, statesOnly }: { readonly to: ExportFormat; readonly statesOnly: boolean },
  { states, transitions, lines }: Exported,
  out: string | undefined,
): DocumentOf<typeof exportSchema> {
  return {
    version: 1,
    scenario,
    kernel,
    switches,
    drivers,
    mode,
    ...(mutation === undefined ? {} : { mutation }),
    format: to,
    statesOnly,
    states,
    transitions,
    text: out === undefined ? [...lines].map((line) => `${line}\n`).join('') : null,
    out: out ?? null,
  }
}
