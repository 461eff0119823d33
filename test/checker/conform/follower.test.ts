/** One thread of which only some steps are seen. */

import { describe, expect, test } from 'vitest'
import { assign, setup } from 'xstate'
import {
  Follower,
  type FollowOptions,
  object,
  type PartRef,
  type See,
  type Step,
  thread,
} from '../../../checker/index.ts'
import { initialSnapshot } from '../../../checker/step.ts'

const flag = object(
  'flag',
  setup({ types: { events: {} as { type: 'raise' } | { type: 'lower' } } }).createMachine({
    id: 'flag',
    context: {},
    initial: 'down',
    states: { down: { on: { raise: 'up' } }, up: { on: { lower: 'down' } } },
  }),
)

/** Looks at the flag without being seen, then says what it saw and raises it. */
const looker = thread(
  'looker',
  setup({
    types: { context: {} as { saw: string | null }, events: {} as Step<'look' | 'say' | 'raise'> },
    guards: { 'flag is down': ({ event }) => event.see(flag).value === 'down' },
    actions: {
      note: assign({ saw: ({ event }) => String(event.see(flag).value) }),
      raise: ({ event }) => event.tell(flag, { type: 'raise' }),
    },
  }).createMachine({
    id: 'looker',
    context: { saw: null },
    initial: 'idle',
    states: {
      idle: { on: { look: { target: 'looked', actions: 'note', meta: { function: 'look_at' } } } },
      looked: { on: { say: 'said' } },
      said: { on: { raise: { guard: 'flag is down', target: 'idle', actions: 'raise' } } },
    },
  }),
)

const options: FollowOptions = { silent: new Set(['look']), isLogged: (part) => part === flag, isOwn: () => false }

function world() {
  const states = new Map<PartRef, ReturnType<typeof initialSnapshot>>([[flag, initialSnapshot(flag)]])
  return {
    look: (part: PartRef) => states.get(part) as ReturnType<typeof initialSnapshot>,
    set: (value: 'up' | 'down') => states.set(flag, flag.machine.resolveState({ value, context: {} })),
  }
}

const saw = (wanted: string) => ({
  events: ['say'],
  agrees: ({ after }: { after: See }): true | string => {
    const is = after(looker).context.saw
    return is === wanted || `it has seen ${is}`
  },
})

describe('a thread that is followed', () => {
  test('may have taken an unseen step before a seen one', () => {
    const { look } = world()
    const seen = new Follower(looker, options).observe(look, { events: ['say'] })
    expect(seen).toMatchObject({ kind: 'explained', steps: [{ event: 'look' }, { event: 'say' }] })
  })

  test('may have looked before the world changed, if it was let drift then', () => {
    const { look, set } = world()
    const follower = new Follower(looker, options)
    follower.drift(look)
    set('up')
    expect(follower.isPossible(look, saw('down'))).toBe(true)
    expect(follower.isPossible(look, saw('up'))).toBe(true)
  })

  test('cannot have seen what was not there', () => {
    const { look } = world()
    const refused = new Follower(looker, options).observe(look, saw('up'))
    expect(refused).toMatchObject({ kind: 'refused' })
    expect(JSON.stringify(refused)).toContain('it has seen down')
  })

  test('keeps only the states that what was seen leaves', () => {
    const { look, set } = world()
    const follower = new Follower(looker, options)
    follower.drift(look)
    set('up')
    follower.observe(look, saw('down'))
    expect(follower.states.map(({ context }) => context)).toEqual([{ saw: 'down' }])
  })

  test('does not change by what is refused', () => {
    const { look } = world()
    const follower = new Follower(looker, options)
    const before = follower.states
    follower.observe(look, saw('up'))
    expect(follower.states).toEqual(before)
  })

  test('says where it may be, what it could do there, and which guard refuses', () => {
    const { look, set } = world()
    const follower = new Follower(looker, options)
    follower.observe(look, { events: ['say'] })
    set('up')
    expect(follower.observe(look, { events: ['raise'] })).toEqual({
      kind: 'refused',
      refusals: [{ state: 'said {saw: down}', allowed: [], reasons: ['raise needs: flag is down'] }],
    })
  })

  test('takes no unseen step that the log would tell of', () => {
    const { look } = world()
    const follower = new Follower(looker, { ...options, silent: new Set(['look', 'say', 'raise']) })
    const { steps } = follower.settle(look, new Set(['look', 'say', 'raise']))
    expect(steps.map(({ event }) => event)).toEqual(['look', 'say'])
  })

  test('tells what a step changes, and leaves the change to the world', () => {
    const { look } = world()
    const follower = new Follower(looker, options)
    follower.observe(look, { events: ['say'] })
    const seen = follower.observe(look, { events: ['raise'] })
    expect(seen.kind === 'explained' && seen.changed.get(flag)?.value).toBe('up')
    expect(look(flag).value).toBe('down')
  })
})
