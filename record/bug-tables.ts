/** The tables of model/KERNEL.md about what is left out, and what finds each bug of the history. */
import type { JudgedBug } from '../cli/checks/judge-bugs.ts'
import { commandOf } from '../cli/reports/command-of.ts'
import { type Bug, bugs, isFound, omissions, showFixes } from '../model/index.ts'
import { markdownTable } from './blocks.ts'

/** One row for each thing that is left out, with the bugs that cannot be seen for it. */
export function leftOutTable(): string {
  const rows = omissions.map(({ name, what, besides }) => {
    const hidden = bugs.filter(({ reach }) => !isFound(reach) && reach.leftOut.includes(name)).map(cited)
    const hides = [...(hidden.length === 0 ? [] : [hidden.join(', ')]), ...(besides === undefined ? [] : [besides])]
    return [what, hides.join('; ')]
  })
  return markdownTable(['left out', 'hides'], rows)
}

/** `**S5** (962d684b5dc0)` */
const cited = ({ id, fixes, fate }: Bug): string =>
  `**${id}** (${fixes.length === 0 ? fate : fixes.map(({ commit }) => commit).join(', ')})`

export function bugTable(judged: readonly JudgedBug[]): string {
  const rows = judged.map((one) => [one.bug.id, one.bug.title, showFixes(one.bug), here(one)])
  return markdownTable(['number', 'bug', 'fix', 'here'], rows)
}

function here({ bug: { reach }, finds }: JudgedBug): string {
  if (!isFound(reach) || finds === undefined) return isFound(reach) ? '' : reach.why
  const found = `\`${finds.answer.violated?.property}\` is broken: \`${commandOf(finds.task)}\``
  return [found, ...(reach.remark === undefined ? [] : [reach.remark])].join('; ')
}
