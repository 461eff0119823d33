import type { Bug } from './bug.ts'
import { consumerBugs } from './consumers.ts'
import { entryBugs } from './entries.ts'
import { faultBugs } from './faults.ts'
import { migrationBugs } from './migration.ts'
import { notifierBugs } from './notifiers.ts'
import { observations } from './observations.ts'
import { otherBugs } from './other.ts'
import { proposalBugs } from './proposals.ts'

/** The history, by number. */
export const bugs: readonly Bug[] = [
  ...proposalBugs,
  ...faultBugs,
  ...migrationBugs,
  ...entryBugs,
  ...notifierBugs,
  ...consumerBugs,
  ...otherBugs,
  ...observations,
].sort((a, b) => order(a) - order(b))

function order({ id }: Bug): number {
  const [, letter = '', number = '', second = ''] = /^([ASTLO])(\d+)(b?)$/.exec(id) ?? []
  return 'ASTLO'.indexOf(letter) * 1000 + Number(number) * 2 + second.length
}
