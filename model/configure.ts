/** From names to a network: one scenario on one kernel with its drivers, ready to be checked. */
import { ModelError, type Network, network, type Property, type Witness } from '../checker/index.ts'
import { missingOn, unfitFor } from './availability.ts'
import type { Driver } from './drivers/driver.ts'
import { driverNamed, drivers } from './drivers/index.ts'
import { type Kernel, kernelNamed, kernels } from './kernels.ts'
import { mutationNamed, mutations } from './mutations/index.ts'
import { mutatedDriver, mutatedSwitches, mutatedThreads } from './mutations/mutate.ts'
import type { Mutation } from './mutations/mutation.ts'
import type { Device } from './names.ts'
import type { PathThread } from './paths/path-thread.ts'
import { promises } from './properties/index.ts'
import { scenarios } from './scenarios/index.ts'
import type { Mode } from './scenarios/scenario.ts'
import { smallest } from './shape.ts'
import { situations } from './situations/index.ts'
import { type Switches, type SwitchName, switches as switchInfos } from './switches.ts'
import { symmetryOf } from './symmetry.ts'
import { buildSystem, type System } from './system.ts'
import { watchSwitches } from './watch-switches.ts'

/** A configuration by names. Names are checked; see `configure`. */
export interface Choice {
  readonly scenario: string
  /** A release, listed or not, with proposals after a `+`; see `kernelNamed`. */
  readonly kernel: string
  /** Switches that differ from the kernel's own. */
  readonly set?: Readonly<Record<string, string>>
  /** Drivers by device; where nothing is said, the scenario's own choice, or `contract`. */
  readonly drivers?: Readonly<Record<string, string>>
  readonly mode: Mode
  /** A fault put into the model: see ./mutations. */
  readonly mutation?: string
  /** Threads of the scenario that are left out. */
  readonly without?: readonly string[]
}

/** A choice with nothing left open. */
export interface Settings {
  readonly scenario: string
  readonly kernel: string
  /** Every switch with the value in force. */
  readonly switches: Readonly<Record<string, string>>
  /** Every device with its driver's name. */
  readonly drivers: Readonly<Record<string, string>>
  readonly mode: Mode
  readonly mutation?: string
  readonly without?: readonly string[]
}

export interface Configuration extends Settings {
  readonly system: System
  readonly threads: readonly PathThread[]
  readonly network: Network
  /** The promises that are asked unless others are named. */
  readonly properties: readonly Property[]
  /** The other promises. */
  readonly byNameOnly: readonly Property[]
  readonly witnesses: readonly Witness[]
  /** Each says of a situation that it never comes about; none is a promise. */
  readonly situations: readonly Property[]
  /** The switches that the network was seen to depend on up to now; after a whole check, all that it depends on. */
  readonly switchesLookedAt: () => readonly SwitchName[]
}

/** @throws ModelError, one line, if a name is unknown. */
export function settingsOf(choice: Choice): Settings {
  const { scenario, kernel, switches, driverOf, mutation } = meant(choice)
  return {
    scenario: scenario.name,
    kernel: kernel.name,
    switches: { ...switches },
    drivers: Object.fromEntries([...driverOf].map(([device, { name }]) => [device, name])),
    mode: choice.mode,
    ...(mutation === undefined ? {} : { mutation: mutation.id }),
    ...(choice.without === undefined || choice.without.length === 0 ? {} : { without: choice.without }),
  }
}

