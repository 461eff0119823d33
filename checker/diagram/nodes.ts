/** The states of a machine, as a diagram asks for them. */
import type { AnyStateMachine } from 'xstate'
import { ModelError } from '../errors.ts'

export type Node = AnyStateMachine['root']

export const isAtomic = (node: Node): boolean => Object.keys(node.states).length === 0

/** Whether `inner` is `outer` or lies inside of it. */
export function contains(outer: Node, inner: Node): boolean {
  for (let node: Node | undefined = inner; node !== undefined; node = node.parent) if (node === outer) return true
  return false
}

/** The innermost state in which a state starts. */
export function startOf(node: Node): Node {
  if (isAtomic(node)) return node
  const first = node.type === 'parallel' ? Object.values(node.states)[0] : node.initial.target[0]
  return first === undefined ? node : startOf(first)
}

/** In the machine's order, without states that lie inside of others. */
export function outermost(chosen: readonly Node[]): readonly Node[] {
  return chosen
    .filter((node) => !chosen.some((other) => other !== node && contains(other, node)))
    .sort((a, b) => a.order - b.order)
}

/** @throws ModelError with the states that there are. */
export function stateAt({ id, root }: AnyStateMachine, path: string): Node {
  const all: Node[] = []
  const visit = (node: Node): void => {
    all.push(node)
    for (const child of Object.values(node.states)) visit(child)
  }
  visit(root)
  const found = all.find((node) => node.path.join('.') === path)
  if (found !== undefined) return found
  const paths = all.slice(1).map((node) => node.path.join('.'))
  throw new ModelError(`machine "${id}" has no state "${path}"; it has ${paths.join('; ')}`)
}
