/** What the searches say of what a driver may ignore: recorded, and as the tables of docs/obligations.md. */
import { type Cell, recordOf } from '../cli/checks/judge-obligations.ts'
import { commandOf } from '../cli/reports/command-of.ts'
import { leftOut, nameOf, whyLeftOut } from '../cli/reports/obligations-text.ts'
import { mirrorKinds, obligationKey, obligations } from '../model/index.ts'
import { markdownTable } from './blocks.ts'
import { obligationsSource } from './sources.ts'

export function obligationsFile(cells: readonly Cell[]): readonly [string, string] {
  const unsearched = cells.find(({ heard }) => heard.some(({ says }) => says === 'undecided'))
  if (unsearched !== undefined) throw new Error(`what is recorded must be complete: ${nameOf(unsearched)}`)
  const recorded = cells.map((cell) => [obligationKey(cell.obligation, cell.mirror), recordOf(cell)])
  return ['model/obligations/expected.ts', obligationsSource(Object.fromEntries(recorded))]
}

export const obligationBlocks = (cells: readonly Cell[]): readonly (readonly [string, string])[] => [
  ['obligations', dutyTable(cells)],
  ['obligations shown', raceTable(cells)],
  ['obligations left out', leftOutTable(cells)],
  ['obligations not asked', unfitTable(cells)],
]

function unfitTable(cells: readonly Cell[]): string {
  const rows = cells.flatMap(({ obligation, mirror, unfit }) =>
    unfit === undefined ? [] : [[`\`${obligation.id}\``, mirror.id, unfit]],
  )
  return markdownTable(['event', 'mirror', 'because'], rows)
}

function dutyTable(cells: readonly Cell[]): string {
  const rows = obligations.map((obligation) => {
    const ofRow = cells.filter((cell) => cell.obligation === obligation).map(({ duty }) => duty)
    return [`\`${obligation.id}\``, obligation.what, ...ofRow, obligation.scenarios.join(', ')]
  })
  return markdownTable(['event', 'announced by', ...mirrorKinds.map(({ id }) => id), 'searched in'], rows)
}

/** Why less is not enough. */
function raceTable(cells: readonly Cell[]): string {
  const rows = cells.flatMap((cell) => {
    const { scenario, property, depth } = recordOf(cell).because ?? {}
    if (cell.because === undefined) return []
    const command = `\`${commandOf(cell.because.task)}\``
    return [[`\`${cell.obligation.id}\``, cell.mirror.id, scenario ?? '', `\`${property}\` (${depth})`, command]]
  })
  return markdownTable(['event', 'mirror', 'scenario', 'broken', 'shown by'], rows)
}

function leftOutTable(cells: readonly Cell[]): string {
  const rows = cells.flatMap((cell) =>
    leftOut(cell).map((heard) => [`\`${cell.obligation.id}\``, cell.mirror.id, heard.scenario, whyLeftOut(heard)]),
  )
  return markdownTable(['event', 'mirror', 'without', 'because'], rows)
}