/** @throws ModelError, one line, if a name is unknown or a driver does not run on the kernel. */
export function configure(choice: Choice): Configuration {
  const { scenario, kernel, switches, driverOf, mutation } = meant(choice)
  const watched = watchSwitches(switches)
  for (const [device, driver] of driverOf) {
    const missing = missingOn(driver, { ...kernel, switches: watched.switches })
    if (missing !== undefined)
      throw new ModelError(`driver "${driver.name}" does not run on kernel ${kernel.name}: ${missing}`)
    const unfit = scenario.partners?.[device] === undefined ? unfitFor(driver, scenario.needs ?? []) : undefined
    if (unfit !== undefined)
      throw new ModelError(
        `driver "${driver.name}" cannot be that of device ${device} in the scenario "${scenario.name}": ${unfit}`,
      )
  }
  const absent = scenario.missingOn?.(watched.switches)
  if (absent !== undefined)
    throw new ModelError(`scenario "${scenario.name}" cannot be run on kernel ${kernel.name}: ${absent}`)
  const system = buildSystem(watched.switches, { ...smallest(scenario.devices), ...scenario.shape }, driverOf)
  const walked = remaining(scenario.threads(system, choice.mode), choice)
  const threads = mutation === undefined ? walked : mutatedThreads(mutation, walked)
  const parts = { objects: system.objects, threads: threads.map(({ ref }) => ref) }
  const built = promises.map((promise) => promise.build(system, threads, promise))
  const byNameOnly = (name: string) =>
    promises.some((promise) => promise.name === name && promise.byNameOnly) && !scenario.asks?.includes(name)
  return {
    ...settingsOf(choice),
    system,
    threads,
    network: network({ ...parts, symmetry: symmetryOf(scenario, system, parts) }),
    properties: built.filter(({ name }) => !byNameOnly(name)),
    byNameOnly: built.filter(({ name }) => byNameOnly(name)),
    witnesses: scenario.witnesses(system, threads),
    situations: situations.map(({ never }) => never(system, threads)),
    switchesLookedAt: watched.lookedAt,
  }
}

function remaining(threads: readonly PathThread[], { scenario, without = [] }: Choice): readonly PathThread[] {
  for (const name of without)
    named(
      `thread of the scenario ${scenario}:`,
      name,
      threads.map(({ ref }) => ref),
    )
  const left = threads.filter(({ ref }) => !without.includes(ref.name))
  if (left.length === 0) throw new ModelError(`scenario "${scenario}" has no thread left`)
  return left
}

/** What the names of a choice stand for. */
function meant(choice: Choice) {
  const scenario = named('scenario', choice.scenario, scenarios)
  const kernel = kernelNamed(choice.kernel) ?? named('kernel', choice.kernel, kernels)
  const mutation = choice.mutation === undefined ? undefined : mutationGiven(choice.mutation)
  const chosen = withSwitches(kernel, choice.set ?? {})
  const switches = mutation === undefined ? chosen : mutatedSwitches(mutation, chosen, Object.keys(choice.set ?? {}))
  for (const device of Object.keys(choice.drivers ?? {}))
    if (!scenario.devices.some((known) => known === device))
      throw new ModelError(
        `scenario "${scenario.name}" has no device "${device}"; it has ${scenario.devices.join(', ')}`,
      )
  const driverOf = new Map<Device, Driver>(
    scenario.devices.map((device) => {
      const name = choice.drivers?.[device] ?? scenario.partners?.[device] ?? 'contract'
      const driver = driverNamed(name) ?? named('driver', name, drivers)
      return [device, mutation === undefined ? driver : mutatedDriver(mutation, driver)]
    }),
  )
  return { scenario, kernel, switches, driverOf, mutation }
}

function mutationGiven(id: string): Mutation {
  const mutation = mutationNamed(id)
  if (mutation === undefined)
    throw new ModelError(`no mutation "${id}"; there is ${mutations.map(({ id }) => id).join(', ')}`)
  return mutation
}

export function withSwitches(kernel: Kernel, set: Readonly<Record<string, string>>): Switches {
  const changed: Record<string, string> = { ...kernel.switches }
  for (const [name, value] of Object.entries(set)) {
    const { values, notModelled } = named('switch', name, switchInfos)
    named(
      `value for switch ${name}`,
      value,
      values.map(({ value }) => ({ name: value })),
    )
    // it would change nothing, and the verdict would look as if it said something about it
    if (notModelled !== undefined && changed[name] !== value)
      throw new ModelError(`the switch ${name} cannot be set: it is not modelled (${notModelled})`)
    changed[name] = value
  }
  return changed as unknown as Switches
}

function named<Named extends { readonly name: string }>(kind: string, name: string, all: readonly Named[]): Named {
  const found = all.find((candidate) => candidate.name === name)
  if (found === undefined)
    throw new ModelError(`no ${kind} "${name}"; there is ${all.map(({ name }) => name).join(', ')}`)
  return found
}
