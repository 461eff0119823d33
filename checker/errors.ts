/** A model the checker cannot give a true answer for. The message says what, where, and the way out, in one line. */
export class ModelError extends Error {
  override readonly name = 'ModelError'
}
