/**
 * Ctrl-C and SIGTERM end a search, not the process: what was learned so far is still reported. A second one ends the
 * process at once.
 */
const signals = ['SIGINT', 'SIGTERM'] as const

export async function interruptible<Answer>(run: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
  const controller = new AbortController()
  const stopListening = () => {
    for (const signal of signals) process.off(signal, abort)
  }
  const abort = () => {
    controller.abort()
    stopListening()
  }
  for (const signal of signals) process.on(signal, abort)
  try {
    return await run(controller.signal)
  } finally {
    stopListening()
  }
}
