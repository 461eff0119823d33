/** A line that is no step of the model's: what every rule throws that finds one. */
import type { Refusal } from '../../checker/index.ts'

export class Unexplained extends Error {
  readonly reason: string
  readonly refusals: readonly Refusal[]

  constructor(reason: string, refusals: readonly Refusal[] = []) {
    super(reason)
    this.reason = reason
    this.refusals = refusals
  }
}
