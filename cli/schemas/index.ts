/**
 * The schema of every document that `--json` prints, by command. A test holds that every command with `--json` is here,
 * and what it prints against the files that are made of these and shipped (`schemas/`).
 */
import type { z } from 'zod'
import { diagramSchema } from '../commands/diagram.ts'
import { listSchema } from '../commands/list.ts'
import { recordSchema } from '../commands/record.ts'
import { replaySchema } from '../commands/replay.ts'
import { bugsSchema } from '../reports/bugs-json.ts'
import { checkSchema } from '../reports/check-json.ts'
import { claimsSchema } from '../reports/claims-json.ts'
import { conformSchema } from '../reports/conform-json.ts'
import { coverageSchema } from '../reports/coverage-text.ts'
import { differenceSchema } from '../reports/difference.ts'
import { exportSchema } from '../reports/export-json.ts'
import { mutationsSchema } from '../reports/mutations-json.ts'
import { obligationsSchema } from '../reports/obligations-json.ts'
import { simulateSchema } from '../reports/simulate-report.ts'
import { tableSchema } from '../reports/verdict-table-json.ts'
import { traceFileSchema } from '../trace-file.ts'
import { schemaSchema } from './json-schema.ts'

/** `verdict-table` is what `hmmcheck` prints without a command. */
export const schemas = {
  'verdict-table': tableSchema,
  check: checkSchema,
  simulate: simulateSchema,
  claims: claimsSchema,
  list: listSchema,
  diff: differenceSchema,
  bugs: bugsSchema,
  mutations: mutationsSchema,
  obligations: obligationsSchema,
  trace: traceFileSchema,
  conform: conformSchema,
  record: recordSchema,
  replay: replaySchema,
  export: exportSchema,
  diagram: diagramSchema,
  coverage: coverageSchema,
  schema: schemaSchema,
} as const satisfies Readonly<Record<string, z.ZodType>>

export type CommandName = keyof typeof schemas

export const commandNames = Object.keys(schemas) as CommandName[]
