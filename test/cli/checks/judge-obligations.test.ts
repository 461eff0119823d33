/** What a table of obligations makes of the answers; the answers are made up here. */
import { expect, test } from 'vitest'
import { judgedObligations, onKernel } from '../../../cli/checks/judge-obligations.ts'
import type { Answer, Task } from '../../../cli/checks/task.ts'
import { type Mirror, type Obligation, obligations } from '../../../model/index.ts'

const mirror: Mirror = { id: 'a mirror', what: 'made up', driver: 'contract' }
const unmap: Obligation = { id: 'made up', told: 'UNMAP', what: 'made up', scenarios: ['unmap', 'exit'] }

const holds: Answer = {
  verdict: 'holds',
  states: 1,
  transitions: 1,
  depth: 1,
  seconds: 0,
  bytesPerState: 1,
  learned: 0,
  witnesses: [],
  reductions: [],
  warnings: [],
}
const violated = (depth: number): Answer => ({
  ...holds,
  verdict: 'violated',
  violated: { kind: 'invariant', property: 'a promise', clause: '' },
  depth,
})
const incomplete: Answer = { ...holds, verdict: 'incomplete', reason: 'it is late' }

/** Answers by scenario and driver; what is not said holds, and every mirror has something to lose. */
async function judge(answers: Readonly<Record<string, Answer>>) {
  const asked: string[] = []
  const ask = async (tasks: readonly Task[]) =>
    tasks.map(({ scenario, drivers, situation, unwitnessed }) => {
      expect(unwitnessed).toBe(true)
      const name = situation === undefined ? `${scenario} ${drivers?.A}` : told(scenario)
      asked.push(name)
      return answers[name] ?? (situation === undefined ? holds : violated(1))
    })
  const [cell] = await judgedObligations([unmap], [mirror], { ask })
  return { duty: cell?.duty, says: cell?.heard.map(({ says }) => says), because: cell?.because, asked }
}

const ignores = (scenario: string) => `${scenario} contract/ignores-UNMAP`
const bumps = (scenario: string) => `${scenario} contract/bumps-UNMAP`
const base = (scenario: string) => `${scenario} contract`
const told = (scenario: string) => `${scenario} told`

test('what breaks nothing may be ignored, if the mirror had something to lose', async () => {
  expect(await judge({})).toEqual({
    duty: 'may be ignored',
    says: ['may be ignored', 'may be ignored'],
    because: undefined,
    asked: [ignores('unmap'), ignores('exit'), told('unmap'), told('exit')],
  })
})

test('where only the sequence is missed, moving it is enough', async () => {
  const { duty, says, because, asked } = await judge({ [ignores('exit')]: violated(9) })
  expect(duty).toBe('only if the sequence still moves')
  expect(says).toEqual(['may be ignored', 'only if the sequence still moves'])
  expect(because?.task.drivers).toEqual({ A: 'contract/ignores-UNMAP' })
  expect(asked.slice(2)).toEqual([told('unmap'), base('exit'), bumps('exit')])
})

test('one scenario that breaks all the same decides, with the shortest race of those that move the sequence', async () => {
  const { duty, because } = await judge({
    [ignores('unmap')]: violated(2),
    [bumps('unmap')]: violated(8),
    [ignores('exit')]: violated(3),
    [bumps('exit')]: violated(7),
  })
  expect(duty).toBe('never')
  expect([because?.task.scenario, because?.answer.depth]).toEqual(['exit', 7])
})

test('a scenario in which something breaks anyhow says nothing', async () => {
  const { duty, says } = await judge({
    [ignores('unmap')]: violated(2),
    [bumps('unmap')]: violated(2),
    [base('unmap')]: violated(5),
  })
  expect([duty, says]).toEqual(['may be ignored', ['left out', 'may be ignored']])
})

test('if all scenarios are left out, nothing is decided', async () => {
  const broken = violated(2)
  const { duty } = await judge(
    Object.fromEntries(['unmap', 'exit'].flatMap((name) => [base(name), ignores(name)].map((key) => [key, broken]))),
  )
  expect(duty).toBe('not decided')
})

test('a scenario in which the mirror never has anything to lose says nothing', async () => {
  expect((await judge({ [told('exit')]: holds })).says).toEqual(['may be ignored', 'left out'])
  expect((await judge({ [told('exit')]: holds, [told('unmap')]: holds })).duty).toBe('not decided')
})

test('a driver that lacks what every scenario needs is not asked, and it is said why', async () => {
  const own: Obligation = { ...unmap, scenarios: ['own-fault', 'cpu-vs-gpu'] }
  const pinning: Mirror = { ...mirror, driver: 'contract/pins' }
  const [cell] = await judgedObligations([own], [pinning], {
    ask: async (tasks) => {
      expect(tasks).toEqual([])
      return []
    },
  })
  expect([cell?.duty, cell?.unfit]).toEqual(['cannot be asked', 'it has no memory to migrate to'])
})

test('a search that does not end decides nothing, unless another breaks', async () => {
  expect((await judge({ [ignores('unmap')]: incomplete })).duty).toBe('not decided')
  expect((await judge({ [told('unmap')]: incomplete })).duty).toBe('not decided')
  const other = { [ignores('exit')]: violated(3), [bumps('exit')]: violated(4) }
  expect((await judge({ [ignores('unmap')]: incomplete, ...other })).duty).toBe('never')
  const open = { [ignores('exit')]: violated(3), [base('exit')]: incomplete }
  expect((await judge(open)).duty).toBe('not decided')
})

test('scenarios that a kernel cannot run are not searched', () => {
  const scans: Obligation = { ...unmap, scenarios: ['pagemap-scan', 'mprotect'] }
  expect(onKernel([scans], '6.1').map(({ scenarios }) => scenarios)).toEqual([['mprotect']])
  expect(onKernel([scans], '7.0').map(({ scenarios }) => scenarios)).toEqual([['pagemap-scan', 'mprotect']])
})

test('nor are events that it does not announce', () => {
  const idsOn = (kernel: string) => onKernel(obligations, kernel).map(({ id }) => id)
  expect(idsOn('5.4')).not.toContain('own-MIGRATE')
  expect(idsOn('5.9')).toContain('own-MIGRATE')
  expect(idsOn('5.9')).not.toContain('own-EXCLUSIVE')
  expect(idsOn('7.0')).toEqual(obligations.map(({ id }) => id))
})
