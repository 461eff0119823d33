/** The parts of a check's result, as documents have them. */
import { z } from 'zod'
import { count, named } from './document.ts'

/** What was checked, by names. */
export const setup = {
  scenario: z.string(),
  kernel: z.string(),
  switches: named.describe('every switch of the kernel with the value in force'),
  drivers: named.describe('the driver of every device'),
  mode: z.enum(['once', 'forever']).describe('whether every thread runs a fixed number of times, or for ever'),
  mutation: z.string().exactOptional().describe('the fault that was put into the model; see hmmcheck list mutations'),
  without: z.array(z.string()).exactOptional().describe('the threads of the scenario that were left out'),
}

export const verdict = z
  .enum(['holds', 'violated', 'incomplete'])
  .describe('incomplete: a limit was hit or the search was interrupted, and nothing broke up to there')

/** How far a search came. */
export const searched = {
  states: count.describe('distinct states found'),
  transitions: count.describe('pairs of a state and a step out of it'),
  depth: count.describe('steps to the farthest state, or of the counterexample'),
}

export const seconds = z.number().min(0)

const partState = z.strictObject({ part: z.string(), state: z.string() })

const change = z.strictObject({
  object: z.string(),
  from: z.string(),
  to: z.string(),
  quiet: z.literal(true).exactOptional().describe('printed races leave the change out'),
})

export const step = z
  .strictObject({
    thread: z.string(),
    event: z.string(),
    function: z.string().describe("the kernel's or driver's function that the step stands for"),
    file: z.string().exactOptional().describe('where that function is'),
    note: z.string().exactOptional().describe('which branch was taken'),
    changes: z.array(change),
    moved: z.strictObject({ from: z.string(), to: z.string() }).describe('how the thread itself moved'),
  })
  .meta({ id: 'step' })

export const cycle = count

export const trace = z.strictObject({
  threads: z.array(z.string()),
  initial: z.array(partState),
  steps: z.array(step),
  cycle: cycle
    .exactOptional()
    .describe('only for a run without an end: the steps before those that it repeats for ever'),
  final: z.array(partState),
})

const waiting = z.strictObject({
  thread: z.string(),
  state: z.string(),
  events: z.array(z.strictObject({ event: z.string(), guards: z.array(z.string()) })),
  holds: z.array(z.string()).exactOptional().describe('the locks that it holds'),
  waitsFor: z
    .array(z.strictObject({ lock: z.string(), heldBy: z.array(z.string()) }))
    .exactOptional()
    .describe('the locks that it looks at, and who holds them'),
})

const fairness = z.array(z.string())

export const assumed = z
  .array(z.strictObject({ property: z.string(), fairness }))
  .describe('what was assumed of the scheduler, for each property that is about whole runs')

export const violation = z
  .strictObject({
    kind: z.enum(['invariant', 'step', 'illegal-event', 'deadlock', 'witness', 'liveness', 'impossible']),
    property: z.string(),
    clause: z.string().describe('what broke'),
    statement: z.string().exactOptional().describe('the promise in one sentence'),
    source: z.string().exactOptional().describe('who made the promise'),
    waiting: z.array(waiting).exactOptional().describe('what each thread waits for that can take no step any more'),
    fairness: fairness.exactOptional().describe('only for liveness: what was assumed of the scheduler'),
    excludedBy: z
      .array(
        z.strictObject({
          fairness: z.string(),
          suffices: z.boolean().describe('whether every other run that breaks the property is ruled out, too'),
        }),
      )
      .exactOptional()
      .describe('only for liveness: what was not assumed, and would rule this run out'),
  })
  .meta({ id: 'violation' })

export const witness = z.strictObject({ name: z.string(), reached: z.boolean() })

export const transitionCoverage = z.strictObject({
  part: z.string(),
  machine: z.string().describe('the id of its machine'),
  transition: z.string().describe('its name within the machine, the same whoever runs it'),
  state: z.string().describe('the path of the state that the transition belongs to; empty for the root'),
  event: z.string(),
  guard: z.string().exactOptional(),
  description: z.string().exactOptional(),
  fired: count.describe('how often'),
})
