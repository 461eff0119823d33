/** From names to a network: one scenario on one kernel with its drivers, ready to be checked. */
import { ModelError, type Network, network, type Property, type Witness } from '../checker/index.ts'
import type { Driver } from './drivers/driver.ts'
import { drivers } from './drivers/index.ts'
import { kernels } from './kernels.ts'
import type { Device } from './names.ts'
import { promises } from './properties/index.ts'
import { scenarios } from './scenarios/index.ts'
import type { Mode } from './scenarios/scenario.ts'
import { situations } from './situations/index.ts'
import { type Switches, switches as switchInfos } from './switches.ts'
import { buildSystem, type System } from './system.ts'

/** A configuration by names. Names are checked; see `configure`. */
export interface Choice {
  readonly scenario: string
  readonly kernel: string
  /** Switches that differ from the kernel's own. */
  readonly set?: Readonly<Record<string, string>>
  /** Drivers by device; `contract` where nothing is said. */
  readonly drivers?: Readonly<Record<string, string>>
  readonly mode: Mode
}

export interface Configuration {
  readonly scenario: string
  readonly kernel: string
  /** Every switch with the value in force. */
  readonly switches: Readonly<Record<string, string>>
  /** Every device with its driver's name. */
  readonly drivers: Readonly<Record<string, string>>
  readonly mode: Mode
  readonly system: System
  readonly network: Network
  readonly properties: readonly Property[]
  readonly witnesses: readonly Witness[]
  /** Each says of a situation that it never comes about; none is a promise. */
  readonly situations: readonly Property[]
}

/** @throws ModelError, one line, if a name is unknown or a driver does not run on the kernel. */
export function configure(choice: Choice): Configuration {
  const scenario = named('scenario', choice.scenario, scenarios)
  const kernel = named('kernel', choice.kernel, kernels)
  const switches = withSwitches(kernel.switches, choice.set ?? {})
  for (const device of Object.keys(choice.drivers ?? {}))
    if (!scenario.devices.some((known) => known === device))
      throw new ModelError(
        `scenario "${scenario.name}" has no device "${device}"; it has ${scenario.devices.join(', ')}`,
      )
  const driverOf = new Map<Device, Driver>(
    scenario.devices.map((device) => [device, named('driver', choice.drivers?.[device] ?? 'contract', drivers)]),
  )
  for (const driver of driverOf.values()) {
    const missing = driver.missingOn(switches)
    if (missing !== undefined)
      throw new ModelError(`driver "${driver.name}" does not run on kernel ${kernel.name}: ${missing}`)
  }
  const system = buildSystem(switches, driverOf)
  const threads = scenario.threads(system, choice.mode)
  return {
    scenario: scenario.name,
    kernel: kernel.name,
    switches: { ...switches },
    drivers: Object.fromEntries([...driverOf].map(([device, { name }]) => [device, name])),
    mode: choice.mode,
    system,
    network: network({ objects: system.objects, threads: threads.map(({ ref }) => ref) }),
    properties: promises.map((promise) => promise.build(system, threads, promise)),
    witnesses: scenario.witnesses(system, threads),
    situations: situations.map(({ never }) => never(system, threads)),
  }
}

function withSwitches(base: Switches, set: Readonly<Record<string, string>>): Switches {
  const changed: Record<string, string> = { ...base }
  for (const [name, value] of Object.entries(set)) {
    const { values } = named('switch', name, switchInfos)
    named(
      `value for switch ${name}`,
      value,
      values.map(({ value }) => ({ name: value })),
    )
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
