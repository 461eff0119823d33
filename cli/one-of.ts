/** Names that people type: what is allowed is said, and the closest one suggested. */
import { closest, distance } from 'fastest-levenshtein'
import { ModelError } from '../checker/index.ts'

/** Returns `given` if it is allowed. @throws ModelError naming the kind of thing, the closest name, and all names. */
export function oneOf<Name extends string>(kind: string, given: string, allowed: readonly Name[]): Name {
  const name = allowed.find((name) => name === given)
  if (name !== undefined) return name
  if (allowed.length === 0) throw new ModelError(`unknown ${kind} "${given}"; there is none to choose here`)
  const near = allowed.find((name) => given.length > 1 && name.startsWith(given)) ?? closest(given, allowed)
  // A name of which every letter would have to change is no suggestion.
  const hint = distance(given, near) < Math.max(given.length, near.length) ? `; did you mean "${near}"?` : ';'
  throw new ModelError(`unknown ${kind} "${given}"${hint} allowed: ${allowed.join(', ')}`)
}
