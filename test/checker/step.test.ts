import { describe, expect, test, vi } from 'vitest'
import {
  type AnyStateMachine,
  assign,
  cancel,
  createMachine,
  emit,
  enqueueActions,
  log,
  raise,
  sendTo,
  setup,
  spawnChild,
  stopChild,
} from 'xstate'
import {
  check,
  ModelError,
  network,
  type ObjectRef,
  object,
  type Step,
  type Tell,
  thread,
} from '../../checker/index.ts'
import { initialSnapshot, offersOf, showOffer, takeStep } from '../../checker/step.ts'
import { doer, lockMachine, notebookMachine } from './tiny-networks.ts'

/** Takes the step `go` in the initial states. */
const go = (part: ReturnType<typeof doer>) => takeStep(part, { type: 'go' }, initialSnapshot)

function heard(outcome: ReturnType<typeof takeStep>, part: ObjectRef<typeof notebookMachine>): readonly string[] {
  expect(outcome.kind).toBe('taken')
  return outcome.kind === 'taken' ? outcome.after.get(part)?.context.words : []
}

describe('the events told in one step', () => {
  const [first, second] = [object('first', notebookMachine), object('second', notebookMachine)]
  const write = (tell: Tell, book: ObjectRef<typeof notebookMachine>, word: string) =>
    tell(book, { type: 'write', word })

  test('arrive in the order in which they were told', () => {
    const outcome = go(
      doer('writer', ({ tell }) => {
        for (const word of ['one', 'two', 'three']) write(tell, first, word)
      }),
    )
    expect(heard(outcome, first)).toEqual(['one', 'two', 'three'])
  })

  test('arrive in that order also when objects take turns', () => {
    const outcome = go(
      doer('writer', ({ tell }) => {
        write(tell, first, 'one')
        write(tell, second, 'two')
        write(tell, first, 'three')
      }),
    )
    expect(heard(outcome, first)).toEqual(['one', 'three'])
    expect(heard(outcome, second)).toEqual(['two'])
    const coverage = outcome.kind === 'taken' ? outcome.fired.map(({ part }) => part.name) : []
    expect(coverage).toEqual(['writer', 'first', 'second', 'first'])
  })

  test('are told by every action of the step, in the order of the statechart: exit, transition, entry, always', () => {
    const say =
      (word: string) =>
      ({ event }: { event: Step<'go'> }) =>
        write(event.tell, first, word)
    const machine = setup({ types: { events: {} as Step<'go'> } }).createMachine({
      initial: 'a',
      states: {
        a: { exit: say('exit'), on: { go: { target: 'b', actions: [say('transition'), say('again')] } } },
        b: { entry: say('entry'), always: { target: 'c', actions: say('always') } },
        c: { entry: say('entry of c') },
      },
    })
    const outcome = takeStep(thread('speaker', machine), { type: 'go' }, initialSnapshot)
    expect(heard(outcome, first)).toEqual(['exit', 'transition', 'again', 'entry', 'always', 'entry of c'])
  })

  test('end with the first that is illegal', () => {
    const lock = object('lock', lockMachine)
    const outcome = go(
      doer('A', ({ tell }) => {
        write(tell, first, 'one')
        tell(lock, { type: 'release' })
        tell(lock, { type: 'take', by: 'A' })
      }),
    )
    expect(outcome).toMatchObject({
      kind: 'illegal',
      object: { name: 'lock' },
      event: { type: 'release' },
      state: { value: 'free' },
    })
  })

  test('may each be legal only after the one before', async () => {
    const lock = object('lock', lockMachine)
    const hasty = doer('A', ({ tell }) => {
      tell(lock, { type: 'take', by: 'A' })
      tell(lock, { type: 'release' })
      tell(lock, { type: 'take', by: 'A again' })
    })
    const outcome = go(hasty)
    expect(outcome.kind === 'taken' && outcome.after.get(lock)?.context).toEqual({ holder: 'A again' })
    expect((await check(network({ objects: [lock], threads: [hasty] }))).verdict).toBe('holds')
  })
})

