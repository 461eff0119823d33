/** What changed between two kernels: computed from their switches, with the commits that made the difference. */
import type { Kernel } from './kernels.ts'
import { type Proposal, proposals } from './proposals.ts'
import { type SwitchInfo, switches } from './switches.ts'
import type { Since, SwitchValue } from './versions/switch-data.ts'

export interface Change {
  readonly info: SwitchInfo
  readonly from: SwitchValue
  readonly to: SwitchValue
  /** What came in between, oldest first: of several values that lie between the two, each. */
  readonly by: readonly Since[]
  /** Whether `from` is the later one, so that `to` lacks what came. */
  readonly isBackwards: boolean
  /** The proposals that ask for either value, if it is one that no release has. */
  readonly proposals: readonly Proposal[]
}

/** One entry for each switch that differs, in the order of the switches. */
export function difference(from: Kernel, to: Kernel): readonly Change[] {
  return switches
    .filter(({ name }) => from.switches[name] !== to.switches[name])
    .map((info) => {
      const [before, after] = [positionOf(info, from), positionOf(info, to)]
      const ends = [info.values[before], info.values[after]] as [SwitchValue, SwitchValue]
      const unreleased = ends.filter(({ since }) => since === undefined).map(({ value }) => value)
      const isReleased = unreleased.length === 0
      return {
        info,
        from: ends[0],
        to: ends[1],
        by: isReleased ? sincesBetween(info, Math.min(before, after), Math.max(before, after)) : [],
        isBackwards: isReleased && before > after,
        proposals: proposals.filter(({ set }) => unreleased.some((value) => value === set[info.name])),
      }
    })
}

const positionOf = ({ name, values }: SwitchInfo, kernel: Kernel): number =>
  values.findIndex(({ value }) => value === kernel.switches[name])

const sincesBetween = ({ values }: SwitchInfo, from: number, to: number): Since[] =>
  values.slice(from + 1, to + 1).flatMap(({ since }) => since ?? [])
