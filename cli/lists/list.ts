/** One kind of thing that `hmmcheck list` lists. */
import type { z } from 'zod'
import type { DocumentOf } from '../schemas/document.ts'

interface Entry {
  readonly name: string
}

export interface List {
  /** Of one entry. */
  readonly schema: z.ZodType
  /** The entries, each with the line that a person reads after its name. */
  readonly rows: () => readonly { readonly entry: Entry; readonly line: string }[]
}

export function list<Schema extends z.ZodType>(
  schema: Schema,
  entries: () => readonly (Entry & DocumentOf<Schema>)[],
  line: (entry: Entry & DocumentOf<Schema>) => string,
): List {
  return { schema, rows: () => entries().map((entry) => ({ entry, line: line(entry) })) }
}
