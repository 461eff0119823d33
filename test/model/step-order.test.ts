/**
 * The order of the model's steps against logs of a running kernel.
 *
 * The excerpts in `logs/` are verbatim lines of Linux 6.12.117 on two emulated processors, with one line printed for each
 * step. The model of 6.12 with test_hmm must have a run that does what the lines say, in their order: the same steps, the
 * same PTE values, references, mirrors and values read. And it must have none once the lines are changed.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { drivers, kernels, promises } from '../../model/index.ts'
import { accesses, cpu, drives } from '../../model/scenarios/scenario.ts'
import { smallest } from '../../model/shape.ts'
import type { Switches } from '../../model/switches.ts'
import { buildSystem } from '../../model/system.ts'
import { type Line, parseLog } from './step-order/line.ts'
import { findRun } from './step-order/run.ts'
import { sequenceOf } from './step-order/sequence.ts'

/** Everybody whom the excerpts tell of: two devices with the test driver, and one CPU. */
function search(lines: readonly Line[], set: Partial<Switches> = {}) {
  const kernel = kernels.find(({ name }) => name === '6.12')
  const testHmm = drivers.find(({ name }) => name === 'test_hmm')
  if (kernel === undefined || testHmm === undefined) throw new Error('6.12 or test_hmm is gone')
  const system = buildSystem(
    { ...kernel.switches, ...set },
    smallest(['A', 'B']),
    new Map([
      ['A', testHmm],
      ['B', testHmm],
    ]),
  )
  const gpus = (['A', 'B'] as const).flatMap((device) => [
    drives(system, device, 'forever', ['read', 'write']),
    accesses(system, device, 'forever'),
  ])
  const threads = [...gpus, cpu(system, 'forever', 1)]
  const found = findRun(lines, system, threads)
  const broken = promises
    .map((promise) => promise.build(system, threads, promise))
    .filter((property) => property.kind !== 'liveness')
    .filter((property) =>
      found.steps?.some(
        (step) => (property.kind === 'invariant' ? property.check(step.after) : property.check(step)) !== true,
      ),
    )
    .map(({ name }) => name)
  return { ...found, broken }
}

const logOf = (...names: string[]): Line[] =>
  names.flatMap((name) => parseLog(readFileSync(new URL(`logs/${name}.log`, import.meta.url), 'utf8')))

/** A log, after those that tell how it came about. */
const excerpt = (name: string, file: string, ...history: string[]) => ({
  name,
  log: logOf(...history, file),
  from: logOf(file)[0]?.n ?? 0,
})

const excerpts = [
  excerpt('a hole goes to a device', 'hole-to-device'),
  excerpt('a CPU fault brings it back', 'cpu-fault', 'hole-to-device'),
  excerpt('two devices race for a hole, and one loses', 'lost-hole'),
  excerpt('a CPU and a device write an untouched page', 'write-faults'),
  excerpt('a page goes to a device', 'page-to-device', 'write-faults'),
  excerpt('a device faults on the page of another', 'foreign-fault', 'write-faults', 'page-to-device'),
  excerpt('a device reads an untouched page', 'device-read-fault'),
]
const rejected = { holeNotify: 'none' } as const
const staleRead = logOf('stale-read')

describe('the model does what a running kernel did', () => {
  test.each(excerpts)('when $name', ({ log }) => {
    const { stuck, steps, broken } = search(log)
    expect(stuck).toBeUndefined()
    expect(steps?.length).toBeGreaterThan(5)
    expect(broken).toEqual([])
  })

  test('when the second invalidation was removed from it, down to the stale read', () => {
    const { stuck, steps, broken } = search(staleRead, rejected)
    expect(stuck).toBeUndefined()
    expect(steps?.at(-1)).toMatchObject({ thread: 'GPU B access', event: 'device read' })
    expect(broken).toEqual([
      'no-stale-read',
      'hole-replaced-mirrors-gone',
      'mirror-agrees-with-pte',
      'one-seq-per-snapshot',
    ])
  })
})

describe('the model leaves out', () => {
  test('that a look without the lock can meet the moment between clearing a PTE and setting it', () => {
    const { steps, stuck } = search(logOf('look-without-lock'))
    expect(steps).toBeUndefined()
    expect(stuck).toMatchObject({ event: 'anon_lost' })
  })
})

