/** Threads that wait for locks that others hold. */
import type { Waiting } from './trace.ts'

/**
 * Who holds what and waits for whom, as one sentence for each thread; those that wait in a circle first, in its order.
 */
export function lockChain(waiting: readonly Waiting[]): string[] {
  const byName = new Map(waiting.map((one) => [one.thread, one]))
  const circle = waiting.map((one) => circleFrom(one, byName)).find((found) => found.length > 0) ?? []
  const rest = waiting.filter((one) => !circle.includes(one))
  return [...circle, ...rest].flatMap((one) => {
    const { thread, holds = [], waitsFor = [] } = one
    if (waitsFor.length === 0) return []
    const held = holds.length === 0 ? '' : `holds ${holds.join(', ')}, and `
    return [`${thread} ${held}waits for ${waitsFor.map((one) => waitedFor(thread, one)).join(', and for ')}`]
  })
}

function waitedFor(thread: string, { lock, heldBy }: { readonly lock: string; readonly heldBy: readonly string[] }) {
  return `${lock}, held by ${heldBy.map((holder) => (holder === thread ? 'itself' : holder)).join(', ')}`
}

/** The threads of a shortest circle of waits that begins with `start`; none if there is none. */
function circleFrom(start: Waiting, byName: ReadonlyMap<string, Waiting>): Waiting[] {
  const paths: Waiting[][] = [[start]]
  const known = new Set<Waiting>()
  for (const path of paths)
    for (const { heldBy } of path.at(-1)?.waitsFor ?? [])
      for (const holder of heldBy) {
        const next = byName.get(holder)
        if (next === start) return path
        if (next === undefined || known.has(next)) continue
        known.add(next)
        paths.push([...path, next])
      }
  return []
}
