/** The JSON document of `check`. */
import { z } from 'zod'
import type { Result } from '../../checker/index.ts'
import type { Configuration } from '../../model/index.ts'
import { count, type DocumentOf, version } from '../schemas/document.ts'
import {
  assumed,
  cycle,
  searched,
  seconds,
  setup,
  step,
  transitionCoverage,
  verdict,
  violation,
  witness,
} from '../schemas/result.ts'
import { setupOf } from '../setup.ts'
import { advice } from './advice-text.ts'

export const checkSchema = z
  .strictObject({
    version,
    ...setup,
    verdict,
    reason: z.string().nullable().describe('why the search ended early; null unless the verdict is incomplete'),
    violated: violation.nullable().describe('what broke; null unless the verdict is violated'),
    ...searched,
    seconds,
    bytesPerState: z.number().min(0).describe('search memory for one state'),
    workers: z.int().min(1).describe('threads of execution that searched'),
    reductions: z.array(z.string()).describe('what was left out of the search because it cannot change the verdict'),
    learned: count.describe('local situations that XState was asked about; all others were table look-ups'),
    witnesses: z.array(witness).describe('situations that must be reached for the verdict to mean something'),
    warnings: z.array(z.string()).describe('what to know before quoting the verdict'),
    coverage: z.array(transitionCoverage).describe('how often each transition of each machine fired'),
    assumed,
    expected: z
      .strictObject({ least: count, most: count })
      .nullable()
      .describe('where a limit ended the search: a guess of how many states there are in all; null if there is none'),
    advice: advice.nullable().describe('where a limit ended the search: what multiplies its states, the most first'),
    trace: z.array(step).nullable().describe('a shortest counterexample; null where the violation has none'),
    cycle: cycle
      .nullable()
      .describe('the number of steps before those that the counterexample repeats for ever; null where it has an end'),
  })
  .meta({ description: 'One verdict, and what was searched for it.' })

export function checkDocument(configuration: Configuration, result: Result): DocumentOf<typeof checkSchema> {
  return {
    version: 1,
    ...setupOf(configuration),
    verdict: result.verdict,
    reason: result.reason ?? null,
    violated: result.violated ?? null,
    states: result.states,
    transitions: result.transitions,
    depth: result.depth,
    seconds: result.seconds,
    bytesPerState: result.bytesPerState,
    workers: result.workers,
    reductions: result.reductions,
    learned: result.learned,
    witnesses: result.witnesses,
    warnings: result.warnings,
    coverage: result.coverage,
    assumed: result.assumed ?? [],
    expected: result.expected ?? null,
    advice: result.advice ?? null,
    trace: result.trace?.steps ?? null,
    cycle: result.trace?.cycle ?? null,
  }
}
