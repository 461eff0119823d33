/** One line of progress on standard error: replaced once a second on a terminal, added every ten seconds otherwise. */
import type { WriteStream } from 'node:tty'
import type { Progress } from '../checker/index.ts'
import type { ProgressOfAll } from './checks/check-all.ts'
import { showCount, showExpected, showRate } from './numbers.ts'

interface ProgressLine {
  /** Shows `text` if it is time to. */
  show(text: string): void
  /** Removes the line from a terminal; call it before printing anything else. */
  clear(): void
}

const eraseLine = '\r\u001B[K'

export function progressLine(stream: WriteStream = process.stderr): ProgressLine {
  // Reports come "about once a second"; one that is a little early must not wait for the next.
  const interval = stream.isTTY ? 900 : 9900
  let shown = stream.isTTY ? 0 : performance.now()
  let visible = false
  return {
    show(text) {
      if (performance.now() - shown < interval) return
      shown = performance.now()
      visible = stream.isTTY
      stream.write(stream.isTTY ? `${eraseLine}${text.slice(0, stream.columns - 1)}` : `${text}\n`)
    },
    clear() {
      if (visible) stream.write(eraseLine)
      visible = false
    },
  }
}

export function formatProgress({ states, seconds, queue, depth, bytesPerState, expected }: Progress): string {
  return [
    `${showCount(states)} states`,
    `${showRate(states / seconds)} a second`,
    `${showCount(queue)} to expand`,
    `depth ${depth}`,
    `${Math.round(bytesPerState)} bytes a state`,
    expected === undefined ? 'no end in sight' : `perhaps ${showExpected(expected)} in all`,
  ].join(', ')
}

/** Of many checks, the one that has run longest stands for those that run. */
export function formatProgressOfAll({ answered, tasks, running: [first] }: ProgressOfAll): string {
  const doing = first === undefined ? '' : ` ${first.name}`
  const searched = first?.progress === undefined ? '' : `: ${formatProgress(first.progress)}`
  return `[${answered}/${tasks}]${doing}${searched}`
}
