/** What every command prints with `--json`, held against the JSON Schema files that are shipped, by another validator. */
import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { check, network, object, witness } from '../../checker/index.ts'
import { commandLine } from '../../cli/command-line.ts'
import { checkDocument } from '../../cli/reports/check-json.ts'
import { type CommandName, commandNames, schemas } from '../../cli/schemas/index.ts'
import { schemaFile } from '../../cli/schemas/json-schema.ts'
import { configure, machines } from '../../model/index.ts'
import { documented } from '../../record/documented.ts'
import { counters, lockMachine, user } from '../checker/tiny-networks.ts'
import { type Ended, file, hmmcheckHere, interrupted } from './run.ts'

const root = new URL('../../', import.meta.url)
const shipped = (command: string) => JSON.parse(readFileSync(new URL(schemaFile(command), root), 'utf8'))

const validators = new Map<string, ValidateFunction>()
function validator(command: string): ValidateFunction {
  const known =
    validators.get(command) ?? new Ajv2020({ strict: true, allowUnionTypes: true }).compile(shipped(command))
  validators.set(command, known)
  return known
}

/** What is wrong with a document; nothing if it is what the shipped schema says. */
function faults(command: string, document: unknown): readonly unknown[] {
  const isValid = validator(command)
  return isValid(document) ? [] : (isValid.errors ?? [])
}

/** Which of the documents that a command can print, the words after the command, and the exit code. */
type Case = readonly [what: string, given: readonly string[], code: number]

const race = 'traces/own-fault/test-hmm-skips-its-own.json'
const skips = ['own-fault', '--driver', 'A=test_hmm']

const cases: Readonly<Record<CommandName, readonly Case[]>> = {
  'verdict-table': [
    ['once', ['--only', 'pinned'], 0],
    ['forever', ['--only', 'pinned', '--forever'], 0],
  ],
  check: [
    ['holds', ['own-fault'], 0],
    ['violated: an invariant', skips, 1],
    ['violated: a step property', ['discard', '--property', 'invalidate-before-replace'], 1],
    ['violated: an illegal event', ['fault-race', '--kernel', '5.11'], 1],
    ['incomplete', ['own-fault', '--max-states', '10'], 3],
    ['incomplete for want of memory', ['hole-race', '--max-memory', '1M'], 3],
    ['bounded by context switches', ['own-fault', '--max-switches', '1'], 3],
    ['a single property', [...skips, '--property', 'zero-page-immutable'], 0],
    ['mutated', ['own-fault', '--mutation', 'unmap-without-lock'], 1],
  ],
  simulate: [
    ['violated', ['fault-race', '--kernel', '5.11'], 1],
    ['incomplete', ['own-fault', '--runs', '5'], 3],
  ],
  claims: [
    ['a document', ['001'], 0],
    ['one claim', ['003.p2.1'], 0],
  ],
  list: [
    ['everything', [], 0],
    ['of one kind', ['switches'], 0],
  ],
  diff: [
    ['forwards', ['5.10', '5.11'], 0],
    ['backwards, with a proposal', ['5.11', '5.9+no-second-invalidation'], 0],
    ['nothing', ['6.12', '6.12'], 0],
  ],
  trace: documented.slice(0, 2).map(({ name }) => [name, [`traces/${name}.json`], 0] as const),
  replay: [
    ['still breaks', [race], 0],
    [
      'no longer applies',
      [edited('edited.json', ({ trace }) => Object.assign(trace.steps[1] as object, { event: 'fly' }))],
      1,
    ],
    [
      'breaks nothing',
      [edited('other.json', ({ violation }) => Object.assign(violation, { property: 'zero-page-immutable' }))],
      1,
    ],
  ],
  conform: [
    ['explained', ['test/model/logs/selftest_open_close.log.gz'], 0],
    ['not explained', ['test/model/logs/seed002_applied.log.gz'], 1],
    ['a broken promise', ['test/model/logs/seed002_applied.log.gz', '--set', 'holeNotify=none'], 1],
  ],
  record: [
    ['for bpftrace', [], 0],
    ['for ftrace', ['--format', 'ftrace'], 0],
  ],
  export: [
    ['as text', ['register', '--kernel', '6.1', '--to', 'murphi'], 0],
    ['into a file', ['register', '--to', 'aut', '--states-only', '--out', file('register.aut')], 0],
  ],
  diagram: [
    ['which there are', [], 0],
    ...[machines[0], machines.at(-1)].map((of) => [of?.name ?? '', [of?.name ?? ''], 0] as const),
  ],
  coverage: [['of one scenario, which is too few', ['--only', 'pinned'], 1]],
  mutations: [
    ['caught', ['unmap-without-lock'], 0],
    ['by several promises, for a bug', ['no-second-invalidation'], 0],
    ['not caught', ['list-refuses'], 0],
    ['out of reach', ['reference-after-lock'], 0],
  ],
  bugs: [
    ['found', ['S6'], 0],
    ['found as a fault', ['S5'], 0],
    ['out of reach', ['T1'], 0],
  ],
  obligations: [['of one event', ['RELEASE'], 0]],
  schema: [
    ['which there are', [], 0],
    ['of check', ['check'], 0],
  ],
}

interface Saved {
  readonly trace: { readonly steps: readonly object[] }
  readonly violation: object
}

function edited(name: string, change: (saved: Saved) => void): string {
  const saved = JSON.parse(readFileSync(new URL(race, root), 'utf8'))
  change(saved)
  return file(name, JSON.stringify(saved))
}

const documents = new Map<string, Promise<Ended>>()

/** What a command prints; run once, whoever asks. */
function printed(command: CommandName, given: readonly string[]): Promise<Ended> {
  const words = [...(command === 'verdict-table' ? [] : [command]), ...given, '--json']
  const known = documents.get(words.join(' ')) ?? hmmcheckHere(...words)
  documents.set(words.join(' '), known)
  return known
}

