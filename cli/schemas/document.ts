/**
 * What `--json` prints.
 *
 * Every document has a schema beside the code that makes it. The schema is the document's type, is looked at once more
 * before the document is printed, and is shipped as JSON Schema (./index.ts), so none of them can drift from the others.
 */
import { z } from 'zod'

/** The type of what a schema describes; nothing in it is for changing. */
export type DocumentOf<Schema extends z.ZodType> = Immutable<z.output<Schema>>

type Immutable<Value> = Value extends readonly (infer Item)[]
  ? readonly Immutable<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Immutable<Value[Key]> }
    : Value

/** Scripts rely on the fields of a document, so a number counts their changes. */
export const version = z.literal(1).describe('counts the changes of this format that a script could notice')

export const count = z.int().min(0)

/** Values by name. */
export const named = z.record(z.string(), z.string())
