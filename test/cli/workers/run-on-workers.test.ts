import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { ModelError } from '../../../checker/index.ts'
import { runOnWorkers, type Work } from '../../../cli/workers/run-on-workers.ts'
import { file } from '../run.ts'

const dist = new URL('../../../dist/', import.meta.url)
let written = 0

/** A worker thread that runs `body`, in which `task` is a word, for each task. */
function worker(body: string): URL {
  const text = `
    import { ModelError } from '${new URL('checker/index.js', dist)}'
    import { serve } from '${new URL('cli/workers/serve.js', dist)}'
    import { setTimeout as sleep } from 'node:timers/promises'
    serve(async (task, { signal, tell }) => { ${body} })
  `
  return pathToFileURL(file(`worker-${written++}.mjs`, text))
}

const shout = worker('return task.toUpperCase()')

/** Hands out `tasks` in their order; what comes back is in the order in which it came. */
async function run(given: URL, tasks: readonly string[], options: Partial<Work<string, string, string>> = {}) {
  const waiting = [...tasks]
  const answers: string[] = []
  const news: string[] = []
  await runOnWorkers<string, string, string>({
    file: given,
    workers: 2,
    next: () => waiting.shift(),
    done: (task, answer) => answers.push(`${task}: ${answer}`),
    news: (task, what) => news.push(`${task}: ${what}`),
    nameOf: (task) => `task ${task}`,
    signal: undefined,
    ...options,
  })
  return { answers, news, waiting }
}

describe('worker threads', () => {
  test.each([1, 2, 5])('%d of them answer every task once', async (workers) => {
    const { answers } = await run(shout, ['a', 'b', 'c'], { workers })
    expect(answers.sort()).toEqual(['a: A', 'b: B', 'c: C'])
  })

  test('of which there is one answer in order', async () => {
    expect((await run(shout, ['a', 'b', 'c'], { workers: 1 })).answers).toEqual(['a: A', 'b: B', 'c: C'])
  })

  test('without a task do nothing', async () => {
    expect((await run(shout, [])).answers).toEqual([])
  })

  test('tell how far they are', async () => {
    const { news } = await run(worker("tell('half done'); return 'done'"), ['a'])
    expect(news).toEqual(['a: half done'])
  })

  test('really run at the same time', async () => {
    // each waits for the other
    const meet = worker(`
      const { BroadcastChannel } = await import('node:worker_threads')
      const channel = new BroadcastChannel('meet')
      const other = new Promise((resolve) => { channel.onmessage = resolve })
      const call = setInterval(() => channel.postMessage(task), 5)
      await other
      await sleep(20)
      clearInterval(call)
      channel.close()
      return 'met'
    `)
    expect((await run(meet, ['a', 'b'])).answers.sort()).toEqual(['a: met', 'b: met'])
  })

  test('wait for a task that only an answer makes possible', async () => {
    const waiting = ['a', 'b']
    let answered = 0
    const next = () => (waiting.length === 2 || answered > 0 ? waiting.shift() : undefined)
    await run(shout, [], { next, done: () => answered++ })
    expect(answered).toBe(2)
  })
})

describe('the run ends with an error', () => {
  test('if a task fails, with its name', async () => {
    const fails = worker("if (task === 'b') throw new Error('no ink'); return ''")
    await expect(run(fails, ['a', 'b', 'c'])).rejects.toThrow('task b: no ink')
  })

  test('that says where a task failed', async () => {
    const error = await run(worker("throw new Error('no ink')"), ['a']).catch((error: unknown) => error as Error)
    expect((error as Error).stack).toMatch(/worker-\d+\.mjs/)
  })

  test('which is one of the model if the model is at fault', async () => {
    const fails = run(worker("throw new ModelError('a guard throws')"), ['a'])
    await expect(fails).rejects.toBeInstanceOf(ModelError)
    await expect(fails).rejects.toThrow('task a: a guard throws')
  })

  test.each([0, 7])('if a worker exits, even with code %d', async (code) => {
    await expect(run(worker(`process.exit(${code})`), ['a', 'b'])).rejects.toThrow(
      new RegExp(`^a worker thread that worked on task [ab] ended: exit code ${code}$`),
    )
  })

  test('if something throws in a worker beside its task', async () => {
    const fails = worker("setTimeout(() => { throw new Error('out of the blue') }); await sleep(60_000)")
    await expect(run(fails, ['a'])).rejects.toThrow('a worker thread that worked on task a ended: out of the blue')
  })

  test('if an answer cannot be handed over', async () => {
    await expect(run(worker('return () => 1'), ['a'])).rejects.toThrow(/^task a: .*could not be cloned/)
  })

  test('if what is done with an answer fails', async () => {
    const done = () => {
      throw new Error('no place for it')
    }
    await expect(run(shout, ['a'], { done })).rejects.toThrow('no place for it')
  })

  test('if there is no such worker', async () => {
    await expect(run(new URL('file:///no/such/worker.js'), ['a'])).rejects.toThrow(
      /worked on task a ended: Cannot find/,
    )
  })
})

describe('an aborted run', () => {
  const patient = worker("while (!signal.aborted) await sleep(5); return 'stopped'")

  test('starts no task more, and waits for what the running ones have', async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 300)
    const { answers, waiting } = await run(patient, ['a', 'b', 'c'], { signal: controller.signal })
    expect(answers.sort()).toEqual(['a: stopped', 'b: stopped'])
    expect(waiting).toEqual(['c'])
  })

  test('that was aborted before starts nothing', async () => {
    const { answers, waiting } = await run(patient, ['a', 'b'], { signal: AbortSignal.abort() })
    expect([answers, waiting]).toEqual([[], ['a', 'b']])
  })
})
