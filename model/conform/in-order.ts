/**
 * The lines of a log in the order of their numbers. The kernel draws a number under the lock of the step and prints the
 * line later, so that lines of several processors arrive out of order, but never far.
 */
import { ModelError } from '../../checker/index.ts'
import { missingIn } from './format.ts'
import { type Line, parseLine } from './line.ts'

/** A line that is still missing after so many later ones will not come any more. */
const FARTHEST = 20_000

/** What makes a text no log, or not all of one; the message says where. */
const unusable = (name: string, what: string): ModelError => new ModelError(`${name}: ${what}`)

/** @throws ModelError where a line is no line of a log, two lines have one number, or numbers are missing in between. */
export async function* inOrder(texts: AsyncIterable<string>, name: string): AsyncGenerator<Line> {
  const waiting = new Map<number, Line>()
  let next: number | undefined
  let place = 0
  let lines = 0
  let entries: number | undefined
  // the first lines printed need not have the lowest numbers
  let first: Line[] | undefined = []
  const start = (lines: readonly Line[]): void => {
    next = Math.min(...lines.map(({ n }) => n))
    for (const line of lines) keep(line)
    first = undefined
  }
  const keep = (line: Line): void => {
    if (waiting.has(line.n) || line.n < (next as number))
      throw unusable(name, `two lines have the number n=${line.n}; every line of one log has its own`)
    waiting.set(line.n, line)
  }
  function* ready(): Generator<Line> {
    for (let line = waiting.get(next as number); line !== undefined; line = waiting.get(next as number)) {
      waiting.delete(line.n)
      next = line.n + 1
      yield line
    }
  }
  for await (const text of texts) {
    place++
    const line = parseLine(text)
    if (line === 'nothing') {
      entries ??= entriesOf(text)
      continue
    }
    if (line === 'foreign')
      throw unusable(
        name,
        `line ${place} is no line of a log: "${text
          .trim()
          .slice(0, 60)
          .replace(
            /[^\x20-\x7e]/g,
            '?',
          )}"; allowed: "task-pid [cpu] flags seconds: function: n=NUMBER ev=EVENT key=value ..."`,
      )
    const cut = missingIn(line)
    if (cut !== undefined) throw unusable(name, `line ${place} (n=${line.n}) is cut off: ${cut}`)
    lines++
    if (first !== undefined) {
      first.push(line)
      if (first.length < 1000) continue
      start(first)
    } else keep(line)
    yield* ready()
    if (waiting.size > FARTHEST) throw missing(name, next as number, waiting)
  }
  if (first !== undefined && first.length > 0) start(first)
  if (next === undefined) throw unusable(name, 'it has no line of a log; see "hmmcheck record" for how to make one')
  yield* ready()
  if (waiting.size > 0) throw missing(name, next, waiting)
  if (entries !== undefined && entries !== lines)
    throw unusable(name, `it has ${lines} lines, and its head says ${entries}; a log must be whole`)
}

/** `# entries-in-buffer/entries-written: 331/331`: what ftrace writes at the head. */
function entriesOf(text: string): number | undefined {
  const [, kept, written] = /entries-in-buffer\/entries-written: (\d+)\/(\d+)/.exec(text) ?? []
  return kept === undefined ? undefined : Math.max(Number(kept), Number(written))
}

const missing = (name: string, next: number, waiting: ReadonlyMap<number, Line>): ModelError =>
  unusable(
    name,
    `the line n=${next} is missing, n=${Math.min(...waiting.keys())} is there; a log must be whole from its first number to its last`,
  )
