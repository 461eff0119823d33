/** The rows of the verdict table: every scenario on every kernel, with every driver that the kernel has. */
import { drivers } from './drivers/index.ts'
import { expected } from './expected.ts'
import { kernels } from './kernels.ts'
import { scenarios } from './scenarios/index.ts'
import type { Mode } from './scenarios/scenario.ts'

/** What a reviewed run of a row showed. */
export interface Expectation {
  readonly verdict: 'holds' | 'violated'
  /** The property that breaks first; only for `violated`. */
  readonly property?: string
  readonly states: number
  readonly transitions: number
  /** Steps to the farthest state, or of the counterexample. */
  readonly depth: number
}

export interface Row {
  readonly scenario: string
  readonly kernel: string
  /** Every device of the scenario has this driver. */
  readonly driverLabel: string
  readonly drivers: Readonly<Record<string, string>>
  /** Recorded by `npm run record`; `undefined` for a row that has not been reviewed yet. */
  readonly expected: Expectation | undefined
}

export function matrix(mode: Mode): readonly Row[] {
  return scenarios
    .filter(({ unlisted }) => !unlisted)
    .flatMap((scenario) =>
      kernels.flatMap((kernel) =>
        drivers
          .filter((driver) => driver.missingOn(kernel.switches) === undefined && driver.listedOn(kernel.switches))
          .map((driver) => ({
            scenario: scenario.name,
            kernel: kernel.name,
            driverLabel: driver.name,
            drivers: Object.fromEntries(scenario.devices.map((device) => [device, driver.name])),
            expected: expected[mode]?.[rowKey(scenario.name, kernel.name, driver.name)],
          })),
      ),
    )
}

/** How a row is named in the record of expectations. */
export const rowKey = (scenario: string, kernel: string, driver: string): string => `${scenario} ${kernel} ${driver}`
