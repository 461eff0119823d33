import { describe, expect, test } from 'vitest'
import { assign, setup } from 'xstate'
import {
  check,
  invariant,
  network,
  object,
  type PartRef,
  type Step,
  stepProperty,
  thread,
  witness,
} from '../../../checker/index.ts'
import { counters, doer, notebookMachine } from '../tiny-networks.ts'

/** Counts up to `top`, and down again from there in one step. */
const climberMachine = setup({
  types: { input: {} as number, context: {} as { height: number; top: number }, events: {} as Step<'up' | 'fall'> },
  guards: {
    canClimb: ({ context }) => context.height < context.top,
    isOnTop: ({ context }) => context.height === context.top,
  },
}).createMachine({
  context: ({ input }) => ({ height: 0, top: input }),
  on: {
    up: { guard: 'canClimb', actions: assign({ height: ({ context }) => context.height + 1 }) },
    fall: { guard: 'isOnTop', actions: assign({ height: 0 }) },
  },
})
const climber = (name: string, top: number) => thread(name, climberMachine, { input: top })

describe('a machine whose local states are found late', () => {
  test('is counted exactly, however often its field outgrows its bits', async () => {
    const result = await check(network({ threads: [climber('climber', 3000)] }))
    expect(result).toMatchObject({ verdict: 'holds', states: 3001, transitions: 3001, depth: 3000 })
  })

  test('is counted exactly beside others, old and new', async () => {
    const threads = [climber('low', 3), ...counters(3, 2).parts, climber('high', 300), climber('middle', 20)]
    const states = 4 * 8 * 301 * 21
    const result = await check(network({ threads }))
    // every thread can take exactly one step in every state
    expect(result).toMatchObject({ verdict: 'holds', states, transitions: 6 * states, depth: 3 + 3 + 300 + 20 })
  })

  test('is counted exactly in vectors that grow from one word to several', async () => {
    // a relay: each runner starts when the one before has arrived, so states are few and fields are wide
    const goal = 200
    const runners: ReturnType<typeof runner>[] = []
    const runner = (name: string, previous: PartRef | undefined) =>
      thread(
        name,
        setup({
          types: { context: {} as { at: number }, events: {} as Step<'run'> },
          guards: {
            isMyTurn: ({ context, event }) =>
              context.at < goal && (previous === undefined || event.see(previous).context.at === goal),
          },
        }).createMachine({
          context: { at: 0 },
          on: { run: { guard: 'isMyTurn', actions: assign({ at: ({ context }) => context.at + 1 }) } },
        }),
      )
    for (let i = 0; i < 12; i++) runners.push(runner(`runner ${i}`, runners.at(-1)))
    const order = invariant('order', (see) => {
      const places = runners.map((part) => see(part).context.at)
      return places.every((at, i) => i === 0 || at === 0 || places[i - 1] === goal) || places.join()
    })
    const arrived = witness('all arrive', (see) => runners.every((part) => see(part).context.at === goal))
    const question = { properties: [order], witnesses: [arrived], structural: [] }
    const result = await check(network({ threads: runners }), question)
    const steps = 12 * goal
    expect(result).toMatchObject({ verdict: 'holds', states: steps + 1, transitions: steps, depth: steps })
  })

  test('keeps its counterexample right', async () => {
    const [slow, quick] = [climber('slow', 1000), climber('quick', 2)]
    const high = invariant('low', (see) => see(slow).context.height < 700 || see(quick).context.height !== 1 || 'high')
    const result = await check(network({ threads: [quick, slow] }), { properties: [high] })
    expect(result).toMatchObject({ verdict: 'violated', violated: { property: 'low' }, depth: 701 })
    const contexts = result.trace?.final.map(({ state }) => state.slice(state.indexOf('{')))
    expect(contexts).toEqual(['{height: 1, top: 2}', '{height: 700, top: 1000}'])
    expect(result.trace?.steps.filter(({ thread }) => thread === 'slow')).toHaveLength(700)
  })

  test('keeps what was learned about properties before: invariants, step properties and witnesses', async () => {
    const [slow, quick] = [climber('slow', 500), climber('quick', 3)]
    const result = await check(network({ threads: [slow, quick] }), {
      properties: [
        invariant('height', (see) => see(slow).context.height <= 500 || 'higher'),
        stepProperty('one at a time', (step) => {
          const other = step.thread === 'slow' ? quick : slow
          return step.before(other).context.height === step.after(other).context.height || 'both'
        }),
      ],
      witnesses: [witness('both on top', (see) => see(slow).context.height === 500 && see(quick).context.height === 3)],
    })
    expect(result).toMatchObject({ verdict: 'holds', states: 501 * 4, witnesses: [{ reached: true }] })
  })
})

test('many properties and witnesses are each evaluated on their own', async () => {
  const { network, counts } = counters(2, 10)
  const sum = (wanted: number) => (counts: number[]) => (counts[0] as number) + (counts[1] as number) === wanted
  const witnesses = Array.from({ length: 45 }, (_, n) => witness(`sum ${n}`, (see) => sum(n)(counts(see))))
  const fine = Array.from({ length: 40 }, (_, n) =>
    invariant(`not ${n + 19}`, (see) => !sum(n + 19)(counts(see)) || 'is'),
  )
  const result = await check(network, { properties: fine, witnesses })
  expect(result).toMatchObject({ verdict: 'violated', violated: { kind: 'witness', property: 'sum 19' }, states: 100 })
  expect(result.witnesses.map(({ reached }) => reached)).toEqual(witnesses.map((_, n) => n <= 18))
  const broken = await check(network, {
    properties: [...fine, invariant('not 7', (see) => !sum(7)(counts(see)) || 'is')],
  })
  expect(broken).toMatchObject({ verdict: 'violated', violated: { property: 'not 7' }, depth: 7 })
})

test('a step that was learned in one situation is not taken for another', async () => {
  // whether `go` writes depends on one counter, what it writes on another
  const { parts, counts } = counters(2, 3)
  const book = object('book', notebookMachine)
  const writer = doer(
    'writer',
    ({ see, tell }) => tell(book, { type: 'write', word: `${counts(see)[1]}` }),
    ({ see }) => counts(see)[0] === 2,
  )
  const result = await check(network({ objects: [book], threads: [...parts, writer] }))
  // 9 states before the step; afterwards 9 for each of the three words
  expect(result).toMatchObject({ verdict: 'holds', states: 9 + 27, transitions: 18 + 3 + 54 })
})
