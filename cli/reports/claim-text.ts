/** One claim in detail: what it says, what was searched, what came out, and the race that tells most. */
import { wrap } from '../../checker/trace/wrap.ts'
import { describeCondition, describeFinding, describeWhere, documents, type JudgedCheck } from '../../model/index.ts'
import type { Colors } from '../output.ts'
import { formatClaimRace } from './claim-race.ts'
import { showStatus } from './claim-status.ts'
import { fact } from './fact.ts'
import type { ReportedClaim } from './reported-claim.ts'

export function formatClaim(reported: ReportedClaim, colors: Colors): string {
  const { claim, status, condition, checks, shown, surprise } = reported
  const document = documents.find(({ id }) => id === claim.document)
  const meaning = claim.means[status]
  const facts = [
    fact('document', `${document?.title} (${document?.by})`),
    fact('words', `"${claim.quote}"`),
    fact('says', claim.says),
    ...(meaning === undefined ? [] : [fact('meaning', meaning)]),
    ...(condition === undefined ? [] : [fact('true if', describeCondition(condition))]),
    ...(surprise === undefined ? [] : [fact('surprise', colors.red(surprise))]),
  ]
  const race = shown === undefined ? undefined : formatClaimRace(shown)
  return [
    [`${showStatus(status, colors)}  ${claim.id}`, ...facts].join('\n'),
    ['Searched (- where the claim did not come true):', ...checks.map(line)].join('\n'),
    ...(race === undefined ? [] : [`${shown?.isShown ? 'A race' : 'The shortest race'}:`, race]),
  ].join('\n\n')
}

const line = (check: JudgedCheck): string => {
  const role = { decides: '', control: ' (must be so, or the rest means nothing)', explores: ' (besides)' }[check.role]
  const text = `${describeWhere(check)}: ${describeFinding(check)}${role}`
  return wrap(`${check.cameTrue ? '+' : '-'} ${text}`, 98, '    ')
    .map((line) => `  ${line}`)
    .join('\n')
}