describe('the model does nothing else', () => {
  test('with the second invalidation in place it cannot insert as that kernel did', () => {
    const { steps, stuck } = search(staleRead)
    expect(steps).toBeUndefined()
    expect(stuck).toMatchObject({ event: 'pte', fields: { old: 'zero:r', why: 'insert' } })
  })

  test.each([
    ...excerpts.map((each) => ({ ...each, set: {} })),
    { ...excerpt('the second invalidation was removed', 'stale-read'), set: rejected },
  ])('two steps of one thread that change places are no run, when $name', ({ log, from, set }) => {
    expect(neighbours(log, from).length).toBeGreaterThan(2)
    for (const [first, second] of neighbours(log, from)) {
      const swapped = exchange(log, first, second)
      expect(refused(swapped, set), `${first[0]?.n} before ${second[0]?.n}`).toBe(true)
    }
  })

  test.each([
    { log: 'hole-to-device', change: 'va=200000000 old=none new=dev:fcfffff:w', to: { new: 'dev:fcfffff:r' } },
    { log: 'hole-to-device', change: 'ev=seq_open seq=9 active=1', to: { active: '2' } },
    {
      log: 'lost-hole',
      change: 'res=abort_pte_changed saw=dev:fcefffe:w pfn=fcffffe',
      to: { res: 'inserted', over: 'none' },
    },
    { log: 'lost-hole', change: 'res=insert_dropped', to: { res: 'inserted' } },
    { log: 'page-to-device', change: 'res=ok ref=1 map=0', to: { ref: '2' } },
    { log: 'page-to-device', change: 'res=ok ref=1 map=0', to: { res: 'extra_ref' } },
    { log: 'page-to-device', change: 'res=moved src=1017b3 dst=fcfffff r=0', to: { res: 'map_fail' } },
    { log: 'page-to-device', change: 'old=mig:1017b3:w new=dev:fcfffff:w', to: { new: 'sys:1017b3:w' } },
    { log: 'page-to-device', change: 'backing=106a2a val=1004', to: { val: '1003' } },
    { log: 'cpu-fault', change: 'pfn=fcfffff owner=ffffffff81ed0d40 ref=2', to: { ref: '1' } },
    { log: 'cpu-fault', change: 'res=ok ref=2 map=0 fault_page=1', to: { ref: '1' } },
    { log: 'cpu-fault', change: 'saw=dev:fcfffff:w res=skip_devpriv_notsel', to: { res: 'locked_unmapped' } },
    { log: 'device-read-fault', change: 'saw=zero:1e8d:r', to: { saw: 'zero:1e8d:w' } },
    { log: 'device-read-fault', change: 'old=none new=zero:r why=anon', to: { new: 'sys:1017b3:w' } },
  ])('another value is no run: $log, $change, as $to', ({ log: name, change, to }) => {
    const prefix = { 'cpu-fault': ['hole-to-device'], 'page-to-device': ['write-faults'] }[name] ?? []
    const text = readFileSync(new URL(`logs/${name}.log`, import.meta.url), 'utf8')
    expect(text.split('\n').filter((line) => line.includes(change))).toHaveLength(1)
    const lines = text
      .split('\n')
      .flatMap((line) =>
        parseLog(line).map((parsed) =>
          line.includes(change) ? { ...parsed, fields: { ...parsed.fields, ...to } } : parsed,
        ),
      )
    expect(refused([...logOf(...prefix), ...lines])).toBe(true)
  })
})

/** Whether the lines are no run: the search finds none, or they do not even read as steps. */
const refused = (lines: readonly Line[], set: Partial<Switches> = {}): boolean => search(lines, set).steps === undefined

/** The lines of each two steps that follow one another in one thread, from a line on. */
function neighbours(lines: readonly Line[], from: number): (readonly [readonly Line[], readonly Line[]])[] {
  return [...sequenceOf(lines).deeds.values()].flatMap((deeds) =>
    deeds.slice(1).flatMap((deed, index) => {
      const previous = deeds[index]
      // two reads of one device that found the same are the same
      if (previous === undefined || String(previous.steps) === 'device read') return []
      return (previous.lines[0]?.n ?? 0) < from ? [] : [[previous.lines, deed.lines] as const]
    }),
  )
}

/** The same places, with the second step's lines before the first's. */
function exchange(lines: readonly Line[], first: readonly Line[], second: readonly Line[]): Line[] {
  const places = [...first, ...second].map((line) => lines.indexOf(line)).sort((a, b) => a - b)
  const order = [...second, ...first]
  const changed = [...lines]
  for (const [index, place] of places.entries()) changed[place] = order[index] as Line
  return changed
}
