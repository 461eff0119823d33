/** How a guard reads in a report: its name and parameters, with `and`, `or` and `not` spelt out. */

interface Composed {
  readonly name: string
  readonly guards?: readonly unknown[]
  readonly stateValue?: unknown
}

/** Writes any guard that XState accepts; an inline function without a name is `inline guard`. */
export function showGuard(guard: unknown): string {
  if (typeof guard === 'string') return guard
  if (typeof guard === 'function') return showFunction(guard)
  if (typeof guard !== 'object' || guard === null || !('type' in guard)) return 'inline guard'
  const params = 'params' in guard ? guard.params : undefined
  if (typeof params !== 'object' || params === null) return String(guard.type)
  const shown = Object.entries(params).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return `${guard.type}(${shown.join(', ')})`
}

function showFunction(guard: Composed): string {
  const inner = (guard.guards ?? []).map((part) => (isCompound(part) ? `(${showGuard(part)})` : showGuard(part)))
  if (guard.guards !== undefined) {
    if (guard.name === 'not') return `not ${inner.join()}`
    if (guard.name === 'and' || guard.name === 'or') return inner.join(` ${guard.name} `)
  }
  if (guard.name === 'stateIn' && guard.stateValue !== undefined) return `in state ${JSON.stringify(guard.stateValue)}`
  // XState's own property key names an arrow function in `guard: () => …`, which says nothing.
  return guard.name === '' || guard.name === 'guard' ? 'inline guard' : guard.name
}

function isCompound(guard: unknown): boolean {
  return typeof guard === 'function' && 'guards' in guard && (guard.name === 'and' || guard.name === 'or')
}
