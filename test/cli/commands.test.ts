import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { file, hmmcheckAfter, hmmcheckHere, unread } from './run.ts'

describe('list', () => {
  test('lists everything, each kind under its name', async () => {
    const { code, out } = await hmmcheckHere('list')
    expect(out.match(/^\w+$/gm)).toEqual(
      ['kernels', 'proposals', 'drivers', 'scenarios', 'properties', 'mutations', 'bugs', 'switches'].concat('claims'),
    )
    expect(code).toBe(0)
  })

  test('of one kind is one line each', async () => {
    expect((await hmmcheckHere('list', 'scenarios')).out).toMatch(/^own-fault +\S/m)
    expect((await hmmcheckHere('list', 'properties')).out).toMatch(/^no-deadlock +\S/m)
    expect((await hmmcheckHere('list', 'drivers')).out).toMatch(/^test_hmm .*\(kernels 5\.8 to 7\.0\)$/m)
    expect((await hmmcheckHere('list', 'proposals')).out).toMatch(
      /^no-second-invalidation +holeNotify=none: \[PATCH v4 6\/6\] /m,
    )
  })

  test('of kernels is what each changed; of switches, which of them the model shows', async () => {
    expect((await hmmcheckHere('list', 'kernels')).out).toMatch(
      /^5\.11 +holeNotify=MIGRATE, clearRefsLock=write, clearRefsPinned=left-alone$/m,
    )
    expect((await hmmcheckHere('list', 'switches')).out).toMatch(
      /^thpDevicePrivate +no\|yes: .* \(not modelled: no huge pages\)$/m,
    )
    expect((await hmmcheckHere('list', 'switches')).out).toMatch(
      /^holeNotify +CLEAR\|MIGRATE\|none: [^()]*\(\)[^()]*$/m,
    )
  })

  test('as JSON has the same names', async () => {
    const { kernels } = JSON.parse((await hmmcheckHere('list', 'kernels', '--json')).out)
    const names = kernels.map(({ name }: { name: string }) => name)
    expect((await hmmcheckHere('list', 'kernels')).out.match(/^\S+/gm)).toEqual(names)
  })
})

describe('diagram', () => {
  test('lists the machines that can be drawn', async () => {
    expect((await hmmcheckHere('diagram')).out).toMatch(/^pte +model\/objects\/pte\.ts +\S/m)
  })

  test('draws one', async () => {
    expect((await hmmcheckHere('diagram', 'pte')).out).toMatch(/^---\ntitle: "pte: [^"]*"\n---\nstateDiagram-v2\n/)
    expect((await hmmcheckHere('diagram', 'pte')).out).toContain('  state "none" as ')
    expect(JSON.parse((await hmmcheckHere('diagram', 'pte', '--json')).out)).toMatchObject({
      name: 'pte',
      format: 'mermaid',
    })
  })

  test('draws it as a picture, on standard output or into a file', async () => {
    const out = file('pte.svg')
    expect(await hmmcheckHere('diagram', 'pte', '--format', 'svg', '--out', out)).toEqual({ code: 0, out: '', err: '' })
    const drawn = readFileSync(out, 'utf8')
    expect(drawn).toMatch(/^<\?xml[^>]*>\n<svg /)
    expect((await hmmcheckHere('diagram', 'pte', '--format', 'svg')).out).toBe(drawn)
    const json = (await hmmcheckHere('diagram', 'pte', '--format', 'svg', '--json')).out
    expect(JSON.parse(json)).toEqual({
      version: 1,
      name: 'pte',
      file: 'model/objects/pte.ts',
      format: 'svg',
      diagram: drawn,
    })
  })

  test('draws a part of one', async () => {
    const { out } = await hmmcheckHere('diagram', 'pte', '--state', 'zero', '--state', 'device')
    expect(out.match(/state "\w+" as s\d+( \{)?$/gm)).toEqual(
      expect.arrayContaining([
        'state "zero" as s2',
        expect.stringMatching(/^state "device" as s\d+ \{$/),
        'state "none" as s1',
      ]),
    )
    expect(out).not.toContain('"present"')
  })

  test('draws what it lists, objects and paths', async () => {
    const { machines } = JSON.parse((await hmmcheckHere('diagram', '--json')).out)
    for (const { name } of [machines.at(0), machines.at(-1)])
      expect(await hmmcheckHere('diagram', name)).toMatchObject({ code: 0, err: '' })
  })
})

describe('schema', () => {
  test('lists what there are schemas of', async () => {
    expect((await hmmcheckHere('schema')).out).toMatch(/^verdict-table +\S.*\ncheck +\S/)
  })

  test('prints the one of a command, as JSON with and without --json', async () => {
    const { code, out } = await hmmcheckHere('schema', 'check')
    expect(JSON.parse(out)).toMatchObject({ $id: 'urn:hmmcheck:check', title: 'hmmcheck check --json' })
    expect((await hmmcheckHere('schema', 'check', '--json')).out).toBe(out)
    expect(code).toBe(0)
  })
})

describe('the verdict table', () => {
  test('has one row per kernel and driver, and ends with 1 exactly if there is a surprise', async () => {
    const text = await hmmcheckHere('--only', 'own-fault')
    const json = await hmmcheckHere('--only', 'own-fault', '--json')
    const { rows, surprises } = JSON.parse(json.out)
    expect(text.out.match(/^[! ] {2}own-fault /gm)).toHaveLength(rows.length)
    expect(text.code).toBe(surprises === 0 ? 0 : 1)
    expect(json.code).toBe(text.code)
  })

  test('is the same, however many searches run at once', async () => {
    const rows = async (workers: string) =>
      JSON.parse((await hmmcheckHere('--only', 'pinned', '--workers', workers, '--json')).out).rows.map(
        ({ seconds, ...row }: { seconds: number }) => row,
      )
    expect(await rows('3')).toEqual(await rows('1'))
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
  ])('explains itself: %s %s', async (...given) => {
    const { code, out, err } = await hmmcheckHere(...given.filter((word) => word !== undefined))
    expect(out).toMatch(/^Usage: hmmcheck /)
    expect(err).toBe('')
    expect(code).toBe(0)
  })

  test('knows its version', async () => {
    expect((await hmmcheckHere('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  test('ends quietly, with its own exit code, when nobody reads on', async () => {
    expect(await unread('check', 'own-fault', '--driver', 'A=test_hmm', '--json')).toMatchObject({ code: 1, err: '' })
    expect(await unread('list', '--json')).toMatchObject({ code: 0, err: '' })
  })
})
