import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const program = fileURLToPath(new URL('../../dist/record/record.js', import.meta.url))

test.each([
  {
    given: ['--onyl', 'discard'],
    says: /unknown option '--onyl' \(Did you mean --only\?\); see "npm run record -- --help"/,
  },
  { given: ['--only', 'discrad'], says: /unknown scenario "discrad"; did you mean "discard"\? allowed: / },
  { given: ['discard'], says: /too many arguments/ },
  { given: ['--quick', '--only', 'discard'], says: /'--quick' cannot be used with option '--only/ },
])('npm run record -- $given is refused in one line', ({ given, says }) => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [program, ...given], { encoding: 'utf8' })
  expect(stderr).toMatch(says)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
})
