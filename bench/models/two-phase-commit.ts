/**
 * Two-phase commit as Lamport specifies it (tlaplus/Examples, TwoPhase.tla): one machine per process and per message.
 *
 * Same as there: messages are never removed, so receiving one again is a step that changes nothing; the manager hears
 *   no more once it has decided; a resource manager obeys a decision whatever state it is in.
 * States:  3 resource managers 288, 5: 8,832, 7: 296,448, 9: 10,340,352.
 * Steps:   one less than the "states generated" of TLC, which counts the initial state as generated
 *   (9 resource managers: 123,558,401 here, 123,558,402 there).
 */
import { assign, setup } from 'xstate'
import { invariant, network, type ObjectRef, object, type See, type Step, thread } from '../../checker/index.ts'

const message = setup({ types: { events: {} as { type: 'send' } } }).createMachine({
  id: 'message',
  initial: 'absent',
  states: { absent: { on: { send: 'sent' } }, sent: {} },
})

const decision = setup({ types: { events: {} as { type: 'sendCommit' } | { type: 'sendAbort' } } }).createMachine({
  id: 'decision',
  initial: 'none',
  states: { none: { on: { sendCommit: 'commit', sendAbort: 'abort' } }, commit: {}, abort: {} },
})

type Message = ObjectRef<typeof message>
type Decision = ObjectRef<typeof decision>
type Receive = Step<'receivePrepared'> & { readonly from: number }

function transactionManager(prepared: readonly Message[], decided: Decision) {
  const wasSent = (see: See, from: number) => {
    const letter = prepared[from]
    return letter !== undefined && see(letter).matches('sent')
  }
  return setup({
    types: { context: {} as { heard: readonly boolean[] }, events: {} as Step<'commit' | 'abort'> | Receive },
    guards: {
      wasSent: (_, { see, from }: Receive) => wasSent(see, from),
      allPrepared: ({ context }) => context.heard.every(Boolean),
    },
    actions: {
      hear: assign(({ context }, { from }: Receive) => ({ heard: context.heard.with(from, true) })),
      tellCommit: ({ event }) => event.tell(decided, { type: 'sendCommit' }),
      tellAbort: ({ event }) => event.tell(decided, { type: 'sendAbort' }),
    },
  }).createMachine({
    id: 'transactionManager',
    context: { heard: prepared.map(() => false) },
    initial: 'undecided',
    states: {
      undecided: {
        on: {
          receivePrepared: {
            guard: { type: 'wasSent', params: ({ event }) => event },
            actions: { type: 'hear', params: ({ event }) => event },
          },
          commit: { guard: 'allPrepared', target: 'committed', actions: 'tellCommit' },
          abort: { target: 'aborted', actions: 'tellAbort' },
        },
      },
      committed: {},
      aborted: {},
    },
  })
}

function resourceManager(prepared: Message, decided: Decision) {
  return setup({
    types: { events: {} as Step<'prepare' | 'chooseToAbort' | 'receiveCommit' | 'receiveAbort'> },
    guards: {
      commitWasSent: ({ event }) => event.see(decided).matches('commit'),
      abortWasSent: ({ event }) => event.see(decided).matches('abort'),
    },
    actions: { tellPrepared: ({ event }) => event.tell(prepared, { type: 'send' }) },
  }).createMachine({
    id: 'resourceManager',
    initial: 'working',
    on: {
      receiveCommit: { guard: 'commitWasSent', target: '.committed' },
      receiveAbort: { guard: 'abortWasSent', target: '.aborted' },
    },
    states: {
      working: { on: { prepare: { target: 'prepared', actions: 'tellPrepared' }, chooseToAbort: 'aborted' } },
      prepared: {},
      committed: {},
      aborted: {},
    },
  })
}

/** One transaction manager, `count` resource managers, and the promise that no two of them end up apart. */
export function twoPhaseCommit(count: number) {
  const numbers = Array.from({ length: count }, (_, index) => index + 1)
  const prepared = numbers.map((number) => object(`prepared ${number}`, message))
  const decided = object('decision', decision)
  const manager = thread('transaction manager', transactionManager(prepared, decided), {
    offers: [...prepared.map((_, from) => ({ type: 'receivePrepared', from })), { type: 'commit' }, { type: 'abort' }],
  })
  const resources = prepared.map((letter, index) =>
    thread(`resource manager ${index + 1}`, resourceManager(letter, decided)),
  )
  const agreement = invariant('all agree', (see) => {
    const states = resources.map((resource) => see(resource))
    const committed = states.findIndex((state) => state.matches('committed'))
    const aborted = states.findIndex((state) => state.matches('aborted'))
    return (
      committed < 0 || aborted < 0 || `${resources[committed]?.name} committed, ${resources[aborted]?.name} aborted`
    )
  })
  return {
    network: network({ objects: [...prepared, decided], threads: [manager, ...resources] }),
    properties: [agreement],
  }
}
