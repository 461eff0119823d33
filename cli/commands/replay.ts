/** `hmmcheck replay`: runs a saved trace again through XState. */
import type { Command } from 'commander'
import { z } from 'zod'
import { breaksAgain, ModelError, replayTrace } from '../../checker/index.ts'
import { readText } from '../files.ts'
import { showMutation } from '../mutated.ts'
import { print, printJson } from '../output.ts'
import { count, type DocumentOf, version } from '../schemas/document.ts'
import { configurationFrom } from '../setup.ts'
import { parseTraceFile } from '../trace-file.ts'

export const replaySchema = z
  .strictObject({
    version,
    property: z.string().describe('the property that the trace broke when it was saved'),
    mutation: z.string().exactOptional().describe('the fault that was put into the model'),
    replays: z.boolean().describe('whether every step still applies and the end still breaks the property'),
    steps: count.describe('how many steps the file has'),
    step: count
      .nullable()
      .describe('the first step that no longer applies, from 1 on; 0 is the start, null that all of them apply'),
    where: z.string().nullable().describe('that step: its thread and its function'),
    reason: z.string().nullable().describe('why it does not replay'),
  })
  .meta({ description: 'Whether a saved trace still breaks what it broke.' })

type Outcome = Omit<DocumentOf<typeof replaySchema>, 'version' | 'property' | 'mutation'>

export function addReplay(program: Command): void {
  program
    .command('replay')
    .summary('run a saved trace again')
    .description(
      'Runs a trace that check --save wrote again, through XState, and names the first step that no longer applies. ' +
        'Exit code: 0 it still breaks what it broke, 1 it does not, 2 unusable input.',
    )
    .usage('FILE [options]')
    .argument('[file]', 'a file that check --save wrote')
    .option('--json', 'one JSON document on standard output')
    .action(async (file: string | undefined, { json }: { json?: true }) => {
      if (file === undefined)
        throw new ModelError('replay needs a file; allowed: a file that "hmmcheck check --save" wrote')
      const saved = parseTraceFile(await readText(file), file)
      const { network, properties, byNameOnly, situations, mutation } = configurationFrom(saved, file)
      const { violation, trace } = saved
      const report = replayTrace(network, trace)
      const steps = trace.steps.length
      const broken =
        report.kind === 'replays'
          ? breaksAgain(network, [...properties, ...byNameOnly, ...situations], violation, report.end)
          : undefined
      const outcome: Outcome =
        report.kind === 'differs'
          ? { replays: false, steps, step: report.step, where: report.where, reason: report.reason }
          : {
              replays: broken === true,
              steps,
              step: null,
              where: null,
              reason: broken === true ? null : (broken ?? null),
            }
      process.exitCode = outcome.replays ? 0 : 1
      const { property } = violation
      const fault = mutation === undefined ? {} : { mutation }
      if (json) printJson(replaySchema, { version: 1, property, ...fault, ...outcome })
      else
        print(
          [
            formatOutcome(outcome, property),
            ...(mutation === undefined ? [] : [`The model has ${showMutation(mutation)}.`]),
          ].join('\n'),
        )
    })
}

function formatOutcome({ replays, steps, step, where, reason }: Outcome, property: string): string {
  const all = `all ${steps} steps apply`
  if (replays) return `Replays: ${all}, and the end breaks ${property}.`
  if (step === null) return `Breaks nothing: ${all}, but ${reason}.`
  return step === 0
    ? `No longer applies: the start differs: ${reason}.`
    : `No longer applies: step ${step} of ${steps} (${where}): ${reason}.`
}
