/** What `simulate` tells a person, and its JSON document. */
import { z } from 'zod'
import type { Simulated, Simulation } from '../../checker/index.ts'
import type { Configuration } from '../../model/index.ts'
import { showCount, showRough, showSeconds } from '../numbers.ts'
import type { Colors } from '../output.ts'
import { count, type DocumentOf, version } from '../schemas/document.ts'
import { seconds, setup, step, violation, witness } from '../schemas/result.ts'
import { setupOf } from '../setup.ts'
import { type Asked, askedFacts, verdictLine } from './check-text.ts'
import { fact } from './fact.ts'

const verdict = z
  .enum(['violated', 'incomplete'])
  .describe('incomplete: nothing broke in the runs that were made, which proves nothing')

export const simulateSchema = z
  .strictObject({
    version,
    ...setup,
    seed: count,
    maxDepth: count.describe('steps after which a run was given up'),
    maxRuns: count.describe('how many runs were asked for'),
    verdict,
    reason: z.string().nullable().describe('null unless the verdict is incomplete'),
    violated: violation.nullable().describe('what broke; null unless the verdict is violated'),
    runs: count.describe('runs that were made'),
    ended: count.describe('runs that ended because no step was left'),
    steps: count.describe('steps that were taken'),
    states: count.describe('different states that were met'),
    atLeast: count
      .nullable()
      .describe('an estimate of how many states there are at least; null where it cannot be said'),
    found: z
      .strictObject({ run: count, steps: count.describe('how long it was before it was shortened') })
      .nullable()
      .describe('the run that broke something'),
    seconds,
    witnesses: z.array(witness).describe('situations that came about in a run'),
    warnings: z.array(z.string()).describe('what to know before quoting the verdict'),
    trace: z.array(step).nullable().describe('the counterexample, shortened'),
  })
  .meta({ description: 'What random runs of one scenario came across.' })

interface Limits {
  readonly seed: number
  readonly depth: number
  readonly runs: number
}

export function simulateDocument(
  configuration: Configuration,
  limits: Limits,
  result: Simulation,
): DocumentOf<typeof simulateSchema> {
  const { verdict, reason, violated, runs, ended, steps, states, atLeast, found, seconds, witnesses, warnings, trace } =
    result
  return {
    version: 1,
    ...setupOf(configuration),
    ...{ seed: limits.seed, maxDepth: limits.depth, maxRuns: limits.runs },
    ...{ verdict, reason: reason ?? null, violated: violated ?? null },
    ...{ runs, ended, steps, states, atLeast: atLeast ?? null, found: found ?? null, seconds, witnesses, warnings },
    trace: trace?.steps ?? null,
  }
}

export function formatSimulation(asked: Asked, seed: number, result: Simulation, colors: Colors): string {
  const { found, trace, seconds, witnesses, warnings } = result
  const reached = witnesses.filter((witness) => witness.reached).map(({ name }) => name)
  const length = trace?.steps.length ?? 0
  const shortened = found !== undefined && found.steps > length ? `, shortened to ${length}` : ''
  const lines = [
    verdictLine(result, colors),
    ...askedFacts(asked),
    fact('simulated', `${howFar(result)}, ${showSeconds(seconds)}`),
    fact('seed', `${seed}: the same seed, depth and runs give the same answer`),
    ...(found === undefined ? [] : [fact('found', `in run ${found.run}, after ${found.steps} steps${shortened}`)]),
    ...(reached.length === 0 ? [] : [fact('reached', reached.join('; '))]),
    ...warnings.map((warning) => fact('warning', warning)),
  ]
  return lines.join('\n')
}

export function howFar({ runs, steps, states, atLeast }: Simulated): string {
  const more = atLeast === undefined ? '' : ` of at least about ${showRough(atLeast)}`
  return `${showCount(runs)} runs, ${showCount(steps)} steps, ${showCount(states)} states${more}`
}
