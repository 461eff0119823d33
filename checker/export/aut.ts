/**
 * The whole network as a labelled transition system in the Aldebaran format: `des (0, transitions, states)`, and one line
 * `(from, "label", to)` for each step. A step that tells an object an event that it does not accept leads nowhere else,
 * and its label says so.
 */
import type { StateStore } from '../search/states.ts'
import type { Condition } from './condition.ts'
import type { Command, Program } from './program.ts'

export function* aut(program: Program, store: StateStore): Generator<string> {
  const steps = new Steps(program)
  const numbers = new Map<string, number>()
  let transitions = 0
  for (let state = 0; state < store.count; state++) {
    const locals = store.locals(state)
    numbers.set(locals.join(), state)
    transitions += steps.from(locals).length
  }
  yield `des (0, ${transitions}, ${store.count})`
  for (let state = 0; state < store.count; state++) {
    const locals = store.locals(state)
    for (const command of steps.from(locals))
      yield `(${state}, "${label(command)}", ${numbers.get(after(locals, command).join())})`
  }
}

/** The commands that are enabled in a state. */
class Steps {
  /** By part and local state of a thread. */
  readonly #commands = new Map<string, Command[]>()
  readonly #threads: readonly number[]

  constructor({ commands, parts, objects }: Program) {
    this.#threads = [...parts.keys()].slice(objects)
    for (const command of commands) {
      const key = `${command.part} ${command.from}`
      this.#commands.set(key, [...(this.#commands.get(key) ?? []), command])
    }
  }

  from(locals: readonly number[]): Command[] {
    return this.#threads.flatMap((part) =>
      (this.#commands.get(`${part} ${locals[part]}`) ?? []).filter(({ guard }) => isTrue(guard, locals)),
    )
  }
}

const isTrue = (condition: Condition, locals: readonly number[]): boolean =>
  condition.every(({ part, among }) => among.includes(locals[part] as number))

function after(locals: readonly number[], { part, to, writes, illegal }: Command): number[] {
  const next = [...locals]
  if (illegal !== undefined) return next
  next[part] = to
  for (const write of writes) next[write.part] = write.to
  return next
}

/** Quotes end a label, and nothing says how to write one inside. */
const label = ({ label, illegal }: Command): string =>
  `${label}${illegal === undefined ? '' : ` (${illegal})`}`.replaceAll('"', "'").replaceAll(/\s+/g, ' ')
