import { describe, expect, test } from 'vitest'
import { createMachine } from 'xstate'
import { mermaidStateDiagram } from '../../../checker/diagram/mermaid.ts'

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
        s1: trylock [else] / fail
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
        s3: over
        s0_any: ping / count
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
        s0: up [inline guard] / count
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
        s10: event (changes nothing)
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

  test('puts a dashed box on the arrow of a transition that never fired, in the state that has both ends', () => {
    const machine = createMachine({
      id: 'door',
      initial: 'shut',
      states: {
        shut: { on: { open: 'open', kick: 'open', knock: {} } },
        open: { initial: 'ajar', states: { ajar: { on: { push: 'wide' } }, wide: {} } },
      },
    })
    const unfired = new Set(['shut on kick', 'shut on knock', 'open.ajar on push'])
    expect(`\n${mermaidStateDiagram(machine, { unfired })}\n`).toMatchInlineSnapshot(`
      "
      stateDiagram-v2
        classDef unfired fill:none,stroke:#999,stroke-dasharray:4,color:#888
        state "shut" as s1
        state "open" as s2 {
          state "ajar" as s3
          state "wide" as s4
          state "push" as s3_to_s4
          [*] --> s3
        }
        state "kick" as s1_to_s2
        [*] --> s1
        s1: knock (changes nothing) (never fired)
        s1 --> s2: open
        s1 --> s1_to_s2
        s1_to_s2 --> s2
        class s1_to_s2 unfired
        s3 --> s3_to_s4
        s3_to_s4 --> s4
        class s3_to_s4 unfired
        state "dashed and grey: never fired in any search" as legend
        class legend unfired
      "
    `)
  })

  test('shows descriptions and notes: in the box of a state, or beside one with others inside', () => {
    const machine = createMachine({
      id: 'door',
      initial: 'shut',
      states: {
        shut: { description: 'nobody gets in', on: { open: 'open' } },
        open: { description: 'at last: open', initial: 'ajar', states: { ajar: {} } },
      },
    })
    const notes = new Map([
      ['shut', ['locked']],
      ['open', ['noisy']],
    ])
    expect(`\n${mermaidStateDiagram(machine, { notes })}\n`).toMatchInlineSnapshot(`
      "
      stateDiagram-v2
        state "shut" as s1
        state "open" as s2 {
          state "ajar" as s3
          [*] --> s3
        }
        [*] --> s1
        s1: nobody gets in
        s1: locked
        note right of s2: at last#58; open<br/>noisy
        s1 --> s2: open
      "
    `)
  })
})

describe('a part of a state diagram', () => {
  const machine = createMachine({
    id: 'trip',
    initial: 'home',
    states: {
      home: { on: { leave: 'away' } },
      away: {
        initial: 'train',
        onDone: 'home',
        states: {
          train: { on: { arrive: 'hotel', sleep: '#trip.home' } },
          hotel: { on: { rest: 'back' } },
          back: { type: 'final' },
        },
      },
    },
  })

  test('has only the states that were chosen; what their arrows lead to is a stub', () => {
    const notes = new Map([['away', ['tired']]])
    const diagram = mermaidStateDiagram(machine, { states: ['away.hotel', 'away.train'], notes })
    expect(`\n${diagram}\n`).toMatchInlineSnapshot(`
      "
      stateDiagram-v2
        classDef stub fill:none,stroke:#bbb,color:#888
        state "train" as s3
        state "hotel" as s4
        state "home" as s1
        state "back" as s5
        [*] --> s3
        class s1 stub
        class s5 stub
        s3 --> s4: arrive
        s3 --> s1: sleep
        s4 --> s5: rest
        state "everywhere here: tired" as around
      "
    `)
  })

  test('has a state with all that is in it', () => {
    const whole = mermaidStateDiagram(machine, { states: ['away', 'away.train'] })
    expect(whole).toContain('state "away" as s2 {')
    expect(whole.match(/state "train"/g)).toHaveLength(1)
    expect(whole).toContain('s2 --> s1: done')
    expect(whole).toContain('class s1 stub')
  })

  test('cannot have a state that there is not', () => {
    expect(() => mermaidStateDiagram(machine, { states: ['away.boat'] })).toThrow(
      'machine "trip" has no state "away.boat"; it has home; away; away.train; away.hotel; away.back',
    )
  })
})
