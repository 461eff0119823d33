/** A line of a kernel log: who printed it, which event it is, and what it says. */

export interface Line {
  /** Drawn from one counter of the kernel at the event itself; the order of the lines. */
  readonly n: number
  /** The task, as `name-pid`. */
  readonly task: string
  /** The kernel function that printed it. */
  readonly function: string
  readonly event: string
  /** `key=value` pairs. */
  readonly fields: Readonly<Record<string, string>>
  /** Words without a value, such as `R`, `w` or `remote`. */
  readonly words: readonly string[]
  /** As it was read, without the leading blanks. */
  readonly text: string
}

const shape = /^\s*(\S+-\d+)\s+\[\d+\]\s+\S+\s+[\d.]+:\s+(\S+): n=(\d+) ev=(\w+)(?: (.*))?$/

/** What a line of text is: a line of a log, nothing (a comment, a blank), or something else. */
export function parseLine(text: string): Line | 'nothing' | 'foreign' {
  const trimmed = text.trim()
  if (trimmed === '' || trimmed.startsWith('#')) return 'nothing'
  const [, task, name, n, event, rest = ''] = shape.exec(text.trimEnd()) ?? []
  if (task === undefined || name === undefined || n === undefined || event === undefined) return 'foreign'
  const fields: Record<string, string> = {}
  const words: string[] = []
  for (const part of rest.split(' ')) {
    const sign = part.indexOf('=')
    if (sign > 0) fields[part.slice(0, sign)] = part.slice(sign + 1)
    else if (part !== '') words.push(part)
  }
  return { n: Number(n), task, function: name, event, fields, words, text: trimmed }
}

/** What a field says in hexadecimal. */
export const number = (hex: string | undefined): number => Number.parseInt(hex ?? '0', 16)

/** How many lines others may print between a step and its own line. */
export const LATE = 30
