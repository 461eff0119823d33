import { expect, test } from 'vitest'
import { fenced, fillBlocks } from '../../record/blocks.ts'

const blocks = new Map([
  ['table', '| a |'],
  ['walk home 1', fenced('x -> y\n', 'mermaid')],
])

test('each block of a page is filled, and nothing else is touched', () => {
  const page =
    'before\n<!-- generated table -->\nold\n\nold\n<!-- end -->\n<!-- generated walk home 1 -->\n<!-- end -->\nafter\n'
  const filled = fillBlocks('p.md', page, blocks)
  expect(filled).toBe(
    'before\n<!-- generated table -->\n| a |\n<!-- end -->\n<!-- generated walk home 1 -->\n```mermaid\nx -> y\n```\n<!-- end -->\nafter\n',
  )
  expect(fillBlocks('p.md', filled, blocks)).toBe(filled)
})

test('text that a replacement pattern would change stays as it is', () => {
  const dollars = new Map([['price', "$& $1 $'"]])
  expect(fillBlocks('p.md', '<!-- generated price --><!-- end -->', dollars)).toContain("$& $1 $'")
})

test('a block that nobody generates is an error, with those that there are', () => {
  expect(() => fillBlocks('p.md', '<!-- generated tabel --><!-- end -->', blocks)).toThrow(
    'p.md wants a block "tabel", and there is table, walk home 1',
  )
})