describe('a step sees the world as it was before the step', () => {
  const lock = object('lock', lockMachine)

  test('in its guards and its actions, whatever it has told', () => {
    const seen: unknown[] = []
    go(
      doer(
        'A',
        ({ see, tell }) => {
          tell(lock, { type: 'take', by: 'A' })
          seen.push(see(lock).value)
        },
        ({ see }) => seen.push(see(lock).value) > 0,
      ),
    )
    expect(seen.length).toBeGreaterThan(1)
    expect(new Set(seen)).toEqual(new Set(['free']))
  })

  test('of the thread itself too, while XState hands its actions the context so far', () => {
    const seen: number[] = []
    const machine = setup({
      types: { context: {} as { count: number }, events: {} as Step<'go'> },
    }).createMachine({
      context: { count: 0 },
      on: {
        go: {
          actions: [
            assign({ count: 1 }),
            ({ context, event }) => seen.push(context.count, event.see(self).context.count),
            assign({ count: 2 }),
          ],
        },
      },
    })
    const self = thread('self', machine)
    const outcome = takeStep(self, { type: 'go' }, initialSnapshot)
    expect(seen).toEqual([1, 0])
    expect(outcome.kind === 'taken' && outcome.after.get(self)?.context).toEqual({ count: 2 })
  })

  test('in the entry action of the state that it enters', () => {
    let seen: unknown
    const machine = setup({ types: { events: {} as Step<'go'> } }).createMachine({
      initial: 'a',
      states: {
        a: { on: { go: { target: 'b', actions: ({ event }) => event.tell(lock, { type: 'take', by: 'x' }) } } },
        b: {
          entry: ({ event }) => {
            seen = event.see(lock).value
          },
        },
      },
    })
    takeStep(thread('x', machine), { type: 'go' }, initialSnapshot)
    expect(seen).toBe('free')
  })
})

describe('telling', () => {
  const book = object('book', notebookMachine)

  test('is refused in a guard, which XState may ask more than once', () => {
    const machine = doer(
      'A',
      () => {},
      ({ tell }) => {
        tell(book, { type: 'write', word: 'guard' })
        return true
      },
    )
    expect(() => go(machine)).toThrow(ModelError)
    expect(() => go(machine)).toThrow(/^machine "A", event "go": .*only an action of the step may tell/)
  })

  test('is refused in an assign', () => {
    const machine = setup({ types: { events: {} as Step<'go'> } }).createMachine({
      on: {
        go: {
          actions: assign(({ event }) => {
            event.tell(book, { type: 'write', word: 'assign' })
            return {}
          }),
        },
      },
    })
    expect(() => takeStep(thread('A', machine), { type: 'go' }, initialSnapshot)).toThrow(/only an action of the step/)
  })

  test('is refused once the step is over', () => {
    let kept: Tell | undefined
    go(
      doer('A', ({ tell }) => {
        kept = tell
      }),
    )
    expect(() => kept?.(book, { type: 'write', word: 'late' })).toThrow(/^machine "A", event "go": tells "book"/)
  })
})

