/**
 * What a switch is made of. Everything that is said of kernel versions (which values a kernel has, what changed between
 * two) is computed from this data, so that nothing is written down twice.
 */
export interface SwitchData {
  readonly name: string
  readonly summary: string
  /** In the order in which Linux took them, oldest first; what no release has comes last. */
  readonly values: readonly SwitchValue[]
  /** What the model lacks to show the difference. Absent if some path or driver asks for the switch. */
  readonly notModelled?: string
}

export interface SwitchValue {
  readonly value: string
  readonly meaning: string
  /** How it came into Linux. Absent for what no release has. */
  readonly since?: Since
}

export interface Since {
  /** The first mainline release. */
  readonly release: string
  /** None for what was there when migrate_vma() came. */
  readonly commits: readonly Commit[]
  /** Stable releases that took it over later, one for each series. */
  readonly backports?: readonly string[]
}

export interface Commit {
  readonly id: string
  readonly subject: string
}

/** The first release with migrate_vma(), hmm and device-private memory. */
export const atFirst = { release: '4.14', commits: [] } as const satisfies Since
