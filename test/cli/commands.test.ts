import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { file, hmmcheck, hmmcheckAfter, unread } from './run.ts'

describe('list', () => {
  test('lists everything, each kind under its name', () => {
    const { code, out } = hmmcheck('list')
    expect(out.match(/^\w+$/gm)).toEqual(
      ['kernels', 'proposals', 'drivers', 'scenarios', 'properties', 'mutations', 'bugs', 'switches'].concat('claims'),
    )
    expect(code).toBe(0)
  })

  test('of one kind is one line each', () => {
    expect(hmmcheck('list', 'scenarios').out).toMatch(/^own-fault +\S/m)
    expect(hmmcheck('list', 'properties').out).toMatch(/^no-deadlock +\S/m)
    expect(hmmcheck('list', 'drivers').out).toMatch(/^test_hmm .*\(kernels 5\.8 to 7\.0\)$/m)
    expect(hmmcheck('list', 'proposals').out).toMatch(/^no-second-invalidation +holeNotify=none: \[PATCH v4 6\/6\] /m)
  })

  test('of kernels is what each changed; of switches, which of them the model shows', () => {
    expect(hmmcheck('list', 'kernels').out).toMatch(/^5\.11 +holeNotify=MIGRATE, clearRefsLock=write$/m)
    expect(hmmcheck('list', 'switches').out).toMatch(/^thpDevicePrivate +no\|yes: .* \(not modelled: no huge pages\)$/m)
    expect(hmmcheck('list', 'switches').out).toMatch(/^holeNotify +CLEAR\|MIGRATE\|none: [^()]*\(\)[^()]*$/m)
  })

  test('as JSON has the same names', () => {
    const { kernels } = JSON.parse(hmmcheck('list', 'kernels', '--json').out)
    const names = kernels.map(({ name }: { name: string }) => name)
    expect(hmmcheck('list', 'kernels').out.match(/^\S+/gm)).toEqual(names)
  })
})

describe('diagram', () => {
  test('lists the machines that can be drawn', () => {
    expect(hmmcheck('diagram').out).toMatch(/^pte +model\/objects\/pte\.ts +\S/m)
  })

  test('draws one', () => {
    expect(hmmcheck('diagram', 'pte').out).toMatch(/^---\ntitle: "pte: [^"]*"\n---\nstateDiagram-v2\n/)
    expect(hmmcheck('diagram', 'pte').out).toContain('  state "none" as ')
    expect(JSON.parse(hmmcheck('diagram', 'pte', '--json').out)).toMatchObject({ name: 'pte', format: 'mermaid' })
  })

  test('draws it as a picture, on standard output or into a file', () => {
    const out = file('pte.svg')
    expect(hmmcheck('diagram', 'pte', '--format', 'svg', '--out', out)).toEqual({ code: 0, out: '', err: '' })
    const drawn = readFileSync(out, 'utf8')
    expect(drawn).toMatch(/^<\?xml[^>]*>\n<svg /)
    expect(hmmcheck('diagram', 'pte', '--format', 'svg').out).toBe(drawn)
    const json = hmmcheck('diagram', 'pte', '--format', 'svg', '--json').out
    expect(JSON.parse(json)).toEqual({
      version: 1,
      name: 'pte',
      file: 'model/objects/pte.ts',
      format: 'svg',
      diagram: drawn,
    })
  })

  test('draws a part of one', () => {
    const { out } = hmmcheck('diagram', 'pte', '--state', 'zero', '--state', 'device')
    expect(out.match(/state "\w+" as s\d+( \{)?$/gm)).toEqual(
      expect.arrayContaining([
        'state "zero" as s2',
        expect.stringMatching(/^state "device" as s\d+ \{$/),
        'state "none" as s1',
      ]),
    )
    expect(out).not.toContain('"present"')
  })

  test('draws what it lists, objects and paths', () => {
    const { machines } = JSON.parse(hmmcheck('diagram', '--json').out)
    for (const { name } of [machines.at(0), machines.at(-1)])
      expect(hmmcheck('diagram', name)).toMatchObject({ code: 0, err: '' })
  })
})

describe('schema', () => {
  test('lists what there are schemas of', () => {
    expect(hmmcheck('schema').out).toMatch(/^verdict-table +\S.*\ncheck +\S/)
  })

  test('prints the one of a command, as JSON with and without --json', () => {
    const { code, out } = hmmcheck('schema', 'check')
    expect(JSON.parse(out)).toMatchObject({ $id: 'urn:hmmcheck:check', title: 'hmmcheck check --json' })
    expect(hmmcheck('schema', 'check', '--json').out).toBe(out)
    expect(code).toBe(0)
  })
})

describe('the verdict table', () => {
  test('has one row per kernel and driver, and ends with 1 exactly if there is a surprise', () => {
    const text = hmmcheck('--only', 'own-fault')
    const json = hmmcheck('--only', 'own-fault', '--json')
    const { rows, surprises } = JSON.parse(json.out)
    expect(text.out.match(/^[! ] {2}own-fault /gm)).toHaveLength(rows.length)
    expect(text.code).toBe(surprises === 0 ? 0 : 1)
    expect(json.code).toBe(text.code)
  })

  test('is the same, however many searches run at once', () => {
    const rows = (workers: string) =>
      JSON.parse(hmmcheck('--only', 'pinned', '--workers', workers, '--json').out).rows.map(
        ({ seconds, ...row }: { seconds: number }) => row,
      )
    expect(rows('3')).toEqual(rows('1'))
  })

  test.each([
    ['dies', 'process.exit(0)', /a worker thread that worked on pinned, 5\.4, contract ended: exit code 0/],
    ['throws', "throw new Error('no luck')", /a worker thread that worked on pinned, 5\.4, contract ended: no luck/],
  ])('ends with an error, and no table, if a worker thread %s', (_, deed, message) => {
    const text = `import { isMainThread } from 'node:worker_threads'\nif (!isMainThread) ${deed}`
    const { code, out, err } = hmmcheckAfter(file(`${deed.length}.mjs`, text), '--only', 'pinned', '--workers', '1')
    expect(err).toMatch(message)
    expect(out).toBe('')
    expect(code).toBe(2)
  })
})

describe('the command line', () => {
  test.each([
    ['--help'],
    ['help', 'check'],
    ['check', '--help'],
    ['claims', '--help'],
    ['bugs', '--help'],
    ['mutations', '--help'],
    ['list', '--help'],
    ['diff', '--help'],
    ['trace', '--help'],
    ['replay', '--help'],
    ['export', '--help'],
    ['simulate', '--help'],
    ['diagram', '--help'],
    ['schema', '--help'],
    ['coverage', '--help'],
  ])('explains itself: %s %s', (...given) => {
    const { code, out, err } = hmmcheck(...given.filter((word) => word !== undefined))
    expect(out).toMatch(/^Usage: hmmcheck /)
    expect(err).toBe('')
    expect(code).toBe(0)
  })

  test('knows its version', () => {
    expect(hmmcheck('--version').out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  test('ends quietly, with its own exit code, when nobody reads on', async () => {
    expect(await unread('check', 'own-fault', '--driver', 'A=test_hmm', '--json')).toMatchObject({ code: 1, err: '' })
    expect(await unread('list', '--json')).toMatchObject({ code: 0, err: '' })
  })
})
