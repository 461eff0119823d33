/**
 * A counterexample in a file: what was checked, what broke, and the trace.
 *
 * `setup` says how to build the network again; only the one who wrote it knows how to read it.
 */
import { z } from 'zod'
import { ModelError, type Trace, type Violation } from '../checker/index.ts'

const FORMAT = 'hmmcheck-trace'
const VERSION = 1

const partState = z.strictObject({ part: z.string(), state: z.string() })

const traceSchema = z.strictObject({
  threads: z.array(z.string()),
  initial: z.array(partState),
  steps: z.array(
    z.strictObject({
      thread: z.string(),
      event: z.string(),
      function: z.string(),
      file: z.string().exactOptional(),
      note: z.string().exactOptional(),
      changes: z.array(
        z.strictObject({
          object: z.string(),
          from: z.string(),
          to: z.string(),
          quiet: z.literal(true).exactOptional(),
        }),
      ),
      moved: z.strictObject({ from: z.string(), to: z.string() }),
    }),
  ),
  final: z.array(partState),
})

const violationSchema = z.strictObject({
  kind: z.enum(['invariant', 'step', 'illegal-event', 'deadlock', 'witness']),
  property: z.string(),
  clause: z.string(),
  statement: z.string().exactOptional(),
  source: z.string().exactOptional(),
  waiting: z
    .array(
      z.strictObject({
        thread: z.string(),
        state: z.string(),
        events: z.array(z.strictObject({ event: z.string(), guards: z.array(z.string()) })),
      }),
    )
    .exactOptional(),
})

const fileSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  setup: z.record(z.string(), z.json()),
  found: z.strictObject({ states: z.number(), transitions: z.number(), depth: z.number() }),
  violation: violationSchema,
  trace: traceSchema,
})

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

export interface TraceFile {
  readonly setup: { readonly [key: string]: Json }
  /** How far the search had come when it found the trace. */
  readonly found: { readonly states: number; readonly transitions: number; readonly depth: number }
  readonly violation: Violation
  readonly trace: Trace
}

/** The file's text; the same data always gives the same text, whatever the order of its fields. */
export function formatTraceFile({ setup, found, violation, trace }: TraceFile): string {
  const { kind, property, clause, statement, source, waiting } = violation
  const { threads, initial, final } = trace
  const steps = trace.steps.map((step) => {
    const { thread, event, function: name, file, note, changes, moved } = step
    return { thread, event, function: name, file, note, changes, moved }
  })
  const document = {
    format: FORMAT,
    version: VERSION,
    setup,
    found,
    violation: { kind, property, clause, statement, source, waiting },
    trace: { threads, initial, steps, final },
  }
  return `${JSON.stringify(document, undefined, 2)}\n`
}

/** @throws ModelError naming the file, the place in it, and what is allowed there. */
export function parseTraceFile(text: string, fileName: string): TraceFile {
  const data = parseJson(text, fileName)
  if (!isRecord(data) || data.format !== FORMAT)
    throw new ModelError(`${fileName}: not a trace saved by hmmcheck (its "format" is not "${FORMAT}")`)
  if (data.version !== VERSION)
    throw new ModelError(
      `${fileName}: has version ${JSON.stringify(data.version)} of the trace format; this hmmcheck reads version ${VERSION}`,
    )
  const parsed = fileSchema.safeParse(data)
  if (parsed.success) {
    const { setup, found, violation, trace } = parsed.data
    return { setup, found, violation, trace }
  }
  const [issue] = parsed.error.issues
  throw new ModelError(`${fileName}: ${issue === undefined ? 'damaged' : describeIssue(issue, data)}`)
}

function parseJson(text: string, fileName: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message.replaceAll(/\s+/g, ' ') : String(error)
    throw new ModelError(`${fileName}: not JSON, or damaged (${reason})`, { cause: error })
  }
}

const isRecord = (data: unknown): data is Record<string, unknown> =>
  typeof data === 'object' && data !== null && !Array.isArray(data)

function describeIssue(issue: z.core.$ZodIssue, data: unknown): string {
  const where = issue.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')
  const place = where.replace(/^\./, '')
  switch (issue.code) {
    case 'invalid_type':
      return `${place} must be ${article(issue.expected)}, and is ${actual(issue.path, data)}`
    case 'invalid_value':
      return `${place} must be one of ${issue.values.map(String).join(', ')}, and is ${actual(issue.path, data)}`
    case 'unrecognized_keys':
      return `${place === '' ? 'the file' : place} has the unknown field "${issue.keys.join('", "')}"`
    default:
      return `${place}: ${issue.message}`
  }
}

const article = (type: string): string =>
  type === 'array' ? 'a list' : type === 'object' || type === 'record' ? 'an object' : `a ${type}`

function actual(path: readonly PropertyKey[], data: unknown): string {
  let value: unknown = data
  for (const key of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  if (value === undefined) return 'missing'
  const text = JSON.stringify(value)
  return text.length <= 40 ? text : `${text.slice(0, 40)}...`
}
