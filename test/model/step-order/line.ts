/** A line of a kernel log: who printed it, which event it is, and what it says. */
export interface Line {
  /** Drawn from one counter of the kernel at the event itself; the order of the lines. */
  readonly n: number
  /** The task, as `name-pid`. */
  readonly task: string
  readonly event: string
  /** `key=value` pairs. */
  readonly fields: Readonly<Record<string, string>>
  /** Words without a value, such as `R`, `w` or `remote`. */
  readonly words: readonly string[]
}

const shape = /^\s*(\S+)\s+\[\d+\].*? n=(\d+) ev=(\w+) ?(.*)$/

/** @throws if a line is neither a comment nor of the log's form. */
export function parseLog(text: string): Line[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, task, n, event, rest] = shape.exec(line) ?? []
      if (task === undefined || n === undefined || event === undefined || rest === undefined)
        throw new Error(`not a line of a log: ${line}`)
      const parts = rest.split(' ').filter((part) => part !== '')
      const pairs = parts.filter((part) => part.includes('=')).map((part) => part.split('=', 2) as [string, string])
      return {
        n: Number(n),
        task,
        event,
        fields: Object.fromEntries(pairs),
        words: parts.filter((part) => !part.includes('=')),
      }
    })
}
