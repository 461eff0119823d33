/** Logs of a real kernel are behaviours of the model; damaged ones, and those of another kernel, are not. */
import { beforeAll, describe, expect, test } from 'vitest'
import { ModelError } from '../../../checker/index.ts'
import { explainLog, loggedKernel, raceOf } from '../../../model/index.ts'
import { damages } from '../../../record/conform/damage.ts'
import { each, type Log, readLogs } from '../../../record/conform/logs.ts'
import { tryDamages } from '../../../record/conform/try-damage.ts'

let logs: Log[]
beforeAll(async () => {
  logs = await readLogs(new URL('../../../', import.meta.url))
})
const named = (name: string): Log => logs.find((log) => log.name === name) as Log
const explained = (log: Log, lines = log.lines, set: Readonly<Record<string, string>> = {}) =>
  explainLog(each(lines), log.name, { ...loggedKernel, set })

// whole logs take a minute; `npm run record-logs` holds all of them
const selftests = ['anon_read', 'anon_write_child', 'exclusive', 'migrate_fault', 'migrate_multiple', 'migrate_release']
const racers = ['excl', 'forkcow', 'hole1w', 'hole2r', 'incr', 'mig_dw1', 'mprot', 'munmap', 'readers', 'snap']

describe('a log of 6.12 with its test driver is explained to its last line, and breaks no promise', () => {
  test.each(selftests)('selftest %s', async (name) => {
    const log = named(`selftest_${name}`)
    const { lines, stuck, broken } = await explained(log)
    expect([stuck, broken, lines]).toEqual([undefined, [], log.lines.length])
  })

  test.each(racers)('the beginning of racer %s', async (name) => {
    const log = named(`racer_${name}`)
    const { lines, stuck, broken, ignored } = await explained(log, log.lines.slice(0, 400))
    expect([stuck, broken, lines]).toEqual([undefined, [], 400])
    expect([...ignored.keys()].every((reason) => reason.length > 20)).toBe(true)
  })
})

describe('the log of the kernel without the second invalidation', () => {
  test('is not explained by one that has it: the insertion is no step', async () => {
    const { stuck } = await explained(named('seed002_applied'))
    expect(stuck).toMatchObject({ line: { event: 'pte', fields: { why: 'insert' } } })
  })

  test('is explained by one without it, and its stale read is a broken promise, with the steps that led there', async () => {
    const { stuck, broken } = await explained(named('seed002_applied'), undefined, { holeNotify: 'none' })
    expect(stuck).toBeUndefined()
    expect(broken.map(({ promise }) => promise.name)).toEqual([
      'one-seq-per-snapshot',
      'hole-replaced-mirrors-gone',
      'mirror-agrees-with-pte',
      'no-stale-read',
    ])
    const stale = broken.at(-1)
    if (stale === undefined) throw new Error('nothing is broken')
    const { trace } = raceOf(stale)
    expect(trace.threads).toHaveLength(2)
    expect(trace.steps.at(-1)).toMatchObject({
      function: 'dmirror_do_read(B)',
      note: `n=${stale.line.n}: reads through the mirror`,
    })
  })

  test('prints that race in the order of the log, with its names, and what it saw', async () => {
    const { broken } = await explained(named('seed002_applied'), undefined, { holeNotify: 'none' })
    const stale = broken.find(({ promise }) => promise.name === 'no-stale-read')
    if (stale === undefined) throw new Error('no stale read')
    const steps = raceOf(stale).trace.steps.map((step) => `${step.function} ${step.note?.replace(/:.*/, '')}`)
    expect(steps).toEqual(
      expect.arrayContaining([
        'dmirror_interval_invalidate(A) n=1030', // res=skip_owner
        'migrate_vma_collect_hole n=1032',
        '__migrate_device_pages n=1043',
        'mmu_interval_read_begin n=1044',
        'hmm_vma_walk_pmd n=1050',
      ]),
    )
    const numbers = steps.flatMap((step) => (step.includes('before') ? [] : [Number(step.replace(/.*n=/, ''))]))
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  })
})

