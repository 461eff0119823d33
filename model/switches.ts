/**
 * What differs between kernel versions, as data. Code paths branch on these, never on a version number.
 *
 * The values, and how they came into Linux, are in ./versions; which kernel has which follows from that: ./kernels.ts.
 */
import { faultSwitches } from './versions/faults.ts'
import { migrationSwitches } from './versions/migration.ts'
import { notifierSwitches } from './versions/notifiers.ts'
import type { SwitchData } from './versions/switch-data.ts'

const all = [...notifierSwitches, ...migrationSwitches, ...faultSwitches] as const

/** One value for each switch. */
export type Switches = {
  readonly [Data in (typeof all)[number] as Data['name']]: Data['values'][number]['value']
}

export type SwitchName = keyof Switches

export interface SwitchInfo extends SwitchData {
  readonly name: SwitchName
}

export const switches: readonly SwitchInfo[] = all
