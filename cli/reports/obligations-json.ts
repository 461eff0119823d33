/** The JSON document of `obligations`. */
import { z } from 'zod'
import type { Asked, Cell, Heard } from '../checks/judge-obligations.ts'
import { count, type DocumentOf, version } from '../schemas/document.ts'
import { step, verdict } from '../schemas/result.ts'

const text = z.string()

const answer = z
  .strictObject({
    driver: text.describe('of device A'),
    verdict,
    property: text.nullable().describe('what breaks; null if nothing does'),
    states: count,
    depth: count,
  })
  .meta({ id: 'answer' })

export const obligationsSchema = z
  .strictObject({
    version,
    interrupted: z.boolean(),
    kernel: text,
    cells: z.array(
      z.strictObject({
        event: text.describe('a row of the table'),
        what: text.describe('when it is announced'),
        mirror: text.describe('a column of the table'),
        duty: z
          .enum(['may be ignored', 'only if the sequence still moves', 'never', 'not decided', 'cannot be asked'])
          .describe(
            'not decided: each scenario is left out, or a search did not end; cannot be asked: no scenario of the event admits such a driver',
          ),
        unfit: text.nullable().describe('why it cannot be asked; null if it can'),
        because: z
          .strictObject({ scenario: text, property: text, steps: count })
          .nullable()
          .describe('what shows that less is not enough; null where it may be ignored'),
        scenarios: z.array(
          z.strictObject({
            scenario: text,
            says: z
              .enum(['may be ignored', 'only if the sequence still moves', 'never', 'left out', 'undecided'])
              .describe(
                'left out: something breaks there though the driver ignores nothing, or its mirror never maps anything while that is announced',
              ),
            ignoring: answer.describe('by a driver that does nothing on the event'),
            keeping: answer.nullable().describe('by one that only moves the sequence; null if that was not asked'),
            base: answer.nullable().describe('by one that ignores nothing; null if that was not asked'),
            told: answer
              .nullable()
              .describe(
                'whether its mirror ever maps anything while that is announced (violated: it does); null if that was not asked',
              ),
          }),
        ),
        surprise: text.nullable().describe('what differs from what was recorded; null if nothing does'),
        trace: z.array(step).nullable().describe('a shortest race that shows that less is not enough'),
      }),
    ),
  })
  .meta({ description: 'What a driver may ignore of what the notifiers tell it.' })

type Document = DocumentOf<typeof obligationsSchema>

export const obligationsDocument = (cells: readonly Cell[], kernel: string, interrupted: boolean): Document => ({
  version: 1,
  interrupted,
  kernel,
  cells: cells.map(entry),
})

const entry = ({ obligation, mirror, duty, unfit, because, heard, surprise }: Cell): Document['cells'][number] => ({
  event: obligation.id,
  what: obligation.what,
  mirror: mirror.id,
  duty,
  unfit: unfit ?? null,
  because: because === undefined ? null : reason(because),
  scenarios: heard.map(heardEntry),
  surprise: surprise ?? null,
  trace: because?.answer.trace?.trace.steps ?? null,
})

const reason = ({ task, answer }: Asked) => ({
  scenario: task.scenario,
  property: answer.violated?.property ?? '',
  steps: answer.depth,
})

const heardEntry = ({ scenario, says, ignoring, others, told }: Heard) => ({
  scenario,
  says,
  ignoring: answerOf(ignoring),
  keeping: others === undefined ? null : answerOf(others.keeping),
  base: others === undefined ? null : answerOf(others.base),
  told: told === undefined ? null : answerOf(told),
})

const answerOf = ({ task, answer }: Asked) => ({
  driver: task.drivers?.A ?? '',
  verdict: answer.verdict,
  property: answer.violated?.property ?? null,
  states: answer.states,
  depth: answer.depth,
})
