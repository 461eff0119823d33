/** The rows of the verdict table: every scenario with every driver that can take part, on the kernels that say something. */
import { missingOn, unfitFor } from './availability.ts'
import { contract } from './drivers/contract.ts'
import type { Driver } from './drivers/driver.ts'
import { drivers } from './drivers/index.ts'
import { expected } from './expected.ts'
import { type Kernel, kernelNamed } from './kernels.ts'
import { scenarios } from './scenarios/index.ts'
import type { Mode, Scenario } from './scenarios/scenario.ts'
import { compareReleases } from './versions/release.ts'

/**
 * The kernels that the table has a column for. Two kernels that agree in every switch that is modelled have the same
 * verdicts, so more columns would cost time and say nothing; the ones without a change are those that people ask for.
 */
export const columns: readonly Kernel[] = ['5.4', '5.7', '5.8', '5.9', '5.10', '5.11', '6.1', '6.12', '7.0'].map(kernel)

function kernel(name: string): Kernel {
  const found = kernelNamed(name)
  if (found === undefined) throw new Error(`there is no kernel ${name}`)
  return found
}

/** The columns of a table of some scenarios: those, and what only a scenario asks for. */
export function columnsOf(shown: readonly Pick<Scenario, 'kernels'>[]): readonly Kernel[] {
  const asked = shown.flatMap(({ kernels = [] }) => kernels)
  const others = new Set(asked.filter((name) => columns.every((column) => column.name !== name)))
  return [...columns, ...[...others].map(kernel)].sort((a, b) => compareReleases(a.name, b.name))
}

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
    .filter(({ unlisted, forever }) => !unlisted && (mode === 'once' || forever))
    .flatMap((scenario) =>
      kernelsFor(scenario, columnsOf([scenario]))
        .filter(({ name }) => scenario.kernels?.includes(name) ?? true)
        .flatMap((kernel) =>
          drivers
            .filter((driver) => missingOn(driver, kernel) === undefined && isListed(driver, scenario, kernel))
            .map((driver) => ({
              scenario: scenario.name,
              kernel: kernel.name,
              driverLabel: driver.name,
              drivers: {
                ...Object.fromEntries(scenario.devices.map((device) => [device, driver.name])),
                ...scenario.partners,
              },
              expected: expected[mode]?.[rowKey(scenario.name, kernel.name, driver.name)],
            })),
        ),
    )
}

/** The drivers of the kernel are shown once each, on a kernel that has them as they were read. */
function isListed(
  driver: Driver,
  { devices, partners, needs = [], realDrivers }: Scenario,
  { name, switches }: Kernel,
): boolean {
  // no device is left to have it: one row is enough
  if (devices.every((device) => partners?.[device] !== undefined)) return driver === contract
  if (unfitFor(driver, needs) !== undefined || !driver.listedOn(switches)) return false
  return driver.shownOn === undefined || (realDrivers === true && driver.shownOn === name)
}

/** The kernels that a scenario has rows for: those that have it, and of those that it cannot tell apart the newest. */
export function kernelsFor({ missingOn, notices }: Scenario, all: readonly Kernel[]): readonly Kernel[] {
  const having = all.filter(({ switches }) => missingOn?.(switches) === undefined)
  if (notices === undefined) return having
  const seen = ({ switches }: Kernel) => notices.map((name) => switches[name]).join(' ')
  return having.filter((kernel, i) => having.slice(i + 1).every((newer) => seen(newer) !== seen(kernel)))
}

/** How a row is named in the record of expectations. */
export const rowKey = (scenario: string, kernel: string, driver: string): string => `${scenario} ${kernel} ${driver}`
