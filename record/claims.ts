/** What is computed of the claims: their record, their races, a table, and all there is to say of each. */
import { formatClaimRace } from '../cli/reports/claim-race.ts'
import { traceFileOf } from '../cli/setup.ts'
import { formatTraceFile } from '../cli/trace-file.ts'
import {
  type Ask,
  claims,
  describeCondition,
  describeFinding,
  describeWhere,
  documents,
  expectationOf,
  type JudgedCheck,
  type Judgement,
  judgeAll,
  settingsOf,
} from '../model/index.ts'
import { markdownTable } from './blocks.ts'

interface GeneratedClaims {
  /** Contents by path from the root of the repository. */
  readonly files: ReadonlyMap<string, string>
  /** `claims` is a table with a row for each, `claims not confirmed` a shorter one, `claims in full` a section for each. */
  readonly blocks: ReadonlyMap<string, string>
}

export async function generateClaims(ask: Ask): Promise<GeneratedClaims> {
  const judgements = await judgeAll(claims, ask)
  const files = new Map<string, string>()
  files.set('model/claims/expected.ts', expectedSource(judgements))
  for (const { claim, shown } of judgements.filter(hasRace)) {
    if (shown === undefined) continue
    const file = traceFileOf(settingsOf(shown.ask), shown.answer.result)
    if (file === undefined) continue
    files.set(`traces/claims/${claim.id}.txt`, `${formatClaimRace(shown)}\n`)
    files.set(`traces/claims/${claim.id}.json`, formatTraceFile(file))
  }
  const blocks = new Map([
    ['claims', table(judgements, conditionInFull)],
    [
      'claims not confirmed',
      table(
        judgements.filter(({ status }) => status !== 'confirmed'),
        () => 'true under a condition',
      ),
    ],
    ['claims in full', sections(judgements)],
  ])
  return { files, blocks }
}

/** A race is kept of what speaks against a claim. */
const hasRace = ({ status, shown }: Judgement): boolean =>
  status !== 'confirmed' && shown?.answer.result.trace !== undefined

function expectedSource(judgements: readonly Judgement[]): string {
  const text = (value: string) => `'${value.replaceAll(/['\\]/g, '\\$&')}'`
  const entries = judgements.map((judgement) => {
    const { status, condition, findings } = expectationOf(judgement)
    return [
      `  '${judgement.claim.id}': {`,
      `    status: '${status}',`,
      ...(condition === undefined ? [] : [`    condition: ${text(condition)},`]),
      '    findings: [',
      ...findings.map((finding) => `      ${text(finding)},`),
      '    ],',
      '  },',
    ].join('\n')
  })
  return `/** What every claim showed when it was last reviewed. Written by \`npm run record\`. */
import type { ClaimExpectation } from './expectation.ts'

export const expectedClaims: Readonly<Record<string, ClaimExpectation>> = {
${entries.join('\n')}
}
`
}

function table(judgements: readonly Judgement[], conditional: (judgement: Judgement) => string): string {
  const rows = judgements.map((judgement) => {
    const { claim, status } = judgement
    return [claim.id, claim.says, status === 'conditional' ? conditional(judgement) : status]
  })
  return markdownTable(['claim', 'says', 'verdict'], rows)
}

const conditionInFull = ({ condition }: Judgement): string =>
  condition === undefined ? 'true under a condition' : `true if ${describeCondition(condition)}`

function sections(judgements: readonly Judgement[]): string {
  const parts = documents.flatMap(({ id, title, by }) => {
    const about = judgements.filter(({ claim }) => claim.document === id)
    return about.length === 0 ? [] : [`## ${id}: ${title}`, `${by}.`, ...about.map(section)]
  })
  return `\n${parts.join('\n\n')}\n`
}

function section(judgement: Judgement): string {
  const { claim, status, condition, checks } = judgement
  const means = claim.means[status]
  const which = judgement.shown?.isShown ? 'A race' : 'The shortest race'
  const race = hasRace(judgement) ? ` [${which}.](../traces/claims/${claim.id}.txt)` : ''
  return [
    `### ${claim.id}: ${status}`,
    `"${claim.quote}": ${claim.says}`,
    ...(means === undefined ? [] : [`${means}${race}`]),
    ...(condition === undefined ? [] : [`True if ${describeCondition(condition)}.`]),
    `<details><summary>${checks.length} searches</summary>`,
    searches(checks),
    '</details>',
  ].join('\n\n')
}

/** Searches in the same circumstances share a row, where circumstances are what the claim turns on. */
function searches(checks: readonly JudgedCheck[]): string {
  const questions = [...new Set(checks.flatMap(({ when }) => Object.keys(when)))]
  const rows = new Map<string, { cells: string[]; checks: JudgedCheck[] }>()
  for (const check of checks) {
    const cells = questions.map((question) => check.when[question] ?? '')
    const key = questions.length < 2 ? describeWhere(check) + describeFinding(check) : JSON.stringify(cells)
    const row = rows.get(key) ?? { cells, checks: [] }
    row.checks.push(check)
    rows.set(key, row)
  }
  const found = (check: JudgedCheck) => {
    const role = { decides: '', control: ' (control)', explores: ' (besides)' }[check.role]
    return `${describeWhere(check)}: ${describeFinding(check)}${role}`
  }
  const lines = [...rows.values()].map(({ cells, checks }) => {
    const isSo = checks.every(({ cameTrue }) => cameTrue)
    return `| ${[isSo ? '✓' : '✗', ...cells, checks.map(found).join('<br>')].join(' | ')} |`
  })
  const head = ['', ...questions, 'found']
  return [`| ${head.join(' | ')} |`, `| ${head.map(() => '---').join(' | ')} |`, ...lines].join('\n')
}
