/** What watches a stock kernel is accepted by the program that it is for. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { probes } from '../../../model/conform/record/probes.ts'
import { bpftraceProgram, ftraceCommands } from '../../../model/index.ts'

const hasBpftrace = spawnSync('bpftrace', ['--version']).status === 0

test.skipIf(!hasBpftrace)('bpftrace reads its program', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hmmcheck-'))
  const file = join(folder, 'watch.bt')
  writeFileSync(file, bpftraceProgram())
  const { status, stderr } = spawnSync('bpftrace', ['-d', file], { encoding: 'utf8' })
  rmSync(folder, { recursive: true })
  expect(stderr).not.toMatch(/ERROR: (?!Unknown error -1)/)
  expect(status).toBe(0)
})

test('a shell reads the commands for ftrace', () => {
  const { status, stderr } = spawnSync('sh', ['-n'], { input: ftraceCommands(), encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
})

test('both say what they cannot see, and how to run the selftests', () => {
  for (const text of [bpftraceProgram(), ftraceCommands()]) {
    expect(text).toContain('What a stock kernel does not let one see')
    expect(text).toContain('test_hmm.sh')
    for (const { function: name } of probes) expect(text).toContain(name)
  }
})
