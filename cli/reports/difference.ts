/** What changed between two kernels, as text and as a document. */
import { z } from 'zod'
import type { Change, Proposal, Since, SwitchValue } from '../../model/index.ts'
import { type DocumentOf, version } from '../schemas/document.ts'

export function formatDifference(from: string, to: string, changes: readonly Change[]): string {
  const heading = [`--- ${from}`, `+++ ${to}`].join('\n')
  if (changes.length === 0) return `${heading}\n\nno switch of the model differs`
  return [heading, ...changes.map(formatChange)].join('\n\n')
}

function formatChange({ info, from, to, by, isBackwards, proposals }: Change): string {
  const missing = info.notModelled === undefined ? '' : ` (not modelled: ${info.notModelled})`
  const why = isBackwards ? 'without' : 'by'
  return [
    `${info.name}: ${info.summary}${missing}`,
    `- ${inWords(from)}`,
    `+ ${inWords(to)}`,
    ...by.flatMap((since) =>
      since.commits.map(({ id, subject }) => `    ${why} ${id} "${subject}" (${places(since)})`),
    ),
    ...proposals.map(({ title, by, posted, fate }) => `    proposed: ${title}, ${by}, ${posted}; ${fate}`),
  ].join('\n')
}

const inWords = ({ value, meaning, since }: SwitchValue): string =>
  `${value}: ${meaning}${since === undefined ? ' (in no release)' : ''}`

const places = ({ release, backports = [] }: Since): string =>
  backports.length === 0 ? release : `${release}; back-ported to ${backports.join(', ')}`

const text = z.string()
const end = z.strictObject({ value: text, meaning: text })

export const differenceSchema = z
  .strictObject({
    version,
    from: text.describe('a kernel'),
    to: text.describe('another'),
    changes: z.array(
      z.strictObject({
        switch: text,
        summary: text,
        notModelled: text.nullable().describe('what the model lacks to show the difference'),
        from: end,
        to: end,
        isBackwards: z.boolean().describe('the first kernel is the newer one: the commits were undone, so to speak'),
        commits: z.array(z.strictObject({ id: text, subject: text, release: text, backports: z.array(text) })),
        proposals: z.array(text),
      }),
    ),
  })
  .describe('what changed between two kernels')

export function differenceDocument(
  from: string,
  to: string,
  changes: readonly Change[],
): DocumentOf<typeof differenceSchema> {
  return {
    version: 1,
    from,
    to,
    changes: changes.map((change) => ({
      switch: change.info.name,
      summary: change.info.summary,
      notModelled: change.info.notModelled ?? null,
      from: { value: change.from.value, meaning: change.from.meaning },
      to: { value: change.to.value, meaning: change.to.meaning },
      isBackwards: change.isBackwards,
      commits: change.by.flatMap(({ release, commits, backports = [] }) =>
        commits.map((commit) => ({ ...commit, release, backports: [...backports] })),
      ),
      proposals: change.proposals.map(({ name }: Proposal) => name),
    })),
  }
}
