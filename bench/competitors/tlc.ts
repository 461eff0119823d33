/** TLC on exported scenarios, with one worker. It keeps fingerprints of states, so it is not exact. */
import { spawnSync } from 'node:child_process'
import { exportTo } from '../export-to.ts'
import { measure } from '../measure.ts'
import type { Competitor } from './competitor.ts'

const jar = process.env.TLA2TOOLS

function missing(): string | undefined {
  if (jar === undefined) return 'TLA2TOOLS does not name the jar of TLC'
  return spawnSync('java', ['-version']).error === undefined ? undefined : 'java not found'
}

export const tlc: Competitor = {
  name: 'TLC',
  visitsAll: true,
  missing,
  has: ({ exported }) => exported !== undefined,
  prepare: ({ measured, directory }) => {
    exportTo('tla', measured, directory, 'model.tla')
    return async () => {
      const given = ['-XX:+UseParallelGC', '-cp', jar ?? '', 'tlc2.TLC', '-workers', '1', 'model']
      const { output, ...taken } = await measure('java', given, directory)
      const [, generated, states] =
        /(\d+) states generated, (\d+) distinct states found, 0 states left/.exec(output) ?? []
      if (generated === undefined) throw new Error(`TLC did not finish its search:\n${output}`)
      // it counts the initial state as generated, too
      return { ...taken, states: Number(states), transitions: Number(generated) - 1, searchBytesPerState: undefined }
    }
  },
}