describe("XState's own actions", () => {
  const child = createMachine({})
  const acting = (actions: NonNullable<Parameters<typeof createMachine>[0]['entry']>): AnyStateMachine =>
    createMachine({ initial: 'a', states: { a: { on: { go: { target: 'b', actions }, later: {} } }, b: {} } })

  const refused = {
    sendTo: sendTo(({ self }) => self, { type: 'later' }),
    'a delayed sendTo': sendTo(({ self }) => self, { type: 'later' }, { delay: 5 }),
    raise: raise({ type: 'later' }, { delay: 5 }),
    emit: emit({ type: 'later' }),
    spawnChild: spawnChild(child),
    stopChild: stopChild('nobody'),
    cancel: cancel('nothing'),
    'a queued emit': enqueueActions(({ enqueue }) => enqueue.emit({ type: 'later' })),
  }

  test.each(Object.entries(refused))('with an effect outside of the step are refused by name: %s', (name, action) => {
    const part = thread('A', acting(action))
    const step = () => takeStep(part, { type: 'go' }, initialSnapshot)
    expect(step).toThrow(ModelError)
    expect(step).toThrow(
      new RegExp(`^machine "A", event "go": the action "${name.split(' ').at(-1)}" has an effect outside of the step`),
    )
  })

  test.each(Object.entries(refused))('are refused by an object too: %s', (name, action) => {
    const part = object('book', acting(action))
    const told = doer('A', ({ tell }) => tell(part, { type: 'go' }))
    expect(() => go(told)).toThrow(
      new RegExp(`^object "book", event "go": runs the action "${name.split(' ').at(-1)}"; objects only assign`),
    )
  })

  test('that assign, raise at once or queue more of these are part of the step', () => {
    const part = object('book', notebookMachine)
    const machine = setup({
      types: { context: {} as { count: number }, events: {} as Step<'go'> | { type: 'more' } },
    }).createMachine({
      context: { count: 0 },
      on: {
        go: {
          actions: enqueueActions(({ enqueue }) => {
            enqueue.assign({ count: 1 })
            enqueue.raise({ type: 'more' })
            enqueue(({ event }) => {
              if (event.type === 'go') event.tell(part, { type: 'write', word: 'queued' })
            })
          }),
        },
        more: { actions: assign({ count: ({ context }) => context.count + 10 }) },
      },
    })
    const adder = thread('A', machine)
    const outcome = takeStep(adder, { type: 'go' }, initialSnapshot)
    expect(outcome.kind === 'taken' && outcome.after.get(adder)?.context).toEqual({ count: 11 })
    expect(heard(outcome, part)).toEqual(['queued'])
  })

  test('of logging are skipped: a search does not print', () => {
    const print = vi.spyOn(console, 'log').mockImplementation(() => {})
    try {
      const outcome = takeStep(thread('A', acting(log('hello'))), { type: 'go' }, initialSnapshot)
      expect(outcome.kind).toBe('taken')
      expect(print).not.toHaveBeenCalled()
    } finally {
      print.mockRestore()
    }
  })
})

describe('an action', () => {
  test('that has no implementation is refused by name, not skipped', () => {
    const machine = createMachine({ on: { go: { actions: 'unlock the door' } } })
    expect(() => takeStep(thread('A', machine), { type: 'go' }, initialSnapshot)).toThrow(
      'machine "A", event "go": the action "unlock the door" is not implemented',
    )
  })

  test('of an object that does more than assign is refused by name', () => {
    const machine = createMachine({ on: { ring: { actions: function wakeUp() {} } } })
    const bell = object('bell', machine)
    expect(() => go(doer('A', ({ tell }) => tell(bell, { type: 'ring' })))).toThrow(
      'object "bell", event "ring": runs the action "wakeUp"; objects only assign',
    )
  })

  test('that throws is reported with its machine and event, in one line', () => {
    const broken = doer('A', () => {
      throw new Error('no\n  way')
    })
    expect(() => go(broken)).toThrow(ModelError)
    expect(() => go(broken)).toThrow(/^machine "A", event "go": no way$/)
  })
})

