import { describe, expect, test } from 'vitest'
import { hmmcheck, unread } from './run.ts'

describe('list', () => {
  test('lists everything, each kind under its name', () => {
    const { code, out } = hmmcheck('list')
    expect(out.match(/^\w+$/gm)).toEqual(['kernels', 'drivers', 'scenarios', 'properties', 'switches'])
    expect(code).toBe(0)
  })

  test('of one kind is one line each', () => {
    expect(hmmcheck('list', 'scenarios').out).toMatch(/^own-fault +\S/m)
    expect(hmmcheck('list', 'properties').out).toMatch(/^no-deadlock +\S/m)
    expect(hmmcheck('list', 'drivers').out).toMatch(/^test_hmm .*\(kernels 5\.8, /m)
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
    expect(hmmcheck('diagram', 'pte').out).toMatch(/^---\ntitle: "pte"\n---\nstateDiagram-v2\n {2}state "none" as /)
    expect(JSON.parse(hmmcheck('diagram', 'pte', '--json').out)).toMatchObject({ name: 'pte', format: 'mermaid' })
  })

  test('draws every machine there is', () => {
    const { machines } = JSON.parse(hmmcheck('diagram', '--json').out)
    for (const { name } of machines) expect(hmmcheck('diagram', name)).toMatchObject({ code: 0, err: '' })
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
})

describe('the command line', () => {
  test.each([
    ['--help'],
    ['help', 'check'],
    ['check', '--help'],
    ['claims', '--help'],
    ['list', '--help'],
    ['trace', '--help'],
    ['replay', '--help'],
    ['diagram', '--help'],
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