test('every command that has --json has a schema, and cases here', () => {
  const program = commandLine('1.2.3')
  const commands = [program, ...program.commands].filter(({ options }) => options.some(({ long }) => long === '--json'))
  const names = commands.map((command) => (command === program ? 'verdict-table' : command.name()))
  expect(Object.keys(schemas).sort()).toEqual(names.sort())
  for (const name of names) expect(cases[name as CommandName].length, name).toBeGreaterThan(0)
})

test('every command has --json', () => {
  const program = commandLine('1.2.3')
  for (const command of [program, ...program.commands])
    expect(
      command.options.map(({ long }) => long),
      command.name(),
    ).toContain('--json')
})

test('the shipped files are those of the commands, and nothing else', () => {
  expect(readdirSync(new URL('schemas', root)).sort()).toEqual(commandNames.map((name) => `${name}.schema.json`).sort())
})

describe.each(commandNames)('%s --json', (command) => {
  test.each(cases[command])('%s', async (_, given, code) => {
    const ended = await printed(command, given)
    expect(ended.code).toBe(code)
    expect(faults(command, JSON.parse(ended.out))).toEqual([])
  })

  test('prints nothing on standard output if its input is bad', async () => {
    expect(await printed(command, ['--no-such-option'])).toMatchObject({ code: 2, out: '' })
  })

  test('a document with one more field, one less or one of another type is refused', async () => {
    // a JSON Schema may say anything below its first level; that it is one, every test here shows by using it
    for (const [, given] of cases[command].slice(0, command === 'schema' ? 1 : 2)) {
      const wrong = [...spoiled(command, JSON.parse((await printed(command, given)).out))]
      expect(wrong.length).toBeGreaterThan(5)
      for (const [what, document] of wrong)
        expect(faults(command, document), `${given.join(' ')}: ${what}`).not.toEqual([])
    }
  })
})

describe('what no scenario shows', () => {
  const configuration = configure({ scenario: 'own-fault', kernel: '6.12', mode: 'once' })

  test('a deadlock, with what each thread waits for', async () => {
    const [a, b] = [object('a', lockMachine), object('b', lockMachine)]
    const crossed = network({ objects: [a, b], threads: [user('left', [a, b]), user('right', [b, a])] })
    const document = checkDocument(configuration, await check(crossed))
    expect(document.violated).toMatchObject({ kind: 'deadlock', waiting: [{ thread: 'left' }, { thread: 'right' }] })
    expect(faults('check', JSON.parse(JSON.stringify(document)))).toEqual([])
  })

  test('a witness that is not reached, which has no trace', async () => {
    const never = witness('pigs fly', () => false)
    const document = checkDocument(configuration, await check(counters(1, 3).network, { witnesses: [never] }))
    expect(document).toMatchObject({ violated: { kind: 'witness' }, trace: null })
    expect(faults('check', JSON.parse(JSON.stringify(document)))).toEqual([])
  })
})

test('an interrupted table is a document, too', async () => {
  const { code, out } = await interrupted('SIGINT', 2500, '--json', '--forever', '--workers', '1')
  expect(code).toBe(3)
  expect(JSON.parse(out).interrupted).toBe(true)
  expect(faults('verdict-table', JSON.parse(out))).toEqual([])
})

type Path = readonly (string | number)[]

/** Where a document may hold whatever its writer puts there. */
const isOpen = (command: CommandName, path: Path): boolean => command === 'trace' && path[0] === 'setup'

/** Where a field may be missing: `list` has those that were asked for, a step or a violation may lack its notes. */
function mayLack(command: CommandName, path: Path): boolean {
  const [field, holder] = [path.at(-1), path.at(-2)]
  if (['switches', 'drivers', 'set'].includes(String(holder))) return true
  if (command === 'list') return path.length === 1 && field !== 'version'
  if (command === 'trace' && holder === 'trace' && field === 'cycle') return true
  const runs = ['waiting', 'holds', 'waitsFor', 'fairness', 'excludedBy']
  const notes = ['field', 'alike', 'quiet', 'file', 'note', 'statement', 'source', 'guard', 'description', ...runs]
  if (['coverage machine', 'diagram diagram'].includes(`${command} ${field}`)) return true
  return command !== 'verdict-table' && notes.includes(String(field))
}

/** The document with one fault each, in each of its objects; of a list, its first two entries stand for all. */
function* spoiled(command: CommandName, document: unknown, path: Path = []): Generator<readonly [string, unknown]> {
  const here = at(document, path)
  const label = path.join('.')
  if (isOpen(command, path)) return
  if (typeof here !== 'object' || here === null) {
    yield [`${label} of another type`, changed(document, path, { strange: [] })]
    return
  }
  if (Array.isArray(here)) {
    yield [`${label} of another type`, changed(document, path, 'strange')]
    for (const i of here.slice(0, 2).keys()) yield* spoiled(command, document, [...path, i])
    return
  }
  yield [`${label} with more`, changed(document, [...path, 'more'], true)]
  for (const name of Object.keys(here)) {
    if (!mayLack(command, [...path, name]))
      yield [`${label} without ${name}`, changed(document, [...path, name], undefined)]
    yield* spoiled(command, document, [...path, name])
  }
}

const at = (document: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], document)

/** A copy with another value at one place; `undefined` removes it. */
function changed(document: unknown, path: Path, value: unknown): unknown {
  const copy = structuredClone(document)
  const last = path.at(-1)
  if (last === undefined) return value
  const holder = at(copy, path.slice(0, -1)) as Record<string | number, unknown>
  if (value === undefined) delete holder[last]
  else holder[last] = value
  return copy
}
