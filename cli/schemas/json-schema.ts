/** The schema of a command's document as JSON Schema, which other programs read. */
import { z } from 'zod'
import { type DocumentOf, version } from './document.ts'

const DRAFT = 'https://json-schema.org/draft/2020-12/schema'

const listingSchema = z.strictObject({
  version,
  schemas: z.array(
    z.strictObject({
      command: z.string(),
      file: z.string().describe('where the package has it'),
      description: z.string(),
    }),
  ),
})

/** What `schema --json` prints: with a command its schema, without one which there are. */
export const schemaSchema = z
  .union([
    listingSchema,
    z.looseObject({
      $schema: z.literal(DRAFT),
      $id: z.string(),
      title: z.string(),
      description: z.string(),
    }),
  ])
  .meta({ description: 'The JSON Schema of what a command prints with --json; without a command, which there are.' })

type SchemaDocument = DocumentOf<typeof schemaSchema>

/** Where the package has the schema of a command. */
export const schemaFile = (command: string): string => `schemas/${command}.schema.json`

export const descriptionOf = (schema: z.ZodType): string => schema.meta()?.description ?? ''

export function jsonSchema(command: string, schema: z.ZodType): SchemaDocument {
  const { $schema, ...rest } = z.toJSONSchema(schema)
  const typed = command === 'verdict-table' ? 'hmmcheck --json' : `hmmcheck ${command} --json`
  return { $schema: DRAFT, $id: `urn:hmmcheck:${command}`, title: typed, description: descriptionOf(schema), ...rest }
}
