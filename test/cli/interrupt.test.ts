import { expect, test } from 'vitest'
import { interruptible } from '../../cli/interrupt.ts'
import { interrupted } from './run.ts'

test('a signal aborts the run, and nobody listens any more afterwards', async () => {
  const listeners = process.listenerCount('SIGTERM')
  const aborted = await interruptible(async (signal) => {
    expect(process.listenerCount('SIGTERM')).toBe(listeners + 1)
    process.kill(process.pid, 'SIGTERM')
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    // A second signal would end the process: the way out of a search that does not listen.
    expect(process.listenerCount('SIGTERM')).toBe(listeners)
    return signal.aborted
  })
  expect(aborted).toBe(true)
})

test('a run that ends by itself leaves no listener behind', async () => {
  const listeners = process.listenerCount('SIGINT')
  await expect(interruptible(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(process.listenerCount('SIGINT')).toBe(listeners)
})

test.each(['SIGINT', 'SIGTERM'] as const)(
  'after %s the verdict table shows what it has, and ends with 3',
  async (signal) => {
    const { code, out, err } = await interrupted(signal, 2500, '--forever', '--workers', '1')
    expect(out).toMatch(/^ {3}scenario /m)
    expect(out).toMatch(/\nInterrupted: \d+ of \d+ rows are shown\.\n$/)
    expect(err).toBe('')
    expect(code).toBe(3)
  },
)
