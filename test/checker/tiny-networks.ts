/** Networks small enough to count by hand, shared by the tests of the engine. */
import { assign, setup } from 'xstate'
import { network, type ObjectRef, object, type See, type Step, thread } from '../../checker/index.ts'

const counterMachine = setup({
  types: {
    input: {} as { modulus: number },
    context: {} as { count: number; modulus: number },
    events: {} as Step<'up'>,
  },
}).createMachine({
  context: ({ input }) => ({ count: 0, modulus: input.modulus }),
  on: { up: { actions: assign({ count: ({ context }) => (context.count + 1) % context.modulus }) } },
})

/**
 * Threads that count on their own, round and round: `modulus ** threads` states. A state is as many steps away as its
 * counts add up to.
 */
export const counters = (threads: number, modulus: number) =>
  countersUpTo(Array.from({ length: threads }, () => modulus))

/** The same, each with a modulus of its own. */
export function countersUpTo(moduli: readonly number[]) {
  const parts = moduli.map((modulus, i) =>
    thread(`counter ${i}`, counterMachine, { input: { modulus }, show: ({ context }) => `${context.count}` }),
  )
  const counts = (see: See): number[] => parts.map((part) => see(part).context.count)
  return { network: network({ threads: parts }), parts, counts }
}

export const lockMachine = setup({
  types: {
    context: {} as { holder: string | null },
    events: {} as { type: 'take'; by: string } | { type: 'release' },
  },
}).createMachine({
  id: 'lock',
  context: { holder: null },
  initial: 'free',
  states: {
    free: { on: { take: { target: 'held', actions: assign({ holder: ({ event }) => event.by }) } } },
    held: { on: { release: { target: 'free', actions: assign({ holder: null }) } } },
  },
})

export type Lock = ObjectRef<typeof lockMachine>

/** Takes the locks in the order given, one step each, and then releases all of them in one step. */
export function user(name: string, locks: readonly Lock[], { careless = false } = {}) {
  const machine = setup({
    types: { context: {} as { holds: number }, events: {} as Step<'take' | 'release'> },
    guards: {
      isFree: ({ context, event }) => careless || event.see(locks[context.holds] as Lock).matches('free'),
    },
    actions: {
      takeNext: ({ context, event }) => event.tell(locks[context.holds] as Lock, { type: 'take', by: name }),
      releaseAll: ({ event }) => {
        for (const lock of locks) event.tell(lock, { type: 'release' })
      },
      countOne: assign({ holds: ({ context }) => context.holds + 1 }),
    },
  }).createMachine({
    id: 'user',
    context: { holds: 0 },
    initial: 'taking',
    states: {
      taking: {
        always: { guard: ({ context }) => context.holds === locks.length, target: 'holding' },
        on: { take: { guard: 'isFree', actions: ['takeNext', 'countOne'] } },
      },
      holding: { on: { release: { target: 'taking', actions: [assign({ holds: 0 }), 'releaseAll'] } } },
    },
  })
  return thread(name, machine, { show: ({ context }) => `holds ${context.holds}` })
}

/** Two users who take the same two locks in opposite orders. */
export function crossedLocks() {
  const left = object('left', lockMachine)
  const right = object('right', lockMachine)
  const threads = [user('A', [left, right]), user('B', [right, left])]
  return { network: network({ objects: [left, right], threads }), left, right, threads }
}

/** A thread that can take one step, `go`, once; what it does is up to the test. */
export function doer(name: string, act: (event: Step<'go'>) => void, may: (event: Step<'go'>) => boolean = () => true) {
  const machine = setup({
    types: { events: {} as Step<'go'> },
    guards: { may: ({ event }) => may(event) },
    actions: { act: ({ event }) => act(event) },
  }).createMachine({
    id: 'doer',
    initial: 'before',
    states: { before: { on: { go: { guard: 'may', target: 'after', actions: 'act' } } }, after: { type: 'final' } },
  })
  return thread(name, machine)
}

/** Keeps what it is told, in order. */
export const notebookMachine = setup({
  types: { context: {} as { words: readonly string[] }, events: {} as { type: 'write'; word: string } },
}).createMachine({
  id: 'notebook',
  context: { words: [] },
  on: { write: { actions: assign({ words: ({ context, event }) => [...context.words, event.word] }) } },
})
