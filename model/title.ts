/** What a race is of, as its first line says it: `hole-race, Linux 5.11 with holeNotify=none (in no release), driver contract`. */
import type { Settings } from './configure.ts'
import type { LogModel } from './conform/index.ts'
import { kernelNamed } from './kernels.ts'
import { switches as all } from './switches.ts'

export function titleOf({ scenario, kernel, switches, drivers, mode, mutation, without = [] }: Settings): string {
  return [
    scenario,
    linux(kernel, switches),
    ...driversOf(drivers),
    ...(mutation === undefined ? [] : [`the mutation ${mutation}`]),
    ...(without.length === 0 ? [] : [`without ${without.join(', ')}`]),
    ...(mode === 'forever' ? ['run for ever'] : []),
  ].join(', ')
}

/** Of a race that was cut out of a log. */
export const logTitle = (log: string, { kernel, driver, set }: LogModel): string =>
  `${log}, held against ${linux(kernel, set)}, driver ${driver}`

function linux(kernel: string, switches: Settings['switches']): string {
  const set = settingsOn(kernel, switches)
  return `Linux ${kernel}${set.length === 0 ? '' : ` with ${set.join(', ')}`}`
}

/** The switches that are not as the kernel has them, and whether any release has them so. */
function settingsOn(kernel: string, switches: Settings['switches']): string[] {
  const own = kernelNamed(kernel)?.switches
  if (own === undefined) return []
  return all.flatMap(({ name, values }) => {
    const value = switches[name]
    if (value === undefined || value === own[name]) return []
    const isReleased = values.some((one) => one.value === value && one.since !== undefined)
    return [`${name}=${value}${isReleased ? '' : ' (in no release)'}`]
  })
}

function driversOf(drivers: Settings['drivers']): string[] {
  const names = new Set(Object.values(drivers))
  if (names.size === 0) return []
  if (names.size === 1) return [`driver ${[...names].join()}`]
  return [
    `drivers ${Object.entries(drivers)
      .map(([device, driver]) => `${device}=${driver}`)
      .join(', ')}`,
  ]
}
