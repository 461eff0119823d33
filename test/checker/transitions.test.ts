import { expect, test } from 'vitest'
import { createMachine } from 'xstate'
import { transitionsOf } from '../../checker/transitions.ts'

const names = (...given: Parameters<typeof createMachine>) =>
  transitionsOf(createMachine(...given)).map(({ name }) => name)

test('a transition is named after its state, event and guard, in the order of declaration', () => {
  const machine = {
    id: 'lock',
    initial: 'free',
    on: { reset: '.free' },
    states: {
      free: { on: { take: [{ guard: 'isMine', target: 'held.twice' }, { target: 'held' }] } },
      held: {
        initial: 'once',
        states: { once: { always: { guard: 'again', target: 'twice' } }, twice: {} },
        onDone: 'free',
      },
    },
  } as const
  expect(names(machine)).toEqual([
    'any state on reset',
    'free on take [isMine]',
    'free on take',
    'held on done',
    'held.once on always [again]',
  ])
})

test('a name does not depend on the candidates beside it, so machines built with fewer of them agree', () => {
  const candidate = { guard: 'isMine', target: 'b' } as const
  const machine = (before: readonly { guard: string }[]) =>
    names({ id: 'm', initial: 'a', states: { a: { on: { go: [...before, candidate] } }, b: {} } })
  expect(machine([{ guard: 'isYours' }])).toEqual(['a on go [isYours]', ...machine([])])
})

test('candidates that look the same are numbered', () => {
  const on = { go: [{ guard: () => true }, { guard: () => true }, {}, {}] }
  expect(names({ id: 'm', on })).toEqual([
    'any state on go [inline guard]',
    'any state on go [inline guard] (2)',
    'any state on go',
    'any state on go (2)',
  ])
})
