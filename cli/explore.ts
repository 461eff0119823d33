/**
 * The matrix, explored to the end.
 *
 * A search that finds a broken promise stops there, so its coverage is only a part. Asked nothing, the same search goes on
 * to the end: what counts as fired is what some reachable step fires, on any row, in either mode, whether or not a
 * promise is broken by then. Only steps that tell an object an event that it does not accept are not taken.
 */
import { type CheckOptions, check, ModelError, type Observation, type Result } from '../checker/index.ts'
import {
  type Configuration,
  configure,
  kernels,
  lockObservations,
  type Mode,
  matrix,
  type Row,
} from '../model/index.ts'

/** A search that several rows may share: kernels that differ in no switch are one to the model. */
export interface Search {
  readonly mode: Mode
  readonly rows: readonly Row[]
  readonly configuration: () => Configuration
}

/** Every search of the matrix, in both modes. */
export function searchesOf(modes: readonly Mode[] = ['once', 'forever']): Search[] {
  const searches = new Map<string, Search & { readonly rows: Row[] }>()
  for (const mode of modes)
    for (const row of matrix(mode)) {
      const { scenario, kernel, drivers } = row
      const switches = kernels.find(({ name }) => name === kernel)?.switches
      const key = JSON.stringify([mode, scenario, switches, drivers])
      const configuration = () => configure({ scenario, kernel, drivers, mode })
      const known = searches.get(key) ?? { mode, rows: [], configuration }
      known.rows.push(row)
      searches.set(key, known)
    }
  return [...searches.values()]
}

/**
 * Everything that can happen in a configuration.
 *
 * @throws ModelError if the search ends early for another reason than the signal: a part is no answer
 */
export async function explore(configuration: Configuration, options: CheckOptions = {}): Promise<Result> {
  const question = { structural: [], observations: locksNoted(configuration) }
  const result = await check(configuration.network, question, options)
  if (result.verdict === 'incomplete' && options.signal?.aborted !== true)
    throw new ModelError(
      `${configuration.scenario} on ${configuration.kernel} (${configuration.mode}) is not explored: ${result.reason}`,
    )
  return result
}

/**
 * Which locks are held is noted only where threads run a fixed number of times. Those that run for ever pass through the
 * same states, in three times as many combinations.
 */
export function locksNoted({ mode, system, network }: Configuration): readonly Observation[] {
  return mode === 'once' ? lockObservations(system, network) : []
}
