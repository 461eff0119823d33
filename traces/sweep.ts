/** The whole matrix, once: what every row says, and what all of them together fire. */
import { check, type Result } from '../checker/index.ts'
import { type CoveredMachine, joinResults } from '../cli/coverage.ts'
import { explore, locksNoted, searchesOf } from '../cli/explore.ts'
import { type Expectation, type Mode, matrix, rowKey } from '../model/index.ts'

export type Expectations = Readonly<Record<string, Expectation>>

export interface Sweep {
  readonly expected: Readonly<Record<Mode, Expectations>>
  readonly covered: readonly CoveredMachine[]
}

export async function sweep(): Promise<Sweep> {
  const verdicts = { once: new Map<string, Expectation>(), forever: new Map<string, Expectation>() }
  const seen: Pick<Result, 'coverage' | 'observed'>[] = []
  for (const { mode, rows, configuration } of searchesOf()) {
    const configured = configuration()
    const { network, properties, witnesses } = configured
    const result = await check(network, { properties, witnesses, observations: locksNoted(configured) })
    for (const { scenario, kernel, driverLabel } of rows)
      verdicts[mode].set(rowKey(scenario, kernel, driverLabel), expectation(result))
    // a search that holds has seen everything; one that a violation ended has not
    seen.push(result.verdict === 'holds' ? result : await explore(configured))
  }
  return {
    expected: { once: inOrder('once', verdicts.once), forever: inOrder('forever', verdicts.forever) },
    covered: joinResults(seen),
  }
}

const inOrder = (mode: Mode, verdicts: ReadonlyMap<string, Expectation>): Expectations =>
  Object.fromEntries(
    matrix(mode).map(({ scenario, kernel, driverLabel }) => {
      const row = rowKey(scenario, kernel, driverLabel)
      return [row, verdicts.get(row) as Expectation]
    }),
  )

function expectation({ verdict, violated, states, transitions, depth }: Result): Expectation {
  if (verdict === 'incomplete') throw new Error('an unlimited search cannot be incomplete')
  return { verdict, ...(violated === undefined ? {} : { property: violated.property }), states, transitions, depth }
}
