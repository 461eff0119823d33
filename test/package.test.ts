import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const project = mkdtempSync(join(tmpdir(), 'hmmcheck-'))
const run = (command: string, ...given: string[]) => execFileSync(command, given, { cwd: project, encoding: 'utf8' })

beforeAll(() => {
  // the build is fresh: it is made before the tests
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', project], { cwd: root })
  const tarball = readdirSync(project).find((name) => name.endsWith('.tgz')) as string
  writeFileSync(
    join(project, 'package.json'),
    '{ "name": "empty", "version": "1.0.0", "type": "module", "private": true }',
  )
  run('npm', 'install', '--silent', '--prefer-offline', `./${tarball}`)
})
afterAll(() => rmSync(project, { recursive: true, force: true }))

test('the packed tarball, installed into an empty project, gives the command', () => {
  expect(run('npx', '--no-install', 'hmmcheck', 'list', 'scenarios')).toContain('hole-race')
})

test('the packed tarball gives both imports, with types', () => {
  writeFileSync(
    join(project, 'use.ts'),
    `import { check, type Result } from 'hmmcheck/checker'
import { configure } from 'hmmcheck/model'
const { network, properties } = configure({ scenario: 'own-fault', kernel: '5.8', mode: 'once' })
const result: Result = await check(network, { properties })
console.log(result.verdict)
// @ts-expect-error a configuration needs a mode
configure({ scenario: 'own-fault', kernel: '5.8' })
`,
  )
  const compiler = join(root, 'node_modules', '.bin', 'tsc')
  const options = ['--module', 'nodenext', '--target', 'es2023', '--strict', '--skipLibCheck', 'false', '--types', '']
  run(compiler, 'use.ts', ...options)
  expect(
    run(
      'node',
      '--input-type=module',
      '-e',
      "import('hmmcheck/checker').then(({ check }) => console.log(typeof check))",
    ),
  ).toBe('function\n')
  expect(
    run(
      'node',
      '--input-type=module',
      '-e',
      "import('hmmcheck/model').then(({ kernels }) => console.log(kernels.length > 0))",
    ),
  ).toBe('true\n')
})

test('the packed tarball gives the JSON Schema of what the command prints', () => {
  const load = "import('hmmcheck/schemas/check.schema.json', { with: { type: 'json' } })"
  const printed = run(
    'node',
    '--input-type=module',
    '-e',
    `${load}.then(({ default: schema }) => console.log(schema.title))`,
  )
  expect(printed).toBe('hmmcheck check --json\n')
})
