/** The table of verdicts: one row per scenario and driver, one column per kernel. */
import { columnsOf, drivers, rowKey, type Scenario, scenarios } from '../model/index.ts'
import { markdownTable } from './blocks.ts'
import type { Expectations } from './expectation.ts'

interface Shown {
  readonly drivers?: readonly string[]
  readonly scenarios?: readonly Scenario[]
}

const names = drivers.map(({ name }) => name)

/** The scenarios with their questions. */
export const scenarioTable = (shown: readonly Scenario[] = scenarios): string =>
  markdownTable(
    ['scenario', 'question'],
    shown.map(({ name, question }) => [`\`${name}\``, `${question.slice(0, 1).toUpperCase()}${question.slice(1)}`]),
  )

/**
 * A cell says what holds or which promise breaks first.
 *
 * @param only rows of these drivers and scenarios; all if nothing is said
 */
export function verdictTable(expected: Expectations, only: Shown = {}): string {
  const broken: string[] = []
  const shown = only.scenarios ?? scenarios
  const columns = columnsOf(shown)
  const cell = (scenario: string, kernel: string, driver: string): string => {
    const row = expected[rowKey(scenario, kernel, driver)]
    if (row === undefined) return ''
    if (row.property === undefined) return 'holds'
    if (!broken.includes(row.property)) broken.push(row.property)
    return `**✗${broken.indexOf(row.property) + 1}**`
  }
  const rows = shown.flatMap(({ name }) =>
    drivers
      .filter(({ name }) => (only.drivers ?? names).includes(name))
      .flatMap((driver) => {
        const cells = columns.map((kernel) => cell(name, kernel.name, driver.name))
        return cells.every((text) => text === '') ? [] : [`| ${name} | ${driver.name} | ${cells.join(' | ')} |`]
      }),
  )
  return [
    `| scenario | driver | ${columns.map(({ name }) => name).join(' | ')} |`,
    `| --- | --- | ${columns.map(() => '---').join(' | ')} |`,
    ...rows,
    '',
    ...broken.map((name, i) => `✗${i + 1} breaks \`${name}\`${i + 1 < broken.length ? ';' : '.'}`),
  ].join('\n')
}
