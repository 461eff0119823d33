/** Words are one namespace for all paths: each has one meaning, wherever a path uses it. */
import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { configure, machines, mutations } from '../../../model/index.ts'
import { wordsChanged } from '../../../model/mutations/changed-words.ts'
import { pathSetup } from '../../../model/paths/path.ts'

const [first] = configure({ scenario: 'discard', kernel: '7.0', mode: 'once' }).threads
if (first === undefined) throw new Error('nobody to speak')
const { actor } = first
const folder = new URL('../../../model/paths/vocabulary/', import.meta.url)

const keys = ({ guards = {}, actions = {} }: { guards?: object; actions?: object }) => [
  ...Object.keys(guards),
  ...Object.keys(actions),
]

/** What a machine's word is, as it is written. */
const textOf = (word: unknown) =>
  typeof word === 'function' && 'assignment' in word ? String(word.assignment) : String(word)

describe('a word', () => {
  test('is in one vocabulary', async () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.ts'))
    const modules = await Promise.all(files.map((file) => import(new URL(file, folder).href)))
    const exported = modules.flatMap((module: object) => Object.entries(module))
    const vocabularies = exported.filter(([name]) => name.endsWith('Words'))
    expect(vocabularies.length).toBeGreaterThan(10)
    const all = vocabularies.flatMap(([, words]) => keys(typeof words === 'function' ? words(actor) : words))
    expect(all.filter((word, i) => all.indexOf(word) !== i)).toEqual([])
  })

  test('that all paths share cannot be given another meaning by one of them', () => {
    const path = pathSetup(actor)
    expect(() => path.extend({ guards: { 'pte is none': () => true } })).toThrow(
      'all paths share the word "pte is none"; a path\'s own needs another name',
    )
    expect(() => path.extend({ guards: { 'pte is odd': () => true } })).not.toThrow()
  })

  /** Or else it would also change machines that mean something else by it. */
  test.each(mutations.filter(({ how }) => how.patch))(
    'that $id changes means the same in every machine',
    (mutation) => {
      for (const word of wordsChanged(mutation)) {
        const meanings = machines.flatMap(({ machine: { implementations } }) =>
          [implementations.guards, implementations.actions].flatMap((words: object) =>
            Object.entries(words).flatMap(([name, is]) => (name === word ? [textOf(is)] : [])),
          ),
        )
        expect(new Set(meanings).size, word).toBe(1)
      }
    },
  )
})
