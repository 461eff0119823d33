import { expect, test } from 'vitest'
import { createMachine } from 'xstate'
import { dotStateDiagram } from '../../../checker/index.ts'

// That Graphviz draws these is tested where they are drawn, in test/cli/svg.test.ts.

const drawn = (dot: string) =>
  dot
    .split('\n')
    .filter((line) => !/^ {2}(graph|node|edge) \[/.test(line))
    .join('\n')

test('a state with others inside is a cluster; arrows into it end at the dot where it starts', () => {
  const machine = createMachine({
    id: 'whole',
    initial: 'idle',
    states: {
      idle: { description: 'nothing to do', on: { go: 'work' } },
      work: {
        description: 'busy',
        initial: 'first',
        onDone: 'idle',
        states: { first: { on: { next: 'last', stay: {} } }, last: { type: 'final' } },
      },
    },
  })
  expect(`\n${drawn(dotStateDiagram(machine, { title: 'a & b' }))}\n`).toMatchInlineSnapshot(`
    "
    digraph "a & b" {
      label=<<B>a &amp; b</B>>
      start_s0 [shape=point, width=0.12, color="#404040", fillcolor="#404040"]
      start_s0 -> s1
      s1 [label=<<B>idle</B><BR/><FONT POINT-SIZE="9" COLOR="#666666">nothing to do</FONT><BR ALIGN="LEFT"/>>]
      subgraph cluster_s2 {
        graph [style="rounded,filled", color="#9aa7c2", fontsize=11, fillcolor="#00000008", margin=12, label=<<B>work</B><BR/><FONT POINT-SIZE="9" COLOR="#666666">busy</FONT>>]
        start_s2 [shape=point, width=0.12, color="#404040", fillcolor="#404040"]
        start_s2 -> s3
        s3 [label=<<B>first</B><BR/><FONT POINT-SIZE="9" COLOR="#404040">stay (changes nothing)</FONT><BR ALIGN="LEFT"/>>]
        s4 [label=<<B>last</B>>, peripheries=2]
      }
      s1 -> start_s2 [label=<&#160;go<BR ALIGN="LEFT"/>&#160;<BR ALIGN="LEFT"/>>]
      s1 -> start_s2 [label=<&#160;<BR ALIGN="LEFT"/>&#160;done<BR ALIGN="LEFT"/>>, dir=back, lhead=cluster_s2]
      s3 -> s4 [label=<&#160;next<BR ALIGN="LEFT"/>>]
    }
    "
  `)
})

const arrows = (dot: string) =>
  dot
    .split('\n')
    .filter((line) => line.includes('label=<&#160;'))
    .map((line) => line.trim())

test('an arrow that leads back is laid out the other way round, so that the start is on top', () => {
  const states = { c: { on: { back: 'a' } }, b: { on: { on: 'c' } }, a: { on: { go: 'b' } } }
  expect(arrows(dotStateDiagram(createMachine({ id: 'm', initial: 'a', states })))).toEqual([
    's3 -> s1 [label=<&#160;back<BR ALIGN="LEFT"/>>, dir=back]',
    's2 -> s1 [label=<&#160;on<BR ALIGN="LEFT"/>>]',
    's3 -> s2 [label=<&#160;go<BR ALIGN="LEFT"/>>]',
  ])
})

test('the labels of two opposite arrows leave room for each other', () => {
  const states = { a: { on: { go: 'b' } }, b: { on: { back: 'a', home: 'a' } } }
  const line = (text: string) => `&#160;${text}<BR ALIGN="LEFT"/>`
  expect(arrows(dotStateDiagram(createMachine({ id: 'm', initial: 'a', states })))).toEqual([
    `s1 -> s2 [label=<${line('go')}${line('')}${line('')}>]`,
    `s1 -> s2 [label=<${line('')}${line('back')}${line('home')}>, dir=back]`,
  ])
})

test('transitions that never fired are dashed and grey, apart from those that did, and have a legend', () => {
  const machine = createMachine({
    id: 'm',
    initial: 'a',
    states: { a: { on: { one: 'b', two: 'b', three: 'b', look: {} } }, b: {} },
  })
  const unfired = new Set(['a on two', 'a on three', 'a on look'])
  expect(`\n${drawn(dotStateDiagram(machine, { unfired }))}\n`).toMatchInlineSnapshot(`
    "
    digraph "m" {
      label=<<FONT POINT-SIZE="9" COLOR="#8a8a8a">dashed and grey: never fired in any search</FONT>>
      start_s0 [shape=point, width=0.12, color="#404040", fillcolor="#404040"]
      start_s0 -> s1
      s1 [label=<<B>a</B><BR/><FONT POINT-SIZE="9" COLOR="#404040"><FONT COLOR="#8a8a8a">look (changes nothing)</FONT></FONT><BR ALIGN="LEFT"/>>]
      s2 [label=<<B>b</B>>]
      s1 -> s2 [label=<&#160;one<BR ALIGN="LEFT"/>>]
      s1 -> s2 [label=<&#160;<FONT COLOR="#8a8a8a">two</FONT><BR ALIGN="LEFT"/>&#160;<FONT COLOR="#8a8a8a">three</FONT><BR ALIGN="LEFT"/>>, style=dashed, color="#8a8a8a"]
    }
    "
  `)
})
