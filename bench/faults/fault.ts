/** A deliberate fault in the checker: one passage of its source replaced by a wrong one. */
export interface Fault {
  readonly name: string
  /** From the root. */
  readonly file: string
  /** Occurs exactly once in the file. */
  readonly find: string
  readonly put: string
  /** The tests that should notice; the others are only asked if these do not. */
  readonly tests: readonly string[]
}

/** The source with the fault. @throws Error if the passage is not there exactly once. */
export function putInto(source: string, { name, file, find, put }: Fault): string {
  if (source.split(find).length !== 2) throw new Error(`${file}: the passage of "${name}" is not there exactly once`)
  return source.replace(find, () => put)
}
