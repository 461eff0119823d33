import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

test("README's example of one's own machines runs, and prints what it says", () => {
  const example = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
  const printed = execFileSync('node', ['--input-type=module', '-e', example], { cwd: root, encoding: 'utf8' })
  expect(printed.trim()).toBe(/console\.log\(.*\) \/\/ (.*)/.exec(example)?.[1])
})

test('every hmmcheck command in README is one that there is, with options that there are', () => {
  const commands = [...readme.matchAll(/^(?:npx )?hmmcheck (check [^#\n&]*)/gm)].map(([, given]) => given?.trim() ?? '')
  expect(commands.length).toBeGreaterThan(4)
  for (const given of commands) {
    const words = given.split(' ').filter((word, i, all) => word !== '--save' && all[i - 1] !== '--save')
    const run = () =>
      execFileSync('node', ['dist/cli/main.js', ...words, '--max-states', '10'], { cwd: root, stdio: 'pipe' })
    expect(exitCode(run), given).toBe(3) // a limit of ten states: incomplete, but understood
  }
})

function exitCode(run: () => unknown): number | null {
  try {
    run()
    return 0
  } catch (error) {
    return (error as { status: number | null }).status
  }
}

test("README's example of a difference is what hmmcheck diff prints", () => {
  const [, words = '', shown] = /^\$ hmmcheck (diff .*)\n([^`]*)```/m.exec(readme) ?? []
  expect(execFileSync('node', ['dist/cli/main.js', ...words.split(' ')], { cwd: root, encoding: 'utf8' })).toBe(shown)
})
