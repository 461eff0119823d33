/** Bugs of the history as documents cite them. */
import { z } from 'zod'
import { type Bug, bugs } from '../../model/index.ts'
import type { DocumentOf } from '../schemas/document.ts'

export const fix = z.strictObject({
  commit: z.string(),
  release: z.string().nullable().describe('the first mainline release; null if it is not known'),
  cve: z.string().nullable(),
})

export const citation = z.strictObject({ bug: z.string(), fixes: z.array(fix) }).meta({ id: 'citation' })

export const fixesOf = ({ fixes }: Bug): readonly DocumentOf<typeof fix>[] =>
  fixes.map(({ commit, release, cve }) => ({ commit, release: release ?? null, cve: cve ?? null }))

export function cite(id: string): DocumentOf<typeof citation> {
  const bug = bugs.find((bug) => bug.id === id)
  return { bug: id, fixes: bug === undefined ? [] : fixesOf(bug) }
}
