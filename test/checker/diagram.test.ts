import { describe, expect, test } from 'vitest'
import { createMachine } from 'xstate'
import { mermaidStateDiagram } from '../../checker/diagram.ts'

// That Mermaid draws these was looked at once, by rendering them (and 1,200 random labels) with Mermaid 11.17; the texts
// are pinned here.

describe('a state diagram', () => {
  test('shows states, guards, functions and descriptions', () => {
    const machine = createMachine({
      id: 'folio',
      initial: 'unlocked',
      states: {
        unlocked: {
          on: {
            trylock: [
              { guard: 'isFree', target: 'locked', description: 'the usual case', meta: { function: 'folio_trylock' } },
              { actions: 'fail' },
            ],
            look: {},
          },
        },
        locked: { on: { unlock: 'unlocked', free: { guard: 'isUnused', target: 'gone' } } },
        gone: { type: 'final' },
      },
    })
    expect(`\n${mermaidStateDiagram(machine, { title: 'folio: "the lock"' })}\n`).toMatchInlineSnapshot(`
      "
      ---
      title: "folio: \\"the lock\\""
      ---
      stateDiagram-v2
        state "unlocked" as s1
        state "locked" as s2
        state "gone" as s3
        [*] --> s1
        s3 --> [*]
        s1: trylock [else]
        s1: look (changes nothing)
        s1 --> s2: trylock [isFree] /<br/>folio_trylock<br/>the usual case
        s2 --> s1: unlock
        s2 --> s3: free [isUnused]
      "
    `)
  })

  test('shows nested, parallel and history states, and arrows that Mermaid cannot draw as they are', () => {
    const machine = createMachine({
      id: 'whole',
      initial: 'idle',
      on: { reset: '.idle', ping: { actions: 'count' } },
      states: {
        idle: { on: { go: 'work', resume: 'work.last' } },
        work: {
          initial: 'first',
          on: { abort: 'idle', restart: '.first' },
          onDone: 'both',
          states: {
            first: { on: { next: 'second', over: '#whole.work' } },
            second: { type: 'final' },
            last: { type: 'history', history: 'deep' },
          },
        },
        both: {
          type: 'parallel',
          states: {
            left: { initial: 'a', states: { a: { on: { flip: 'b' } }, b: {} } },
            right: { initial: 'c', states: { c: { always: { guard: 'isReady', target: 'd' } }, d: {} } },
          },
        },
      },
    })
    expect(`\n${mermaidStateDiagram(machine)}\n`).toMatchInlineSnapshot(`
      "
      stateDiagram-v2
        state "whole" as s0 {
          state "idle" as s1
          state "work" as s2 {
            state "first" as s3
            state "second" as s4
            state "H#42;" as s5
            state "any state" as s2_any
            [*] --> s3
            s4 --> [*]
          }
          state "both" as s6 {
            state "left" as s7 {
              state "a" as s8
              state "b" as s9
              [*] --> s8
            }
            --
            state "right" as s10 {
              state "c" as s11
              state "d" as s12
              [*] --> s11
            }
          }
          state "any state" as s0_any
          [*] --> s1
        }
        s0_any: ping
        s3: over
        s0_any --> s1: reset
        s1 --> s2: go
        s1 --> s5: resume
        s2 --> s1: abort
        s2_any --> s3: restart
        s2 --> s6: done
        s3 --> s4: next
        s8 --> s9: flip
        s11 --> s12: always [isReady]
      "
    `)
  })

  test('of a machine without states shows its events inside of it', () => {
    const machine = createMachine({ id: 'counter', on: { up: { actions: 'count', guard: () => true }, look: {} } })
    expect(`\n${mermaidStateDiagram(machine)}\n`).toMatchInlineSnapshot(`
      "
      stateDiagram-v2
        state "counter" as s0
        s0: up [inline guard]
        s0: look (changes nothing)
      "
    `)
  })

  test('of an empty machine is one box', () => {
    expect(mermaidStateDiagram(createMachine({ id: 'empty' }))).toBe('stateDiagram-v2\n  state "empty" as s0')
  })

  test('lets no name end a statement, whatever is in it', () => {
    const names = [
      'by: (A)',
      'end',
      'style',
      'note -- over --> x {',
      '%%',
      '<b>',
      '[*]',
      'a;b',
      '"q"',
      '',
      ':::x',
      '__x__',
    ]
    const states = Object.fromEntries(names.map((name) => [name, { on: { event: { description: name } } }]))
    const machine = createMachine({ id: 'odd', initial: 'end', states })
    expect(`\n${mermaidStateDiagram(machine)}\n`).toMatchInlineSnapshot(`
      "
      stateDiagram-v2
        state "by: (A)" as s1
        state "#101;nd" as s2
        state "#115;tyle" as s3
        state "note #45;- over #45;-> x {" as s4
        state "#37;#37;" as s5
        state "#60;b>" as s6
        state "#91;#42;]" as s7
        state "a#59;b" as s8
        state "#34;q#34;" as s9
        state "(no name)" as s10
        state "#58;#58;#58;x" as s11
        state "#95;#95;x#95;#95;" as s12
        [*] --> s2
        s1: event (changes nothing)<br/>by: (A)
        s2: event (changes nothing)<br/>#101;nd
        s3: event (changes nothing)<br/>#115;tyle
        s4: event (changes nothing)<br/>note #45;- over #45;-> x {
        s5: event (changes nothing)<br/>#37;#37;
        s6: event (changes nothing)<br/>#60;b>
        s7: event (changes nothing)<br/>#91;#42;]
        s8: event (changes nothing)<br/>a#59;b
        s9: event (changes nothing)<br/>#34;q#34;
        s10: event (changes nothing)<br/>
        s11: event (changes nothing)<br/>#58;#58;#58;x
        s12: event (changes nothing)<br/>#95;#95;x#95;#95;
      "
    `)
  })

  test('names delays and finished actors for what they are', () => {
    const machine = createMachine({
      id: 'timed',
      initial: 'a',
      states: { a: { after: { 1000: 'b' } }, b: { invoke: { src: 'x', onDone: 'a', onError: 'b' } } },
    })
    const text = mermaidStateDiagram(machine)
    expect(text).toContain('s1 --> s2: after 1000')
    expect(text).toContain('s2 --> s1: done')
    expect(text).toContain('s2: error')
  })
})
