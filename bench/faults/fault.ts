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
