/**
 * One text per local state: two snapshots are the same state exactly if their texts are equal.
 *
 * A context may hold anything that is plain data. What JSON would merge (`undefined` and a missing field, `-0` and `0`,
 * `NaN` and `null`) is kept apart; what has no canonical text (functions, maps, class instances) is refused, because two
 * states told apart by it would be merged in silence.
 */
import type { AnyMachineSnapshot } from 'xstate'
import { ModelError } from './errors.ts'

/** @throws ModelError naming the part and the field that is not plain data. */
export function canonicalKey(part: string, snapshot: AnyMachineSnapshot): string {
  const { status, value, context, output } = snapshot
  const history = Object.entries(snapshot.historyValue as Record<string, { id: string }[]>).map(
    ([id, nodes]) => `${id}:${nodes.map((node) => node.id).sort()}`,
  )
  const where = `machine "${part}",`
  return `${status} ${JSON.stringify(value)} ${canonicalText(context, `${where} context`)} ${canonicalText(output, `${where} output`)} ${history.sort().join(';')}`
}

/** One text per value: equal exactly if the values are. @throws ModelError naming `where` for what is not plain data. */
export function canonicalText(value: unknown, where: string): string {
  return write(value, where, [])
}

/** @param within the values that `value` is inside of */
function write(value: unknown, where: string, within: readonly object[]): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'boolean':
    case 'undefined':
      return String(value)
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value)
    case 'bigint':
      return `${value}n`
    case 'object':
      break
    case 'function':
    case 'symbol':
      throw notPlain(where, `a ${typeof value}`)
  }
  if (value === null) return 'null'
  if (within.includes(value)) throw notPlain(where, 'what it is inside of')
  const inside = [...within, value]
  const prototype = Object.getPrototypeOf(value)
  if (Array.isArray(value) && prototype === Array.prototype) {
    const places = Object.keys(value)
    if (places.length !== value.length || places.some((place, i) => place !== String(i)))
      throw notPlain(where, 'an array with holes or named fields')
    return `[${value.map((item, i) => write(item, `${where}[${i}]`, inside)).join()}]`
  }
  if (prototype !== Object.prototype && prototype !== null)
    throw notPlain(where, `a ${prototype.constructor?.name ?? 'special object'}`)
  const fields = Reflect.ownKeys(value).map((key) => {
    const field = Object.getOwnPropertyDescriptor(value, key)
    if (typeof key === 'symbol' || !field?.enumerable || !('value' in field))
      throw notPlain(`${where}.${String(key)}`, 'a field that is computed, hidden or named by a symbol')
    return [key, field.value] as const
  })
  fields.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([key, item]) => `${JSON.stringify(key)}:${write(item, `${where}.${key}`, inside)}`).join()}}`
}

/** Gives equal values back as one and the same, frozen through and through, with keys in the order of their texts. */
export type Share = <Value>(value: Value) => Value

/**
 * Two contexts with one text are one state, so whoever looks at that state must be shown one thing: neither the order of
 * keys nor whether two objects are the same one may tell by which way a state was reached.
 */
export function sharing(): Share {
  const byText = new Map<string, object>()
  const shared = new WeakSet<object>()
  const share = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || shared.has(value)) return value
    const text = canonicalText(value, 'what is shared')
    const known = byText.get(text)
    if (known !== undefined) return known
    const copy = Object.freeze(
      Array.isArray(value)
        ? value.map(share)
        : Object.fromEntries(
            Object.entries(value)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([key, item]) => [key, share(item)]),
          ),
    )
    byText.set(text, copy)
    shared.add(copy)
    return copy
  }
  return share as Share
}

const notPlain = (where: string, what: string): ModelError =>
  new ModelError(`${where} holds ${what}; a context must be plain data`)

const frozen = new WeakSet<object>()

/**
 * Freezes a context or payload through and through, so that an action that mutates it is caught in the act. What is not
 * plain data is left alone: a payload may name a part of the network, and XState's machines keep notes in themselves.
 */
export function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || frozen.has(value)) return
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null && !Array.isArray(value)) return
  frozen.add(Object.freeze(value))
  for (const item of Object.values(value)) deepFreeze(item)
}
