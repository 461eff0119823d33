/** Which driver can take part in which configuration; otherwise why not, in one clause. */

import type { Driver } from './drivers/driver.ts'
import type { Kernel } from './kernels.ts'
import { compareReleases, seriesOf } from './versions/release.ts'

/** Why a driver does not run on a kernel. */
export function missingOn(
  driver: Pick<Driver, 'since' | 'until' | 'missingOn'>,
  { name, switches }: Kernel,
): string | undefined {
  const { since, until } = driver
  if (since !== undefined && isBefore(name, since)) return `it came with ${since}`
  if (until !== undefined && !isBefore(name, until)) return `it was gone in ${until}`
  return driver.missingOn(switches)
}

/** What a device of a scenario must have. */
export type Need = 'memory' | 'mirror' | 'exclusive pages'

const needs: Readonly<Record<Need, { readonly has: (driver: Driver) => boolean; readonly otherwise: string }>> = {
  memory: { has: ({ memory }) => memory, otherwise: 'it has no memory to migrate to' },
  mirror: { has: ({ mirror }) => mirror, otherwise: 'it has no mirror of the process' },
  'exclusive pages': {
    has: ({ mapsExclusive }) => mapsExclusive !== 'never',
    otherwise: 'it asks for no page for itself alone',
  },
}

/** Why a driver cannot be the one of a device that must have all of `wanted`. */
export function unfitFor(driver: Driver, wanted: readonly Need[]): string | undefined {
  const lacks = wanted.find((need) => !needs[need].has(driver))
  return lacks === undefined ? undefined : needs[lacks].otherwise
}

/** Whether a kernel is older than a release; a stable one counts as its mainline release, a proposal as what it is for. */
const isBefore = (kernel: string, release: string): boolean =>
  compareReleases(seriesOf(kernel.split('+')[0] ?? kernel), release) < 0
