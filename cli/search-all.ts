/** Runs searches for a command: with a progress line, and so that an interrupt ends them and keeps what is known by then. */
import type { CheckAllOptions } from './checks/check-all.ts'
import { interruptible } from './interrupt.ts'
import { formatProgressOfAll, progressLine } from './progress.ts'

export async function searchAll<Answer>(
  workers: number | undefined,
  run: (options: CheckAllOptions) => Promise<Answer>,
): Promise<{ readonly answer: Answer; readonly isInterrupted: boolean }> {
  const progress = progressLine()
  const onProgress: CheckAllOptions['onProgress'] = (now) => progress.show(formatProgressOfAll(now))
  return interruptible(async (signal) => {
    const answer = await run({ signal, onProgress, ...(workers === undefined ? {} : { workers }) })
    return { answer, isInterrupted: signal.aborted }
  }).finally(() => progress.clear())
}
