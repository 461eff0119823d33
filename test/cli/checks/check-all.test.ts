import { describe, expect, test } from 'vitest'
import { ModelError } from '../../../checker/index.ts'
import { checkAll, type ProgressOfAll } from '../../../cli/checks/check-all.ts'
import { runTask } from '../../../cli/checks/run-task.ts'
import { type Answer, nameOf, type Task, taskOfRow } from '../../../cli/checks/task.ts'
import { formatTraceFile, parseTraceFile } from '../../../cli/trace-file.ts'
import { matrix } from '../../../model/index.ts'
import { file, hmmcheck } from '../run.ts'

const ownFault: Task = { scenario: 'own-fault', kernel: '6.12', mode: 'once' }
const skips: Task = { ...ownFault, drivers: { A: 'test_hmm' } }
const untold = { signal: new AbortController().signal, tell: () => {} }

/** What does not depend on the machine. */
const essence = ({ seconds, bytesPerState, sameAs, ...rest }: Answer) => rest

describe('checkAll answers', () => {
  test('every task, in the order of the tasks', async () => {
    const answers = await checkAll([skips, { ...ownFault, scenario: 'pinned' }, ownFault])
    expect(answers.map(({ verdict, violated }) => [verdict, violated?.property])).toEqual([
      ['violated', 'source-stable-during-copy'],
      ['holds', undefined],
      ['holds', undefined],
    ])
  })

  test('nothing if nothing is asked', async () => {
    expect(await checkAll([])).toEqual([])
  })

  test('what was asked for: some properties, the coverage, a limit', async () => {
    const [one, covered, limited, small] = await checkAll([
      { ...skips, properties: ['zero-page-immutable', 'no-deadlock'] },
      { ...ownFault, coverage: true },
      { ...ownFault, maxStates: 10 },
      { ...ownFault, maxMemory: 1000 },
    ])
    expect(one?.verdict).toBe('holds')
    expect(one?.coverage).toBeUndefined()
    expect(covered?.coverage?.some(({ fired }) => fired > 0)).toBe(true)
    expect(limited).toMatchObject({ verdict: 'incomplete', reason: 'the limit of 10 states was hit' })
    expect(small).toMatchObject({ verdict: 'incomplete', reason: 'the limit of 1000 bytes of memory was hit' })
  })

  test('with the counterexample that check --save writes', async () => {
    const [answer] = await checkAll([skips])
    const saved = file('saved.json')
    hmmcheck('check', 'own-fault', '--kernel', '6.12', '--driver', 'A=test_hmm', '--save', saved)
    const text = hmmcheck('trace', saved, '--json').out
    expect(answer?.trace).toEqual(parseTraceFile(text, saved))
    expect(formatTraceFile(answer?.trace as NonNullable<Answer['trace']>)).toBe(text)
  })

  test('the same, however many workers there are', async () => {
    const tasks = matrix('once')
      .filter(({ scenario }) => scenario === 'own-fault')
      .map((row) => taskOfRow(row, 'once'))
    const [alone, together] = [await checkAll(tasks, { workers: 1 }), await checkAll(tasks, { workers: 3 })]
    const known = (answers: readonly Answer[]) =>
      answers.map((answer) => ({ ...essence(answer), sameAs: answer.sameAs }))
    expect(known(together)).toEqual(known(alone))
  })
})

describe('one search', () => {
  test('answers for kernels that do not differ in what it looked at', async () => {
    const kernels = ['5.8', '5.9', '5.10', '6.6', '6.12']
    const answers = await checkAll(kernels.map((kernel) => ({ ...ownFault, kernel })))
    expect(answers.map(({ sameAs }) => sameAs)).toEqual([undefined, undefined, 1, undefined, 3])
  })

  test.each([
    ['own-fault', 'once'],
    ['pinned', 'forever'],
  ] as const)('of %s (%s) never answers what a search of its own would not', async (scenario, mode) => {
    const tasks = matrix(mode)
      .filter((row) => row.scenario === scenario)
      .map((row) => taskOfRow(row, mode as Task['mode']))
    const answers = await checkAll(tasks)
    const shared = answers.flatMap((answer, i) =>
      answer.sameAs === undefined ? [] : [{ answer, task: tasks[i] as Task }],
    )
    expect(shared.length).toBeGreaterThan(5)
    for (const { answer, task } of shared)
      expect(essence(answer), nameOf(task)).toEqual(essence((await runTask(task, untold)).answer))
  })

  test('answers with a counterexample whose file names the kernel that was asked for', async () => {
    const tasks: Task[] = ['6.6', '6.12'].map((kernel) => ({ ...skips, kernel }))
    const [, shared] = await checkAll(tasks)
    expect(shared).toMatchObject({ sameAs: 0, trace: { setup: { kernel: '6.12' } } })
  })
})

