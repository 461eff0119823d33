/**
 * Which locks a thread holds in which of its states, as the searches see it: for the diagrams, so that they cannot say
 * what is not so.
 *
 * Some locks do not know who holds them (mmap_lock counts readers, the notifier open invalidations). Of these only
 * "somebody does, in every reachable state in which the thread is here" is noted.
 */
import { type Network, type Observation, observation, type See, type ThreadRef } from '../checker/index.ts'
import type { System } from './system.ts'

interface Lock {
  readonly name: string
  readonly isHeld: (see: See, thread: ThreadRef) => boolean
}

/** Those that know who holds them. */
const ownLocks: readonly string[] = ["its driver's lock", 'a folio lock']

const locksOf = ({ addresses, subscribers, frames, folio }: System): readonly Lock[] => [
  {
    name: 'mmap_lock for reading',
    isHeld: (see) => addresses.some(({ mm }) => see(mm.mmapLock).matches('read')),
  },
  {
    name: 'mmap_lock for writing',
    isHeld: (see) => addresses.some(({ mm }) => see(mm.mmapLock).matches('write')),
  },
  {
    name: 'an open invalidation',
    isHeld: (see) => addresses.some(({ mm }) => see(mm.notifier).context.active > 0),
  },
  {
    name: "its driver's lock",
    isHeld: (see, { name }) => subscribers.some(({ mutex }) => see(mutex).context.holder === name),
  },
  {
    name: 'a folio lock',
    isHeld: (see, { name }) => frames.some((frame) => see(folio(frame)).context.holder === name),
  },
]

/** What each thread holds in each reachable state, for `locksHeld` to read. */
export function lockObservations(system: System, { threads }: Network): Observation[] {
  const locks = locksOf(system)
  return threads.map((thread) =>
    observation(thread.machine.id, (see) => {
      const held = locks.filter(({ isHeld }) => isHeld(see, thread))
      const seen: Seen = {
        states: pathsOf(see(thread).value),
        holds: held.map(({ name }) => name),
        knows: held.map(({ name }) => name).filter((name) => ownLocks.includes(name)),
      }
      return JSON.stringify(seen)
    }),
  )
}

interface Seen {
  readonly states: readonly string[]
  readonly holds: readonly string[]
  /** Those that the thread is known to hold itself. */
  readonly knows: readonly string[]
}

/** What threads that run one machine hold in one of its states. */
export interface Held {
  /** In every reachable state of every search. */
  readonly always: readonly string[]
  /** In some. */
  readonly sometimes: readonly string[]
}

/** Joins what was seen of one state in some searches and in others. */
export function joinHeld(one: Held, other: Held): Held {
  const always = one.always.filter((lock) => other.always.includes(lock))
  const all = [one, other].flatMap((held) => [
    ...held.sometimes,
    ...held.always.filter((lock) => ownLocks.includes(lock)),
  ])
  return { always, sometimes: [...new Set(all)].filter((lock) => !always.includes(lock)).sort() }
}

/** Joins what searches observed: by machine, by state. */
export function locksHeld(
  observed: readonly { readonly name: string; readonly answers: readonly string[] }[],
): ReadonlyMap<string, ReadonlyMap<string, Held>> {
  const machines = new Map<string, Map<string, Seen[]>>()
  for (const { name, answers } of observed) {
    const machine = machines.get(name) ?? new Map<string, Seen[]>()
    machines.set(name, machine)
    for (const seen of answers.map((answer) => JSON.parse(answer) as Seen))
      for (const state of seen.states) machine.set(state, [...(machine.get(state) ?? []), seen])
  }
  const joined = (states: ReadonlyMap<string, readonly Seen[]>) =>
    new Map([...states].map(([state, all]) => [state, heldIn(all)] as const))
  return new Map([...machines].map(([machine, states]) => [machine, joined(states)]))
}

function heldIn(all: readonly Seen[]): Held {
  const [first, ...others] = all
  const always = (first?.holds ?? []).filter((lock) => others.every(({ holds }) => holds.includes(lock)))
  const known = new Set(all.flatMap(({ knows }) => knows))
  return { always, sometimes: [...known].filter((lock) => !always.includes(lock)).sort() }
}

/** The innermost states of a state value, as paths. */
function pathsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [String(value)]
  return Object.entries(value).flatMap(([state, inner]) => pathsOf(inner).map((path) => `${state}.${path}`))
}
