/**
 * A counterexample in a file: what was checked, what broke, and the trace.
 *
 * `setup` says how to build the network again; only the one who wrote it knows how to read it.
 */
import { z } from 'zod'
import { ModelError } from '../checker/index.ts'
import type { DocumentOf } from './schemas/document.ts'
import { searched, trace, violation } from './schemas/result.ts'

const FORMAT = 'hmmcheck-trace'
const VERSION = 1

/** What `trace --json` prints, and `check --save` writes. */
export const traceFileSchema = z
  .strictObject({
    format: z.literal(FORMAT),
    version: z.literal(VERSION),
    setup: z.record(z.string(), z.json().meta({ id: 'json' })).describe('how the network is built again'),
    found: z.strictObject(searched).describe('how far the search had come when it found the trace'),
    violation,
    trace,
  })
  .meta({ description: 'A counterexample: what was checked, what broke, and the trace.' })

export type TraceFile = Omit<DocumentOf<typeof traceFileSchema>, 'format' | 'version'>

/** The file's text; the same data always gives the same text, for parsing puts the fields into the schema's order. */
export function formatTraceFile(file: TraceFile): string {
  const document = traceFileSchema.parse({ format: FORMAT, version: VERSION, ...file })
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
  const parsed = traceFileSchema.safeParse(data)
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