describe('checkAll refuses', () => {
  test.each([
    [{ ...ownFault, scenario: 'own-falt' }, 'no scenario "own-falt"'],
    [{ ...ownFault, kernel: '2.4' }, 'no kernel "2.4"'],
    [{ ...ownFault, drivers: { A: 'contrct' } }, 'no driver "contrct"'],
    [{ ...ownFault, set: { x: '1' } }, 'no switch "x"'],
    [{ ...ownFault, properties: ['no-stale'] }, 'own-fault, 6.12, no-stale: unknown property "no-stale"'],
    [{ ...skips, kernel: '5.4' }, 'own-fault, 5.4, test_hmm: driver "test_hmm" does not run on kernel 5.4'],
  ])('%o', async (task, message) => {
    const refusal = checkAll([ownFault, task])
    await expect(refusal).rejects.toThrow(message)
    await expect(refusal).rejects.toBeInstanceOf(ModelError)
  })
})

describe('an interrupted checkAll', () => {
  const long: Task = { scenario: 'fault-race', kernel: '6.12', mode: 'forever' }

  test('has an answer for every task, and none of them holds', async () => {
    const controller = new AbortController()
    const onProgress = () => controller.abort()
    const tasks = ['contract', 'test_hmm', 'contract+seq'].map((driver) => ({ ...long, drivers: { A: driver } }))
    const answers = await checkAll(tasks, { workers: 1, signal: controller.signal, onProgress })
    expect(answers.map(({ verdict, reason }) => [verdict, reason])).toEqual([
      ['incomplete', 'interrupted'],
      ['incomplete', 'interrupted before it started'],
      ['incomplete', 'interrupted before it started'],
    ])
    expect(answers.map(({ states }) => states > 0)).toEqual([true, false, false])
  })
})

test('progress tells what is done and what runs', async () => {
  const seen: ProgressOfAll[] = []
  await checkAll([ownFault, skips], { workers: 1, onProgress: (progress) => seen.push(progress) })
  expect(seen[0]).toEqual({ answered: 0, tasks: 2, running: [{ name: 'own-fault, 6.12', progress: undefined }] })
  expect(seen.at(-1)).toMatchObject({ answered: 1, running: [{ name: 'own-fault, 6.12, test_hmm' }] })
})

test('a mutated model shares no search with the model as it is', async () => {
  const mutated = { ...ownFault, mutation: 'unmap-without-lock' }
  const answers = await checkAll([ownFault, mutated, ownFault, mutated])
  expect(answers.map(({ sameAs }) => sameAs)).toEqual([undefined, undefined, 0, 1])
  expect(answers.map(({ violated }) => violated?.property)).toEqual([
    undefined,
    'migration-entry-implies-locked',
    undefined,
    'migration-entry-implies-locked',
  ])
})

test('a check is named by what sets it apart', () => {
  const drivers = { A: 'contract', B: 'test_hmm' }
  const set = { holeNotify: 'none' }
  expect(nameOf(skips)).toBe('own-fault, 6.12, test_hmm')
  expect(nameOf({ ...ownFault, mode: 'forever', drivers, set, properties: ['no-deadlock'] })).toBe(
    'own-fault, 6.12 with holeNotify=none, A=contract, B=test_hmm, forever, no-deadlock',
  )
  expect(nameOf({ ...skips, mutation: 'no-pin-test' })).toBe('own-fault, 6.12, test_hmm, no-pin-test')
})
