import { readdir, readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { breaksAgain, replayTrace } from '../checker/index.ts'
import { commandNames } from '../cli/schemas/index.ts'
import { schemaFile } from '../cli/schemas/json-schema.ts'
import { configurationFrom } from '../cli/setup.ts'
import { parseTraceFile } from '../cli/trace-file.ts'
import { documented } from '../record/documented.ts'
import { type Generated, generate } from '../record/generate.ts'

const root = new URL('../', import.meta.url)
const committed = (path: string) => readFile(new URL(path, root), 'utf8')

let generated: Generated
beforeAll(async () => {
  generated = await generate(root, { quick: true })
}, 600_000)

const pathsIn = (folder: string) => [...generated.keys()].filter((path) => path.startsWith(folder))

test("every verdict, count and depth of README's scenarios is the recorded one (npm run record, if the change is meant)", async () => {
  expect(generated.get('model/expected.ts')).toBe(await committed('model/expected.ts'))
})

test('what is kept of the coverage is written as npm run record writes it', async () => {
  expect(generated.get('model/coverage.ts')).toBe(await committed('model/coverage.ts'))
})

describe('the races of claims', async () => {
  const files = (await readdir(new URL('traces/claims/', root))).filter((file) => file.endsWith('.json'))

  test.each(files)('%s replays through XState, and ends where it did', async (name) => {
    const file = parseTraceFile(await committed(`traces/claims/${name}`), name)
    const { network, properties, byNameOnly, situations } = configurationFrom(file, name)
    const report = replayTrace(network, file.trace)
    if (report.kind !== 'replays') throw new Error(report.reason)
    expect(breaksAgain(network, [...properties, ...byNameOnly, ...situations], file.violation, report.end)).toBe(true)
  })
})

test('every picture and page of docs/ is what the model says', async () => {
  expect(pathsIn('docs/').length).toBeGreaterThan(20)
  for (const path of pathsIn('docs/')) expect(generated.get(path), path).toBe(await committed(path))
})

test('no picture is left over from a machine that is gone', async () => {
  const kept = (await readdir(new URL('docs/diagrams', root))).map((file) => `docs/diagrams/${file}`)
  expect(kept.sort()).toEqual(pathsIn('docs/diagrams/').sort())
})

test("KERNEL.md's generated parts are what the model says", async () => {
  expect(generated.get('model/KERNEL.md')).toBe(await committed('model/KERNEL.md'))
})

test("README's race and verdict table are what the model says", async () => {
  expect(generated.get('README.md')).toBe(await committed('README.md'))
})

test.each(commandNames)('schemas: what %s --json prints is described by the committed file', async (command) => {
  expect(generated.get(schemaFile(command))).toBe(await committed(schemaFile(command)))
})

describe.each(documented)('traces/$name', ({ name }) => {
  test('is what the checker finds today', async () => {
    expect(generated.get(`traces/${name}.json`)).toBe(await committed(`traces/${name}.json`))
    expect(generated.get(`traces/${name}.txt`)).toBe(await committed(`traces/${name}.txt`))
  })

  test('replays through XState', async () => {
    const file = parseTraceFile(await committed(`traces/${name}.json`), name)
    expect(replayTrace(configurationFrom(file, name).network, file.trace)).toMatchObject({ kind: 'replays' })
  })

  test('can be pasted into a mail: plain ASCII, at most 100 columns for three threads', async () => {
    const text = await committed(`traces/${name}.txt`)
    expect(text).toMatch(/^[\n\x20-\x7e]*$/)
    const file = parseTraceFile(await committed(`traces/${name}.json`), name)
    const threads = new Set(file.trace.steps.map(({ thread }) => thread)).size
    if (threads <= 3) expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
  })
})