test('every kind of damage is refused', async () => {
  const few = logs.filter(({ name }) =>
    ['selftest_migrate_fault', 'selftest_double_map', 'racer_hole2', 'racer_excl'].includes(name),
  )
  const tried = await tryDamages(few, 1, { seed: 9, longest: 500 })
  expect(tried.map(({ damage }) => damage)).toEqual(damages)
  const survived = tried.filter(({ refused }) => refused === 0).map(({ damage }) => damage.name)
  expect(survived).toEqual([])
}, 60_000)

describe('a wrong model does not explain the log of', () => {
  test.each([
    ['racer_excl', 'testHmmSkip=no'],
    ['racer_excl', 'setupEvent=CLEAR'],
    ['racer_hole1w', 'holeNotify=none'],
    ['racer_hole1w', 'holeNotify=CLEAR'],
    ['selftest_migrate_fault', 'faultRef=none'],
    ['racer_excl', 'faultRef=trylock'],
    ['racer_forkcow', 'ownerFilter=none'],
    ['racer_forkcow', 'hmmForeignDevPriv=error'],
    ['racer_excl', 'migrationWaitRef=ref'],
    ['racer_excl', 'collectLock=twice'],
    ['racer_mprot', 'anonExclusive=off'],
    ['racer_excl', 'exclusiveMapcount=absent'],
  ])('%s, with %s', async (name, set) => {
    const [word = '', value = ''] = set.split('=')
    const { stuck } = await explained(named(name), named(name).lines.slice(0, 800), { [word]: value })
    expect(stuck).toBeDefined()
  })
})

describe('a text that is no log, or not all of one, is refused in one line', () => {
  const head = '# entries-in-buffer/entries-written: 3/3   #P:2'
  const line = (n: number, rest: string) => `           a-1     [000] .....     1.0: f: n=${n} ${rest}`
  const exit = 'ev=exit_mmap mm=ff1100010003d300'
  test.each([
    ['another text', ['hello'], /line 1 is no line of a log/],
    ['nothing', [], /no line of a log/],
    ['a line that is cut off', [line(1, 'ev=exit_mmap mm=ff11')], /n=1\) is cut off: mm=ff11 is no pointer/],
    ['a line without its end', [line(1, 'ev=seq_open seq=3')], /is cut off: it has no active=/],
    ['a number twice', [line(1, exit), line(1, exit)], /two lines have the number n=1/],
    ['a number left out', [line(1, exit), line(3, exit)], /n=2 is missing, n=3 is there/],
    ['fewer lines than it says', [head, line(1, exit)], /it has 1 lines, and its head says 3/],
  ])('%s', async (_, lines, message) => {
    const refused = await explainLog(each(lines), 'x.log').catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(ModelError)
    expect((refused as Error).message).toMatch(message)
    expect((refused as Error).message).not.toContain('\n')
  })
})

test('a page that mremap() moves arrives as it left, or is not explained', async () => {
  const mm = 'mm=ff1100010003d300'
  const moved = (pfn: string) =>
    [
      `ev=fault va=1000 W user flags=1255 vm_flags=73 ${mm}`,
      `ev=pte va=1000 old=none new=sys:aaa:wd why=anon ${mm}`,
      `ev=fault_ret va=1000 ret=0 ${mm}`,
      `ev=pte va=1000 old=sys:aaa:wd new=none why=mremap_from ${mm}`,
      `ev=pte va=9000 old=none new=sys:${pfn}:wd why=mremap_to ${mm}`,
    ].map((rest, i) => `           a-1     [000] .....     1.0: f: n=${i + 1} ${rest}`)
  const { ignored, stuck } = await explainLog(each(moved('aaa')), 'moved.log')
  expect([stuck, [...ignored.values()]]).toEqual([undefined, [2]])
  expect((await explainLog(each(moved('bbb')), 'moved.log')).stuck).toMatchObject({ line: { n: 5 } })
})

test('lines that arrive out of order are explained in the order of their numbers', async () => {
  const log = named('selftest_open_close')
  const { stuck } = await explained(log, [...log.lines.slice(0, 30).toReversed(), ...log.lines.slice(30)])
  expect(stuck).toBeUndefined()
})
