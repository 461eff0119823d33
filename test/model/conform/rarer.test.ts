/** What the logs of a real kernel that the repository has do not show, or show only in part. */
import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { ModelError } from '../../../checker/index.ts'
import { explainLog } from '../../../model/index.ts'
import { each, type Log, readLogs } from '../../../record/conform/logs.ts'

let logs: Log[]
beforeAll(async () => {
  logs = await readLogs(new URL('../../../', import.meta.url))
})
const linesOf = (name: string): readonly string[] => (logs.find((log) => log.name === name) as Log).lines
const renumbered = (lines: readonly string[]) => lines.map((line, i) => line.replace(/ n=\d+ /, ` n=${i + 1} `))
const explained = (lines: readonly string[]) => explainLog(each(lines), 'x.log')

async function made(name: string): Promise<string[]> {
  const text = await readFile(new URL(`made/${name}.log`, import.meta.url), 'utf8')
  return text.split('\n').slice(1, -1)
}

describe('logs that are made after the sources of 6.12', () => {
  test.each([
    ['fork-undoes-exclusive', []],
    ['shared-file', [/a shared mapping/, /a page of a file/]],
    ['shared-anonymous', [/a shared mapping/]],
    ['huge-page', [/a huge page/]],
    ['protected-from-reading', []],
    ['closed-with-pages', [/whose device file is closed/]],
  ])('%s is explained; what the model has no word for is named', async (name, reasons) => {
    const { stuck, broken, ignored } = await explained(await made(name))
    expect([stuck, broken]).toEqual([undefined, []])
    for (const reason of reasons) expect([...ignored.keys()].some((one) => reason.test(one))).toBe(true)
  })

  // hmmcheck check discard --driver A=test_hmm
  test('the test driver maps a page that MADV_DONTNEED has taken away, as the model says it may', async () => {
    const { stuck, broken } = await explained(await made('madvise-before-the-update'))
    expect(stuck).toBeUndefined()
    expect(broken.map(({ promise }) => promise.name)).toContain('no-dangling-mirror')
  })

  test.each([
    ['shared-file', / ev=dm_read (.*) page=101002 /, ' ev=dm_read $1 page=101003 ', /has looked up/],
    ['shared-file', /old=sys:101003:r new=sys:101003:wd/, 'old=none new=sys:101003:wd', /does not happen to old=none/],
    ['shared-anonymous', /new=mig:101c01:w/, 'new=mig:101c00:w', /does not put another page there/],
    [
      'fork-undoes-exclusive',
      /old=excl:(\w+):w new=sys:\w+:wd why=rexcl/,
      'old=excl:$1:r new=sys:$1:rd why=rexcl',
      /was writable/,
    ],
  ])('also in %s, what contradicts itself is refused', async (name, from, to, reason) => {
    const lines = await made(name)
    const place = lines.findIndex((line) => from.test(line))
    const { stuck } = await explained(lines.map((line, i) => (i === place ? line.replace(from, to) : line)))
    expect(stuck?.reason).toMatch(reason)
  })
})

describe('a log of several programs', () => {
  test('one after another, at the same pointers and pages', async () => {
    const [first, second] = [linesOf('selftest_anon_read'), linesOf('selftest_hmm_gup_test')]
    const pointer = (lines: readonly string[]) => / mm=(\w+)/.exec(lines[0] ?? '')?.[1]
    expect(pointer(first)).toBe(pointer(second))
    const { lines, stuck, broken } = await explained(renumbered([...first, ...second]))
    expect([stuck, broken, lines]).toEqual([undefined, [], first.length + second.length])
  })

  test('at once', async () => {
    const first = linesOf('selftest_migrate_fault')
    // another process with other pages
    const second = linesOf('selftest_migrate')
      .map((line) => line.replace(/\b(mm|dm|mni|cur_mm|dm_mm)=ff1/g, '$1=ff2'))
      .map((line) => line.replace(/\b(pfn|backing|page|src|dst|hmmpfn|fault_pfn)=([1f])/g, '$1=9$2'))
      .map((line) => line.replace(/\b(sys|dev|mig):([1f])/g, '$1:9$2'))
    const both = Array.from({ length: Math.max(first.length, second.length) }, (_, i) => [first[i], second[i]])
    const mixed = both.flat().filter((line) => line !== undefined)
    const { stuck, broken } = await explained(renumbered(mixed))
    expect([stuck, broken]).toEqual([undefined, []])
  })
})

describe('a log that is not all there', () => {
  test.each([7, 83, 84, 400])('is explained as far as it goes, if its end is missing: %i lines', async (count) => {
    const { stuck, broken, lines } = await explained(linesOf('selftest_anon_write_child').slice(0, count))
    expect([stuck, broken, lines]).toEqual([undefined, [], count])
  })

  test('is no log if its beginning is missing', async () => {
    const lines = linesOf('selftest_migrate_fault')
    const place = lines.findIndex((line) => line.includes(' ev=seq_open'))
    const refused = await explained(lines.slice(place)).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(ModelError)
    expect((refused as Error).message).toMatch(/^x\.log: it begins in the middle: the first line of .* is ev=seq_open/)
  })
})

test('a line that is printed after its step, and under no lock, may come a line later', async () => {
  const lines = [...linesOf('racer_hole2r').slice(0, 1500)]
  const taskOf = (line: string | undefined) => /^\s*(\S+)/.exec(line ?? '')?.[1]
  let moved = 0
  for (let i = 0; i + 1 < lines.length; i++) {
    const isLate = / ev=(hmm_pte|inv_end|copy_s2d|copy_d2s|page|setup_src|unmap|fault_ret|ioctl_ret|rf_ret) /
    const [line, next] = [lines[i] as string, lines[i + 1] as string]
    if (!isLate.test(line) || taskOf(line) === taskOf(next)) continue
    lines.splice(i, 2, next, line)
    i++
    moved++
  }
  expect(moved).toBeGreaterThan(50)
  const { stuck, broken } = await explained(renumbered(lines))
  expect([stuck, broken]).toEqual([undefined, []])
})
