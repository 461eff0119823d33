/** Source files of the model that are written from what searches said. */
import type { Mode, RecordedObligation, Seen } from '../model/index.ts'
import type { Expectations } from './expectation.ts'

export function expectedSource(expected: Readonly<Record<Mode, Expectations>>): string {
  const table = (rows: Expectations) =>
    Object.entries(rows)
      .map(([row, value]) => `    '${row}': ${inline(value)},`)
      .join('\n')
  return `/** What every row of the verdict table showed when it was last reviewed. Written by \`npm run record\`. */
import type { Expectation } from './matrix.ts'

export const expected: { readonly [mode: string]: { readonly [row: string]: Expectation } } = {
  once: {
${table(expected.once)}
  },
  forever: {
${table(expected.forever)}
  },
}
`
}

/** @param of what they are, `mutations` or `bugs` */
export function historySource(of: 'mutations' | 'bugs', what: string, expected: Expectations): string {
  const name = `expected${of.slice(0, 1).toUpperCase()}${of.slice(1)}`
  const lines = Object.entries(expected).map(([key, value]) => `  '${key}': ${inline(value)},`)
  return `/** What ${what} showed when it was last reviewed. Written by \`npm run record\`. */
import type { Expectation } from '../matrix.ts'

export const ${name}: Readonly<Record<string, Expectation>> = {
${lines.join('\n')}
}
`
}

export function obligationsSource(expected: Readonly<Record<string, RecordedObligation>>): string {
  const lines = Object.entries(expected).map(([key, value]) => `  '${key}': ${inline(value)},`)
  return `/** What each kind of mirror must do on each event, when it was last reviewed. Written by \`npm run record\`. */
import type { Recorded } from './obligation.ts'

export const expectedObligations: Readonly<Record<string, Recorded>> = {
${lines.join('\n')}
}
`
}

/** @param surprises where `record` and model/unfired.ts are not the same */
export function coverageSource(record: Readonly<Record<string, Seen>>, surprises: readonly string[]): string {
  const machines = Object.entries(record).map(([machine, { transitions, unfired, held }]) =>
    [
      `  ${inline(machine)}: {`,
      `    transitions: ${transitions},`,
      ...block('unfired: [', unfired.map(inline), ']'),
      ...block(
        'held: {',
        Object.entries(held).map(([state, locks]) => `${inline(state)}: ${inline(locks)}`),
        '}',
      ),
      '  },',
    ].join('\n'),
  )
  return `/** What all searches of the matrix together saw. Written by \`npm run record\`. */
import type { Seen } from './seen.ts'

export const coverage: { readonly [machine: string]: Seen } = {
${machines.join('\n')}
}

/** Where that and \`./unfired.ts\` are not the same; a test wants none. */
export const coverageSurprises: readonly string[] = [${surprises.map((text) => `\n  ${inline(text)},`).join('')}${surprises.length === 0 ? '' : '\n'}]
`
}

const block = (open: string, lines: readonly string[], close: string): string[] =>
  lines.length === 0
    ? [`    ${open}${close},`]
    : [`    ${open}`, ...lines.map((line) => `      ${line},`), `    ${close},`]

/** A value as it is written in TypeScript, on one line. */
function inline(value: unknown): string {
  if (typeof value === 'string') return value.includes("'") ? JSON.stringify(value) : `'${value}'`
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const fields = Object.entries(value).map(([field, v]) => `${field}: ${inline(v)}`)
  return `{ ${fields.join(', ')} }`
}
