import { expect, test } from 'vitest'
import { formatMermaid } from '../../../checker/trace/mermaid.ts'
import { broken, handMade } from './hand-made.ts'

test('a trace becomes a sequence diagram of its threads and of the objects that change', () => {
  expect(`\n${formatMermaid(handMade(2), broken)}\n`).toMatchInlineSnapshot(`
    "
    sequenceDiagram
      participant p0 as worker number 1
      participant p1 as worker number 2
      participant p2 as box
      Note over p0: nobody waits #8594; nothing to do#59; #8220;quoted#8221;, 100 #37;,<br/>#35;3
      p0->>p2: 1. collect_and_lock()<br/>open {sequence: 3 -> 4}
      p1->>p1: 2. look_around(all)
      p0->>p2: 3. release_everything_that_was_collected_and#95;<br/>locked()<br/>open {owner: nobody, waiters: 0, dirty: true,<br/>sequence: 4} -> closed by worker number 1,<br/>waiting for the others
      Note over p0,p2: box-stays-open is broken: the box is closed while worker number 2 looks#59; the<br/>promise #34;Nobody closes a box that somebody looks into#34; is written down in the<br/>house rules, section #34;Boxes#34;, as agreed by J#233;r#244;me on the first of May.
    "
  `)
})

test('no text can end a statement, open a comment or start a tag', () => {
  const [first] = handMade(1).steps
  const nasty = 'end; <b>x</b> %% style a:#12; "q" {y} & z'
  const trace = { ...handMade(1), steps: first === undefined ? [] : [{ ...first, function: nasty, note: nasty }] }
  const [, , , note] = formatMermaid(trace, broken).split('\n')
  expect(note).toBe('  Note over p0: end#59; #60;b>x#60;/b> #37;#37; #115;tyle a#58;#35;12#59; #34;q#34; {y} #38; z')
})

test('a trace without steps shows its threads', () => {
  expect(formatMermaid({ ...handMade(2), steps: [] }, broken)).toContain('participant p1 as worker number 2')
})

test('what a run repeats for ever is drawn as a loop', () => {
  const lines = formatMermaid({ ...handMade(2), cycle: 1 }, broken).split('\n')
  const inLoop = lines.slice(lines.indexOf('  loop for ever') + 1, lines.indexOf('  end'))
  expect(inLoop.filter((line) => /: \d+\. /.test(line)).map((line) => /: (\d+)\. /.exec(line)?.[1])).toEqual(['2', '3'])
  expect(formatMermaid({ ...handMade(2), cycle: 3 }, broken)).not.toContain('loop') // it stops
})
