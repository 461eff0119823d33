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
  const context = new Proxy(snapshot.context as Record<string, unknown>, {
    get(target, name) {
      // what is inherited is a method: what that looks at cannot be told
      if (typeof name === 'symbol' || (name in target && !Object.hasOwn(target, name))) everything()
      else note(field(name))
      return Reflect.get(target, name)
    },
    has(target, name) {
      if (typeof name === 'symbol') everything()
      else note(has(name))
      return Reflect.has(target, name)
    },
    ownKeys(target) {
      everything()
      return Reflect.ownKeys(target)
    },
    getOwnPropertyDescriptor(target, name) {
      everything()
      return Reflect.getOwnPropertyDescriptor(target, name)
    },
  })
  return new Proxy(snapshot, {
    set: () => false,
    defineProperty: () => false,
    deleteProperty: () => false,
    get(target, name) {
      switch (name) {
        case 'context':
          return context
        case 'value':
          note(value)
          return target.value
        case 'status':
          note(status)
          return target.status
        case 'matches':
          return (pattern: unknown) => {
            note(matching(pattern))
            return target.matches(pattern as never)
          }
        case 'hasTag':
          return (wanted: string) => {
            note(tag(wanted))
            return target.hasTag(wanted as never)
          }
        default:
          everything()
          return Reflect.get(target, name)
      }
    },
  })
}
