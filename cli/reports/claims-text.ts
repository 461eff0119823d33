/** All claims, by document, and the races against those that are refuted. */
import { wrap } from '../../checker/trace/wrap.ts'
import { describeCondition, describeWhere, documents, type Status } from '../../model/index.ts'
import type { Colors } from '../output.ts'
import { formatClaimRace } from './claim-race.ts'
import { showStatus } from './claim-status.ts'
import type { ReportedClaim } from './reported-claim.ts'

export function formatClaims(claims: readonly ReportedClaim[], colors: Colors): string {
  const idWidth = Math.max(...claims.map(({ claim }) => claim.id.length))
  const tables = documents.flatMap(({ id, title, by }) => {
    const rows = claims.filter(({ claim }) => claim.document === id)
    if (rows.length === 0) return []
    return [[`${id}: ${title}`, `     ${by}`, '', ...rows.map(row)].join('\n')]
  })
  const races = claims.flatMap(({ claim, status, shown }) => {
    const race = shown === undefined || status !== 'refuted' ? undefined : formatClaimRace(shown)
    return race === undefined || shown === undefined
      ? []
      : [wrap(`The shortest race against ${claim.id} (${describeWhere(shown)}):`, 100).join('\n'), race]
  })
  return [...tables, ...races, closing(claims)].join('\n\n')

  function row({ claim, status, condition, surprise }: ReportedClaim): string {
    const head = `${surprise === undefined ? ' ' : '!'} ${claim.id.padEnd(idWidth)}  `
    const indent = head.length + statusWidth + 2
    const iff = condition === undefined ? [] : wrap(`if ${describeCondition(condition)}`, 100 - indent, '   ')
    const [first = '', ...more] = [...wrap(claim.says, 100 - indent), ...iff]
    const gap = ' '.repeat(statusWidth - status.length + 2)
    return [
      `${head}${showStatus(status, colors)}${gap}${first}`,
      ...more.map((line) => ' '.repeat(indent) + line),
    ].join('\n')
  }
}

const statuses: readonly Status[] = ['confirmed', 'refuted', 'conditional', 'undecided']
const statusWidth = Math.max(...statuses.map(({ length }) => length))

function closing(claims: readonly ReportedClaim[]): string {
  const surprises = claims.filter(({ surprise }) => surprise !== undefined)
  const counts = statuses
    .map((status) => ({ status, count: claims.filter((claim) => claim.status === status).length }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${count} ${status}`)
    .join(', ')
  if (surprises.length === 0) return `${claims.length} claims: ${counts}; all as expected.`
  return [
    `${claims.length} claims: ${counts}. ${surprises.length} are a surprise:`,
    ...surprises.map(({ claim, surprise }) => `! ${claim.id}: ${surprise}`),
  ].join('\n')
}
