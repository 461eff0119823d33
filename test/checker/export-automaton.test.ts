import { describe, expect, test } from 'vitest'
import { assign, setup } from 'xstate'
import {
  dotStateDiagram,
  exportNetwork,
  network,
  object,
  type PartRef,
  type Step,
  thread,
} from '../../checker/index.ts'
import { machines } from '../../model/index.ts'
import { parseDot } from './dot-grammar.ts'
import { crossedLocks } from './tiny-networks.ts'

async function automaton(of: ReturnType<typeof network>, part: PartRef): Promise<string> {
  const options = { title: 'a test', name: 'test', statesOnly: false, part }
  const exported = await exportNetwork(of, {}, 'rv', options)
  if (typeof exported === 'string') throw new Error(exported)
  return [...exported.lines].join('\n').concat('\n')
}

/**
 * What the generator of monitors reads, line by line as it does: tools/verification/rvgen/rvgen/automata.py and
 * Documentation/trace/rv/deterministic_automata.rst.
 */
function readAsGenerator(text: string) {
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  expect(lines[0]?.slice(0, 2)).toEqual(['digraph', 'state_automaton'])
  const first = lines.findIndex(([word]) => word === '{node')
  const last = lines.findLastIndex(([word]) => word === '{node')
  const named = lines.slice(first, last + 1).map((words) => {
    expect(words[0]).toBe('{node')
    return { name: words.at(-1)?.replace(/^"(\w+)"};$/, '$1') ?? '', isMarked: words.includes('doublecircle]') }
  })
  const [initial, ...states] = named
  expect(initial?.name).toMatch(/^__init_/)
  const steps: [string, string, string][] = []
  // the line after the states leads to the initial one, and is not looked at
  for (const words of lines.slice(last + 2)) {
    if (!words[0]?.startsWith('"')) break
    if (words[1] !== '->') continue
    const plain = (word: string | undefined): string => /^"(\w+)"$/.exec(word ?? '')?.[1] ?? `not a word: ${word}`
    steps.push([plain(words[0]), plain(words.slice(words.indexOf('label') + 2, -1).join('')), plain(words[2])])
  }
  return {
    initial: initial?.name.slice('__init_'.length),
    states: states.map(({ name }) => name),
    marked: states.filter(({ isMarked }) => isMarked).map(({ name }) => name),
    steps,
  }
}

describe('an automaton', () => {
  test('of an object has a step for everything that it is told, with the payload where that decides', async () => {
    const { network, left } = crossedLocks()
    expect(readAsGenerator(await automaton(network, left))).toEqual({
      initial: 'free',
      states: ['free', 'held', 'held_2'],
      marked: ['free'],
      steps: [
        ['free', 'take_by_A', 'held'],
        ['free', 'take_by_B', 'held_2'],
        ['held', 'release', 'free'],
        ['held_2', 'release', 'free'],
      ],
    })
  })

  test('of a thread has its own events, and marks where it may rest', async () => {
    const machine = setup({ types: { events: {} as Step<'go' | 'come'> } }).createMachine({
      initial: 'home',
      states: { home: { tags: 'rest', on: { go: 'away' } }, away: { on: { come: 'home' } } },
    })
    const walker = thread('walker', machine)
    expect(readAsGenerator(await automaton(network({ threads: [walker] }), walker))).toEqual({
      initial: 'home',
      states: ['home', 'away'],
      marked: ['home'],
      steps: [
        ['home', 'go', 'away'],
        ['away', 'come', 'home'],
      ],
    })
  })

  test('also has the states that an object is in only between two events of one step', async () => {
    const light = setup({ types: { events: {} as { type: 'next' } } }).createMachine({
      id: 'light',
      initial: 'red',
      states: { red: { on: { next: 'green' } }, green: { on: { next: 'red' } } },
    })
    const lamp = object('lamp', light)
    const machine = setup({ types: { events: {} as Step<'blink'> } }).createMachine({
      on: {
        blink: {
          actions: ({ event }) => {
            event.tell(lamp, { type: 'next' })
            event.tell(lamp, { type: 'next' })
          },
        },
      },
    })
    const { steps } = readAsGenerator(
      await automaton(network({ objects: [lamp], threads: [thread('T', machine)] }), lamp),
    )
    expect(steps).toEqual([
      ['red', 'next', 'green'],
      ['green', 'next', 'red'],
    ])
  })

  test('is refused where other parts decide what an event leads to, saying where', async () => {
    const coin = setup({ types: { context: {} as { up: boolean }, events: {} as { type: 'flip' } } }).createMachine({
      id: 'coin',
      context: { up: true },
      on: { flip: { actions: assign({ up: ({ context }) => !context.up }) } },
    })
    const shared = object('coin', coin)
    const flips = setup({ types: { events: {} as Step<'flip'> } }).createMachine({
      on: { flip: { actions: ({ event }) => event.tell(shared, { type: 'flip' }) } },
    })
    const looks = setup({
      types: { events: {} as Step<'look'> },
      guards: { up: ({ event }) => event.see(shared).context.up },
    }).createMachine({
      initial: 'before',
      states: {
        before: { on: { look: [{ guard: 'up', target: 'heads' }, { target: 'tails' }] } },
        heads: {},
        tails: {},
      },
    })
    const judge = thread('judge', looks)
    const both = network({ objects: [shared], threads: [thread('hand', flips), judge] })
    await expect(automaton(both, judge)).rejects.toThrow(
      '"judge" is not deterministic by itself, so it has no automaton: in before, the event look leads to heads or to tails, as other parts say',
    )
  })

  test('is Graphviz, too', async () => {
    const { network, left } = crossedLocks()
    const { name, nodes, edges } = parseDot(await automaton(network, left))
    expect(name).toBe('state_automaton')
    expect([...nodes]).toEqual(['__init_free', 'free', 'held', 'held_2'])
    expect(edges).toHaveLength(5)
  })
})

describe('the diagrams that Graphviz lays out', () => {
  test.each(machines.map(({ name, machine }) => [name, machine] as const))('are its language: %s', (_, machine) => {
    const { nodes } = parseDot(
      dotStateDiagram(machine, { title: 'a "title" & more', notes: new Map([['', ['<note>']]]) }),
    )
    expect(nodes.size).toBeGreaterThan(0)
  })
})

test('what is not Graphviz is not read as if it were', () => {
  for (const text of [
    'digraph {',
    'digraph { a -> }',
    'digraph { a [b] }',
    'digraph { a [label=<<B>x</I>>] }',
    'digraph a b {}',
    'digraph { a -- b }',
  ])
    expect(() => parseDot(text), text).toThrow()
})
