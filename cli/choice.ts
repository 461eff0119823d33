/** From what people type to a configuration of the model: every name is checked here, with a suggestion. */
import { ModelError } from '../checker/index.ts'
import {
  type Configuration,
  configure,
  driverNamed,
  drivers,
  type Kernel,
  kernelNamed,
  kernels,
  mutations,
  mutationsOutOfReach,
  newestKernel,
  proposals,
  scenarios,
  switches,
} from '../model/index.ts'
import { oneOf } from './one-of.ts'

/** As it was typed. */
interface Given {
  readonly scenario: string
  readonly kernel?: string
  /** `SWITCH=VALUE` */
  readonly set?: readonly string[]
  /** `DEVICE=DRIVER` */
  readonly driver?: readonly string[]
  readonly mode: 'once' | 'forever'
  readonly mutation?: string
  /** Threads that are left out. */
  readonly without?: readonly string[]
}

export const names = (things: readonly { readonly name: string }[]): string[] => things.map(({ name }) => name)
export const ids = (things: readonly { readonly id: string }[]): string[] => things.map(({ id }) => id)

/** @throws ModelError if there is no such release, or no such proposal. */
export function kernelGiven(given: string): Kernel {
  const kernel = kernelNamed(given)
  if (kernel !== undefined) return kernel
  const [release = '', ...chosen] = given.split('+')
  if (kernelNamed(release) === undefined) oneOf('kernel', release, names(kernels))
  for (const proposal of chosen) oneOf('proposal', proposal, names(proposals))
  throw new ModelError(`there is no kernel "${given}"`)
}

/** @throws ModelError for a name that does not exist, or a combination that does not. */
export function configurationOf(given: Given): Configuration {
  const scenario = scenarioNamed(given.scenario)
  const kernel = kernelGiven(given.kernel ?? newestKernel.name).name
  const set = switchesGiven(given.set ?? [])
  const chosen = assignments('--driver', given.driver ?? [], 'DEVICE=DRIVER', (device, driver) => {
    oneOf(`device of the scenario ${scenario.name}:`, device, scenario.devices)
    return driverGiven(driver)
  })
  const { mode, without = [] } = given
  const mutation = given.mutation === undefined ? {} : { mutation: mutationGiven(given.mutation) }
  return configure({ scenario: scenario.name, kernel, set, drivers: chosen, mode, ...mutation, without })
}

/** What `--set` says. @throws ModelError for a name that does not exist. */
export const switchesGiven = (given: readonly string[]): Record<string, string> =>
  assignments('--set', given, 'SWITCH=VALUE', (name, value) => {
    const known = switches.find((known) => known.name === oneOf('switch', name, names(switches)))
    return oneOf(`value for the switch "${name}":`, value, known?.values.map(({ value }) => value) ?? [])
  })

/** @throws ModelError if there is no such driver. */
export const driverGiven = (given: string): string => driverNamed(given)?.name ?? oneOf('driver', given, names(drivers))

/** @throws ModelError if there is no such mutation, or the model cannot make it. */
export function mutationGiven(given: string): string {
  const missing = mutationsOutOfReach.find(({ id }) => id === given)
  if (missing !== undefined) throw new ModelError(`the mutation "${given}" cannot be made: ${missing.why}`)
  return oneOf('mutation', given, ids(mutations))
}

export function scenarioNamed(given: string) {
  const name = oneOf('scenario', given, names(scenarios))
  const scenario = scenarios.find((scenario) => scenario.name === name)
  if (scenario === undefined) throw new ModelError(`there is no scenario "${name}"`)
  return scenario
}

function assignments(
  option: string,
  given: readonly string[],
  form: string,
  meaning: (name: string, value: string) => string,
): Record<string, string> {
  const result: Record<string, string> = {}
  for (const text of given) {
    const at = text.indexOf('=')
    if (at <= 0 || at === text.length - 1) throw new ModelError(`${option} is "${text}"; allowed: ${form}`)
    const name = text.slice(0, at)
    if (name in result) throw new ModelError(`${option} names "${name}" twice`)
    result[name] = meaning(name, text.slice(at + 1))
  }
  return result
}

/**
 * Whether something is of one of the scenarios that were named; all are if none was.
 *
 * @throws ModelError if there is no such scenario
 */
export function isAmong(only: readonly string[] | undefined): (row: { readonly scenario: string }) => boolean {
  const chosen = only?.map((name) => oneOf('scenario', name, names(scenarios)))
  return ({ scenario }) => chosen?.includes(scenario) ?? true
}
