/** What comes of a mutated model says so: it must not pass for something that the kernel does. */
import type { Violation } from '../checker/index.ts'
import { mutationNamed } from '../model/index.ts'
import type { TraceFile } from './trace-file.ts'

/** The violation of a saved trace, as it is printed. */
export function printedViolation({ setup, violation }: Pick<TraceFile, 'setup' | 'violation'>): Violation {
  if (typeof setup.mutation !== 'string') return violation
  return { ...violation, clause: `${violation.clause}, in a model with ${showMutation(setup.mutation)}` }
}

/** `the mutation "no-pin-test" (a migration that does not look at references)` */
export function showMutation(id: string): string {
  const what = mutationNamed(id)?.what
  return `the mutation "${id}"${what === undefined ? '' : ` (${what})`}`
}

/** `no-pin-test: a migration that does not look at references` */
export const describeMutation = (id: string): string => [id, mutationNamed(id)?.what ?? ''].join(': ')
