/**
 * The matrix, explored to the end.
 *
 * A search that finds a broken promise stops there, so its coverage is only a part. Asked nothing, the same search goes on
 * to the end: what counts as fired is what some reachable step fires, on any row, in either mode, whether or not a
 * promise is broken by then. Only steps that tell an object an event that it does not accept are not taken.
 */
import { type CheckOptions, check, ModelError, type Observation, type Result } from '../checker/index.ts'
import { type Configuration, lockObservations } from '../model/index.ts'

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
