/** A model the checker cannot give a true answer for. The message says what, where, and the way out, in one line. */
export class ModelError extends Error {
  override readonly name = 'ModelError'
}

/** What was thrown, without the line breaks that would tear a report apart. */
export const oneLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ')
