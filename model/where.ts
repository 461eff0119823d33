/** A configuration as tables of checks write it down: what is not said is the usual. */
import type { Choice } from './configure.ts'
import { newestKernel } from './kernels.ts'
import { scenarios } from './scenarios/index.ts'
import type { Mode } from './scenarios/scenario.ts'

export interface Where {
  readonly scenario: string
  /** The newest where nothing is said. */
  readonly kernel?: string
  readonly set?: Readonly<Record<string, string>>
  /** The driver of every device but the scenario's partners; `contract` where nothing is said. */
  readonly driver?: string
  /** `once` where nothing is said. */
  readonly mode?: Mode
}

export function choiceOf({
  scenario,
  kernel = newestKernel.name,
  set = {},
  driver = 'contract',
  mode = 'once',
}: Where): Choice {
  const { devices = [], partners = {} } = scenarios.find(({ name }) => name === scenario) ?? {}
  return {
    scenario,
    kernel,
    set,
    drivers: { ...Object.fromEntries(devices.map((device) => [device, driver])), ...partners },
    mode,
  }
}
