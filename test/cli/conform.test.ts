import { describe, expect, test } from 'vitest'
import { file, hmmcheck } from './run.ts'

const logs = 'test/model/logs'

describe('conform', () => {
  test('says that a log is explained, with what was ignored and why, and ends with 0', () => {
    const { code, out } = hmmcheck('conform', `${logs}/selftest_open_close.log.gz`)
    expect(out).toMatch(/^EXPLAINED {2}to the last line; no promise is broken\n/)
    expect(out).toMatch(/lines +166: 160 explained, 6 ignored, 0 unexplained/)
    expect(out).toMatch(/ignored +\d+: .*the model has anonymous memory only/)
    expect(code).toBe(0)
  })

  test('names the first line that is not explained, what the model allows there, and ends with 1', () => {
    const { code, out } = hmmcheck('conform', `${logs}/seed002_applied.log.gz`)
    expect(out).toMatch(/^NOT EXPLAINED {2}line n=24 is no step of the model\n/)
    expect(out).toContain('1,075: 23 explained, 0 ignored, 1,052 unexplained')
    expect(out).toContain('could do there: migrate_vma_pages')
    expect(code).toBe(1)
  })

  test('prints the race that ends in a broken promise, and ends with 1', () => {
    const { code, out } = hmmcheck('conform', `${logs}/seed002_applied.log.gz`, '--set', 'holeNotify=none')
    expect(out).toMatch(/^BROKEN /)
    expect(out).toContain('n=1053: inserts')
    expect(out).toContain('no-stale-read is broken: GPU B reads zero page, which does not hold the last write')
    expect(code).toBe(1)
  })

  test.each([
    ['no file', [], /conform needs a log/],
    ['a file that is not there', ['nowhere.log'], /cannot read "nowhere.log": no such file or folder/],
    ['another text', [file('other.log', 'hello\n')], /line 1 is no line of a log: "hello"/],
    ['what is not packed', [file('plain.log.gz', 'hello\n')], /it is not packed by gzip, or damaged/],
    [
      'an unknown switch',
      ['x.log', '--set', 'holeNotif=none'],
      /unknown switch "holeNotif"; did you mean "holeNotify"/,
    ],
    [
      'a driver that the kernel has not',
      [`${logs}/selftest_open_close.log.gz`, '--kernel', '5.4'],
      /does not run on kernel 5\.4/,
    ],
  ])('refuses %s in one line, with 2', (_, given, message) => {
    const { code, err } = hmmcheck('conform', ...given)
    expect(err).toMatch(message)
    expect(err.trim().split('\n')).toHaveLength(1)
    expect(code).toBe(2)
  })
})

test('record prints a program, and refuses an unknown format', () => {
  expect(hmmcheck('record').out).toContain('kprobe:migrate_vma_setup')
  expect(hmmcheck('record', '--format', 'ftrace').out).toContain('kprobe_events')
  expect(hmmcheck('record', '--format', 'perf')).toMatchObject({ code: 2 })
})
