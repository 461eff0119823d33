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
  const history = Object.entries(snapshot.historyValue as Record<string, { id: string }[]>).map(
    ([id, nodes]) => `${id}:${nodes.map((node) => node.id).join(',')}`,
  )
  const value = JSON.stringify(snapshot.value)
  return `${snapshot.status} ${value} ${canonicalText(snapshot.context, `machine "${part}", context`)} ${history.sort().join(';')}`
}

/** One text per value: equal exactly if the values are. @throws ModelError naming `where` for what is not plain data. */
export function canonicalText(value: unknown, where: string): string {
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
      throw new ModelError(`${where} holds a ${typeof value}; a context must be plain data`)
  }
  if (value === null) return 'null'
  if (Array.isArray(value)) return `[${value.map((item, i) => canonicalText(item, `${where}[${i}]`)).join()}]`
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null)
    throw new ModelError(
      `${where} holds a ${prototype.constructor?.name ?? 'special object'}; a context must be plain data`,
    )
  const fields = Object.entries(value as object).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([key, item]) => `${JSON.stringify(key)}:${canonicalText(item, `${where}.${key}`)}`).join()}}`
}

/** Freezes a context through and through, so that an action that mutates it is caught in the act. */
export function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  Object.freeze(value)
  for (const item of Object.values(value)) deepFreeze(item)
}