describe('the events that the scheduler offers', () => {
  test('are all that the machine names, outer states first, without wildcards', () => {
    const machine = createMachine({
      initial: 'a',
      on: { top: '.a', '*': '.a' },
      states: {
        a: { on: { one: 'b' }, initial: 'inner', states: { inner: { on: { two: {} } } } },
        b: { on: { 'mouse.*': 'a', one: 'a', three: { guard: () => false } }, onDone: 'a' },
      },
    })
    expect(offersOf(thread('A', machine)).map(({ type }) => type)).toEqual(['top', 'one', 'two', 'three'])
  })

  test('are those given instead, with their payload', () => {
    const offers = [{ type: 'go', cpu: 1 }]
    const part = thread('A', createMachine({ on: { go: {}, stop: {} } }), { offers })
    expect(offersOf(part)).toBe(offers)
  })

  test('are written with their payload', () => {
    expect(showOffer({ type: 'go' })).toBe('go')
    expect(showOffer({ type: 'go', cpu: 1, name: 'x', at: { page: null } })).toBe('go(cpu=1, name=x, at={"page":null})')
  })

  test('reach the machine with that payload', async () => {
    const machine = setup({
      types: { context: {} as { sum: number }, events: {} as Step<'add'> & { n: number } },
    }).createMachine({
      context: { sum: 0 },
      on: {
        add: {
          guard: ({ context, event }) => context.sum + event.n <= 10,
          actions: assign({ sum: ({ context, event }) => context.sum + event.n }),
        },
      },
    })
    const adder = thread('adder', machine, { offers: [3, 4].map((n) => ({ type: 'add', n })) })
    // 0, 3, 4, 6, 7, 8, 9, 10
    expect(await check(network({ threads: [adder] }), { structural: [] })).toMatchObject({ states: 8, depth: 3 })
  })
})

test('a machine in a final state takes no more steps, whatever its outer states accept', () => {
  const machine = createMachine({ initial: 'done', on: { go: {} }, states: { done: { type: 'final' } } })
  expect(takeStep(thread('A', machine), { type: 'go' }, initialSnapshot)).toEqual({ kind: 'disabled' })
})

describe('what XState wants for a step', () => {
  const counting = (top: number) => {
    const asked = vi.fn(({ input }: { input: { at: number } }) => ({ count: input.at }))
    const machine = setup({
      types: { input: {} as { at: number }, context: {} as { count: number }, events: {} as Step<'up'> },
    }).createMachine({
      context: asked,
      on: {
        up: {
          guard: ({ context }) => context.count < top,
          actions: assign({ count: ({ context }) => context.count + 1 }),
        },
      },
    })
    return { asked, network: network({ threads: [thread('A', machine, { input: { at: 0 } })] }) }
  }

  test('is made once, so that a machine is not started again for each step', async () => {
    const [few, many] = [counting(2), counting(50)]
    await check(few.network, { structural: [] })
    await check(many.network, { structural: [] })
    expect(many.asked).toHaveBeenCalledTimes(few.asked.mock.calls.length)
  })

  test('is made with the input that the machine is started with', async () => {
    const { asked, network } = counting(2)
    await check(network, { structural: [] })
    expect(asked.mock.lastCall?.[0]).toMatchObject({ input: { at: 0 } })
  })

  test('is not marked by a check that was refused: the next one is refused in the same words', async () => {
    const child = createMachine({})
    for (const actions of [
      spawnChild(child, { systemId: 'child' }),
      assign(({ spawn }) => {
        spawn(child, { systemId: 'child' })
        return {}
      }),
    ]) {
      const spawning = network({ threads: [thread('A', createMachine({ on: { go: { actions } } }))] })
      const refusal = () => check(spawning).catch((error: unknown) => `${error}`)
      const first = await refusal()
      expect(first).toMatch(/^ModelError: .*(spawns an actor|"spawnChild" has an effect)/)
      expect(await refusal()).toBe(first)
    }
  })
})

test('an event may carry a part of the network, whose machine works on as before', async () => {
  const lock = object('lock', lockMachine)
  const machine = setup({
    types: { events: {} as Step<'take'> & { of: ObjectRef<typeof lockMachine> } },
    guards: { isFree: ({ event }) => event.see(event.of).matches('free') },
    actions: { take: ({ event }) => event.tell(event.of, { type: 'take', by: 'A' }) },
  }).createMachine({ tags: 'rest', on: { take: { guard: 'isFree', actions: 'take' } } })
  const threads = [thread('A', machine, { offers: [{ type: 'take', of: lock }] })]
  expect(await check(network({ objects: [lock], threads }))).toMatchObject({ verdict: 'holds', states: 2 })
  expect(Object.isFrozen(lockMachine)).toBe(false)
})
