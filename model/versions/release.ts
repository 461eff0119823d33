/** Release numbers of Linux: `6.12` is a mainline release, `6.12.17` a stable one of the series 6.12. */
import type { Since } from './switch-data.ts'

export const oldest = '4.14'
export const newest = '7.0'

/** The last series of each major number; 7 is not over. */
const lastMinor: Readonly<Record<number, number>> = { 4: 20, 5: 19, 6: 19, 7: 0 }

/** Whether `name` is a release that the model has values for. How many stable ones a series has is not looked at. */
export function isRelease(name: string): boolean {
  if (!/^[1-9]\d*\.(0|[1-9]\d*)(\.[1-9]\d*)?$/.test(name)) return false
  const [major, minor] = parts(name)
  const last = lastMinor[major]
  return last !== undefined && minor <= last && compareReleases(name, oldest) >= 0
}

/** Negative if `a` is older than `b`. A stable release comes after the one that its series began with. */
export function compareReleases(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)]
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2]
}

/** The mainline release that a series began with; a mainline release itself. */
export function seriesOf(release: string): string {
  const [major, minor] = parts(release)
  return `${major}.${minor}`
}

/** Whether a release has what came `since` then: from mainline, or by a back-port to its own series. */
export function hasTaken(release: string, { release: mainline, backports = [] }: Since): boolean {
  if (compareReleases(mainline, seriesOf(release)) <= 0) return true
  return backports.some(
    (backport) => seriesOf(backport) === seriesOf(release) && compareReleases(backport, release) <= 0,
  )
}

type Parts = readonly [major: number, minor: number, stable: number]

/** By release: the same few hundred are compared many thousand times at the start. */
const known = new Map<string, Parts>()

function parts(release: string): Parts {
  const before = known.get(release)
  if (before !== undefined) return before
  const [major = 0, minor = 0, stable = 0] = release.split('.').map(Number)
  const made = [major, minor, stable] as const
  known.set(release, made)
  return made
}
