/** The stale read of a running kernel, as the race that hmmcheck cuts out of its log. */
import { formatRace } from '../../checker/index.ts'
import { explainLog, raceOf } from '../../model/index.ts'
import { each, readLog } from './logs.ts'
import { modelOf } from './reality.ts'

/** @param root of the repository */
export async function realRace(root: URL): Promise<string> {
  const log = await readLog(root, 'seed002_applied')
  const { broken } = await explainLog(each(log.lines), log.name, modelOf(log))
  const stale = broken.find(({ promise }) => promise.name === 'no-stale-read')
  if (stale === undefined) throw new Error('the log of the rejected patch has no stale read any more')
  const { trace, violation } = raceOf(stale)
  return `${formatRace(trace, violation)}\n`
}
