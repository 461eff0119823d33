/** The lines that are still to come, as far as they have been read: what a line means may show only in one after it. */
import type { Journal } from './journal.ts'
import { LATE, type Line } from './line.ts'
import { type PteText, parsePte } from './pte-text.ts'

/** How far ahead of the line that is explained the log is read. */
const AHEAD = 4000

export class Ahead {
  readonly #tasks = new Map<string, Line[]>()
  readonly #ptes = new Map<string, Line[]>()
  /** Of huge pages, of whose PTEs nothing is told when they come about. */
  #huge: Line[] = []

  async *through(lines: AsyncIterable<Line>): AsyncGenerator<Line> {
    const waiting: Line[] = []
    let next = 0
    for await (const line of lines) {
      waiting.push(line)
      this.#add(line)
      if (waiting.length - next < AHEAD) continue
      yield this.#take(waiting[next++] as Line)
      if (next > AHEAD) waiting.splice(0, next)
      if (next > AHEAD) next = 0
    }
    for (; next < waiting.length; next++) yield this.#take(waiting[next] as Line)
  }

  of(task: string): readonly Line[] {
    return this.#tasks.get(task) ?? []
  }

  firstOf(journal: Journal, mm: string, va: number): PteText | undefined {
    const { line } = journal
    const now = tellsPte(line) && place(line) === `${mm} ${va}` ? [line] : []
    for (const { n, event, fields } of [...now, ...(this.#ptes.get(`${mm} ${va}`) ?? [])]) {
      if (this.#huge.some((line) => line.n < n && isAround(line, mm, va))) return undefined
      const text = parsePte(journal.kernel, event === 'pte' ? fields.old : fields.saw)
      if (text !== undefined) return fields.why === 'cow' ? { ...text, shared: true } : text
      return undefined
    }
    return undefined
  }

  /** What a PTE is set to by a line that may have been drawn late. */
  soon(journal: Journal, mm: string, va: number): PteText | undefined {
    const next = this.#ptes.get(`${mm} ${va}`)?.find(({ event }) => event === 'pte')
    if (next === undefined || next.n > journal.line.n + LATE) return undefined
    const text = parsePte(journal.kernel, next.fields.new)
    return text?.kind === 'device' && !journal.kernel.devicePages.has(text.frame?.slice(1) ?? '') ? undefined : text
  }

  #add(line: Line): void {
    push(this.#tasks, line.task, line)
    if (line.event.startsWith('thp_')) this.#huge.push(line)
    if (tellsPte(line)) push(this.#ptes, place(line), line)
  }

  #take(line: Line): Line {
    shift(this.#tasks, line.task)
    if (line === this.#huge[0]) this.#huge = this.#huge.slice(1)
    if (tellsPte(line)) shift(this.#ptes, place(line))
    return line
  }
}

/** x86-64 */
const hugeSize = 0x200000

const isAround = ({ fields }: Line, mm: string, va: number): boolean =>
  (fields.mm ?? mm) === mm &&
  Math.floor(va / hugeSize) === Math.floor(Number.parseInt(fields.va ?? va.toString(16), 16) / hugeSize)

const tellsPte = ({ event, fields }: Line): boolean =>
  fields.va !== undefined && (event === 'pte' || (fields.saw !== undefined && event !== 'hmm_pte'))
const place = ({ fields }: Line): string => `${fields.mm} ${Number.parseInt(fields.va ?? '', 16)}`

function push(map: Map<string, Line[]>, key: string, line: Line): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [line])
  else list.push(line)
}

function shift(map: Map<string, Line[]>, key: string): void {
  const list = map.get(key)
  list?.shift()
  if (list?.length === 0) map.delete(key)
}
