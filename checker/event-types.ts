/** Which event types a machine names, and which its descriptors cover. */
import type { AnyStateMachine } from 'xstate'

/**
 * Every event type that the machine names, outer states first. XState's own list leaves out events that change nothing
 * (`on: { wait: {} }`), but taking one is a step all the same: a thread that can is not stuck.
 */
export function eventTypes({ root }: AnyStateMachine): readonly string[] {
  return descriptors(root).filter((type) => !type.includes('*'))
}

/** Whether some state of the machine has a transition for the event type. */
export function knows({ root }: AnyStateMachine, type: string): boolean {
  return descriptors(root).some((descriptor) => accepts(descriptor, type))
}

/** Whether an XState event descriptor (`lock`, `lock.*` or `*`) covers an event type. */
export function accepts(descriptor: string, type: string): boolean {
  if (descriptor === type || descriptor === '*') return true
  if (!descriptor.endsWith('.*')) return false
  const prefix = descriptor.slice(0, -2)
  return type === prefix || type.startsWith(`${prefix}.`)
}

const known = new WeakMap<AnyStateMachine['root'], readonly string[]>()

/** Asked for each local state that a thread comes into, so it is kept. */
function descriptors(node: AnyStateMachine['root']): readonly string[] {
  const kept = known.get(node)
  if (kept !== undefined) return kept
  const own = [...node.transitions].flatMap(([type, { length }]) => (length > 0 ? [type] : []))
  const all = [own, ...Object.values(node.states).map(descriptors)].flat()
  const found = [...new Set(all)].filter((type) => !type.startsWith('xstate.'))
  known.set(node, found)
  return found
}
