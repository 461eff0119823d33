/**
 * A learned answer is used for every state that looks the same, so the model must be a function of what it looks at.
 * Each situation is asked twice, without a clock or dice at hand; an answer that differs, or that asks for the time,
 * is refused by name.
 */
import { ModelError } from '../errors.ts'

/** Runs `ask` twice and returns the answer. @throws ModelError naming `where` if the answers differ. */
export function askTwice<Answer>(
  where: () => string,
  ask: () => Answer,
  same: (a: Answer, b: Answer) => boolean,
): Answer {
  const first = withoutClockOrDice(where, ask)
  const second = withoutClockOrDice(where, ask)
  if (!same(first, second))
    throw new ModelError(
      `${where()} gives different answers in the same situation; it must be a function of what it looks at (no counters outside the context, no mutation)`,
    )
  return first
}

function withoutClockOrDice<Answer>(where: () => string, ask: () => Answer): Answer {
  const { random } = Math
  const { now } = performance
  const RealDate = globalThis.Date
  let asked: string | undefined
  const trap = (name: string) => (): number => {
    asked = name
    return 0
  }
  Math.random = trap('Math.random()')
  performance.now = trap('performance.now()')
  globalThis.Date = new Proxy(RealDate, {
    apply: () => {
      asked = 'Date()'
      return String(new RealDate(0))
    },
    construct(target, given) {
      if (given.length === 0) asked = 'new Date()'
      return Reflect.construct(target, given.length === 0 ? [0] : given)
    },
    get: (target, key) => (key === 'now' ? trap('Date.now()') : Reflect.get(target, key)),
  })
  try {
    return ask()
  } finally {
    Math.random = random
    performance.now = now
    globalThis.Date = RealDate
    if (asked !== undefined)
      // biome-ignore lint/correctness/noUnsafeFinally: what the model asked for explains whatever it then threw
      throw new ModelError(`${where()} asks for ${asked}; a model must be a function of what it looks at`)
  }
}
