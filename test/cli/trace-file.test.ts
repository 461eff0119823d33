import { describe, expect, test } from 'vitest'
import { formatTraceFile, parseTraceFile, type TraceFile } from '../../cli/trace-file.ts'
import { broken, handMade } from '../checker/trace/hand-made.ts'

const saved: TraceFile = {
  setup: { scenario: 'boxes', switches: { color: 'red' }, sizes: [1, 2], strict: true, note: null },
  found: { states: 12, transitions: 34, depth: 3 },
  violation: {
    ...broken,
    kind: 'deadlock',
    waiting: [{ thread: 'worker number 1', state: 'idle', events: [{ event: 'go', guards: ['isOpen'] }] }],
  },
  trace: handMade(2),
}

/** The saved file with one field changed; `undefined` removes it. */
function changed(path: readonly string[], value: unknown): string {
  const data: unknown = JSON.parse(formatTraceFile(saved))
  let at = data as Record<string, unknown>
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>
  at[path.at(-1) ?? ''] = value
  return JSON.stringify(data)
}

describe('a saved trace', () => {
  test('reads back as what was written', () => {
    expect(parseTraceFile(formatTraceFile(saved), 'boxes.json')).toEqual(saved)
  })

  test('has the same text whatever the order of its fields', () => {
    const { found, ...rest } = saved
    const { kind, ...violation } = saved.violation
    expect(formatTraceFile({ ...rest, violation: { ...violation, kind }, found })).toBe(formatTraceFile(saved))
  })

  test('has the same text every time', () => {
    expect(formatTraceFile(parseTraceFile(formatTraceFile(saved), 'boxes.json'))).toBe(formatTraceFile(saved))
  })

  test.each([
    ['damaged JSON', '{"format": "hmm', /^boxes\.json: not JSON, or damaged \(.+\)$/],
    ['another JSON file', '[1, 2]', 'boxes.json: not a trace saved by hmmcheck (its "format" is not "hmmcheck-trace")'],
    [
      'a file of a later version',
      changed(['version'], 2),
      'boxes.json: has version 2 of the trace format; this hmmcheck reads version 1',
    ],
    ['a missing part', changed(['trace'], undefined), 'boxes.json: trace must be an object, and is missing'],
    [
      'a missing field',
      changed(['trace', 'steps', '1', 'thread'], undefined),
      'boxes.json: trace.steps[1].thread must be a string, and is missing',
    ],
    [
      'a field of another type',
      changed(['trace', 'steps', '0', 'changes'], 'none'),
      'boxes.json: trace.steps[0].changes must be a list, and is "none"',
    ],
    [
      'a word that is not allowed',
      changed(['violation', 'kind'], 'crash'),
      'boxes.json: violation.kind must be one of invariant, step, illegal-event, deadlock, witness, liveness, impossible, and is "crash"',
    ],
    [
      'an unknown field',
      changed(['trace', 'steps', '0', 'colour'], 'red'),
      'boxes.json: trace.steps[0] has the unknown field "colour"',
    ],
  ])('%s is refused with one line that says what is allowed', (_, text, message) => {
    expect(() => parseTraceFile(text, 'boxes.json')).toThrow(message)
    expect(() => parseTraceFile(text, 'boxes.json')).toThrow(/^[^\n]+$/)
  })
})
