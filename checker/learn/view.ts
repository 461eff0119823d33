/**
 * What of a snapshot a guard or property looked at: its value, one field of its context, a `matches`, a `hasTag`.
 *
 * Two local states that look the same through every view taken need not be told apart. That keeps what is learned in
 * proportion to what the model asks, not to how many local states its machines have; a property that wants one field of
 * six threads is learned once per combination of those fields.
 */
import type { AnyMachineSnapshot } from 'xstate'
import { canonicalText } from '../canonical.ts'

export interface View {
  readonly key: string
  /** Equal texts mean that this view shows the same. */
  readonly show: (snapshot: AnyMachineSnapshot) => string
}

const value: View = { key: 'value', show: (snapshot) => JSON.stringify(snapshot.value) }
const status: View = { key: 'status', show: (snapshot) => snapshot.status }
const field = (name: string): View => ({
  key: `context.${name}`,
  show: (snapshot) => canonicalText(snapshot.context[name], `context.${name}`),
})
const has = (name: string): View => ({
  key: `has ${name}`,
  show: (snapshot) => String(Object.hasOwn(snapshot.context, name)),
})
const tag = (name: string): View => ({ key: `tag ${name}`, show: (snapshot) => String(snapshot.hasTag(name as never)) })
const matching = (pattern: unknown): View => ({
  key: `matches ${JSON.stringify(pattern)}`,
  show: (snapshot) => String(snapshot.matches(pattern as never)),
})

const refuse = (_: object, name: string | symbol): never => {
  throw new TypeError(`"${String(name)}" is written; what is seen is read-only`)
}

/** Writing is refused also in code that is not strict, where a frozen object would just not change. */
const refusals = {
  set: refuse,
  defineProperty: refuse,
  deleteProperty: refuse,
  setPrototypeOf: (target: object) => refuse(target, '__proto__'),
  preventExtensions: () => false,
}

/**
 * Lists the fields of `shown`, telling `everything`. A proxy may hide nothing of a frozen target, and tools that print it
 * go past its traps to the target; so the proxies here have an empty object for a target, and are told what they show.
 */
const listing = (shown: object, everything: () => void) => ({
  ownKeys() {
    everything()
    return Reflect.ownKeys(shown)
  },
  getOwnPropertyDescriptor(_: object, name: string | symbol) {
    everything()
    const field = Reflect.getOwnPropertyDescriptor(shown, name)
    return field && { ...field, configurable: true }
  },
})

/**
 * The snapshot, telling `note` through which views it is looked at, or `everything` where that cannot be told.
 *
 * `value` counts as one view, also when only a part of it is compared.
 */
export function watch(
  snapshot: AnyMachineSnapshot,
  note: (view: View) => void,
  everything: () => void,
): AnyMachineSnapshot {
  let context: object | undefined
  return new Proxy<AnyMachineSnapshot>({} as AnyMachineSnapshot, {
    ...refusals,
    ...listing(snapshot, everything),
    has(_, name) {
      everything()
      return Reflect.has(snapshot, name)
    },
    get(_, name) {
      switch (name) {
        case 'context':
          context ??= watchContext(snapshot.context, note, everything)
          return context
        case 'value':
          note(value)
          return snapshot.value
        case 'status':
          note(status)
          return snapshot.status
        case 'matches':
          return (pattern: unknown) => {
            note(matching(pattern))
            return snapshot.matches(pattern as never)
          }
        case 'hasTag':
          return (wanted: string) => {
            note(tag(wanted))
            return snapshot.hasTag(wanted as never)
          }
        default:
          everything()
          return Reflect.get(snapshot, name)
      }
    },
  })
}

function watchContext(fields: Record<string, unknown>, note: (view: View) => void, everything: () => void): object {
  return new Proxy<object>(
    {},
    {
      ...refusals,
      ...listing(fields, everything),
      get(_, name) {
        // what is inherited is a method: what that looks at cannot be told
        if (typeof name === 'symbol' || (name in fields && !Object.hasOwn(fields, name))) everything()
        else note(field(name))
        return Reflect.get(fields, name)
      },
      has(_, name) {
        if (typeof name === 'symbol') everything()
        else note(has(name))
        return Reflect.has(fields, name)
      },
    },
  )
}
