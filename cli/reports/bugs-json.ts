/** The JSON document of `bugs`. */
import { z } from 'zod'
import { classOf, isFound } from '../../model/index.ts'
import type { AskedBug, JudgedBug } from '../checks/judge-bugs.ts'
import { type DocumentOf, named, version } from '../schemas/document.ts'
import { searched, step, verdict } from '../schemas/result.ts'
import { fix, fixesOf } from './citation.ts'
import { commandOf } from './command-of.ts'

const text = z.string()

const asked = z
  .strictObject({
    command: text.describe('what to type'),
    scenario: text,
    kernel: text,
    set: named.describe('switches that differ from the kernel'),
    drivers: named,
    mutation: text.nullable(),
    verdict,
    property: text.nullable().describe('the property that breaks first; null unless one does'),
    ...searched,
  })
  .meta({ id: 'asked' })

export const bugsSchema = z
  .strictObject({
    version,
    interrupted: z.boolean(),
    bugs: z.array(
      z.strictObject({
        id: text,
        class: z
          .enum(['A', 'S', 'T', 'L', 'O', 'S/L'])
          .describe('a rejected or semantic change, safety, an error path, liveness, an open observation'),
        title: text,
        fixes: z.array(fix),
        fate: text.nullable().describe('what else there is to say of its end'),
        status: z.enum(['found', 'not found', 'undecided', 'out of reach']),
        finds: asked.nullable().describe('the check that finds it; null where it is out of reach'),
        repaired: asked.nullable().describe('the same without the bug'),
        remark: text.nullable().describe('what of the bug these do not show'),
        why: text.nullable().describe('why it is out of reach'),
        leftOut: z.array(text).describe('what the model leaves out, so that it cannot be seen'),
        surprise: text.nullable().describe('what differs from the recorded result; null if nothing does'),
        trace: z.array(step).nullable().describe('a shortest race; null unless it is found'),
      }),
    ),
  })
  .meta({ description: 'The history of bugs, each with what the model makes of it.' })

type Document = DocumentOf<typeof bugsSchema>

export const bugsDocument = (judged: readonly JudgedBug[], interrupted: boolean): Document => ({
  version: 1,
  interrupted,
  bugs: judged.map(entry),
})

function entry({ bug, finds, repaired, status, surprise }: JudgedBug): Document['bugs'][number] {
  const { reach } = bug
  const [remark, why, leftOut] = isFound(reach) ? [reach.remark, undefined, []] : [undefined, reach.why, reach.leftOut]
  return {
    id: bug.id,
    class: classOf(bug),
    title: bug.title,
    fixes: fixesOf(bug),
    fate: bug.fate ?? null,
    status,
    finds: finds === undefined ? null : answered(finds),
    repaired: repaired === undefined ? null : answered(repaired),
    remark: remark ?? null,
    why: why ?? null,
    leftOut,
    surprise: surprise ?? null,
    trace: status === 'found' ? (finds?.answer.trace?.trace.steps ?? null) : null,
  }
}

function answered({ task, answer }: AskedBug): DocumentOf<typeof asked> {
  return {
    command: commandOf(task),
    scenario: task.scenario,
    kernel: task.kernel,
    set: { ...task.set },
    drivers: { ...task.drivers },
    mutation: task.mutation ?? null,
    verdict: answer.verdict,
    property: answer.violated?.property ?? null,
    states: answer.states,
    transitions: answer.transitions,
    depth: answer.depth,
  }
}
