import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { machines } from '../model/index.ts'
import { slices } from '../record/slices.ts'

const root = join(import.meta.dirname, '..')
const pages = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md'))
  .map((file) => `docs/${file.replaceAll('\\', '/')}`)

const read = (page: string): string => readFileSync(join(root, page), 'utf8')

/** Files that a page links to or shows, from the root of the repository, with the heading that is meant. */
const links = (page: string) =>
  [...read(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', heading] = target.split('#')
      return { file: path === '' ? page : join(dirname(page), path).replaceAll('\\', '/'), heading }
    })

test('the pages are found, with their links', () => {
  expect(pages).toEqual(expect.arrayContaining(['docs/diagrams/README.md', 'docs/protocol-in-pictures.md']))
  expect(links('docs/protocol-in-pictures.md').length).toBeGreaterThan(15)
})

test('every link leads to a file that there is, and to a heading that it has', () => {
  const slug = (heading: string) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-')
  for (const page of pages)
    for (const { file, heading } of links(page)) {
      expect(existsSync(join(root, file)), `${page} -> ${file}`).toBe(true)
      if (heading === undefined) continue
      const headings = [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, text = '']) => slug(text))
      expect(headings, `${page} -> ${file}`).toContain(heading)
    }
})

test('every picture is of a machine that there is, or of a part of one', () => {
  const names = [...machines.map(({ name }) => name), ...slices.map(({ name }) => name)]
  const shown = links('docs/protocol-in-pictures.md').filter(({ file }) => file.endsWith('.svg'))
  for (const { file } of shown) expect(names).toContain(file.replace('docs/diagrams/', '').replace('.svg', ''))
  for (const { name, machine } of slices) {
    expect(machines.map(({ name }) => name)).toContain(machine)
    expect(
      shown.map(({ file }) => file),
      'a part that no page shows',
    ).toContain(`docs/diagrams/${name}.svg`)
  }
})

test('a page says nothing of pictures that nobody can see: each has a text of its own', () => {
  const texts = [...read('docs/protocol-in-pictures.md').matchAll(/!\[([^\]]*)\]/g)].map(([, text = '']) => text)
  for (const text of texts) expect(text.length).toBeGreaterThan(8)
  expect(new Set(texts).size).toBe(texts.length)
})
