/** What the model's diagrams show beside the machines themselves: what no scenario fires, and which locks are held. */
import type { DiagramOptions } from '../checker/index.ts'
import type { Held, NamedMachine, Seen } from '../model/index.ts'

export function diagramOptions(
  { name, summary, machine }: NamedMachine,
  coverage: Readonly<Record<string, Seen>>,
): DiagramOptions {
  const seen = coverage[machine.id]
  return {
    title: `${name}: ${summary}`,
    unfired: new Set(seen?.unfired),
    notes: lockNotes(machine.root, seen?.held ?? {}),
  }
}

type Node = NamedMachine['machine']['root']

/** By state. A lock that is held in all states inside of one is said there, once. */
function lockNotes(root: Node, held: Readonly<Record<string, Held>>): Map<string, string[]> {
  const notes = new Map<string, string[]>()
  const visit = (node: Node, said: readonly string[]): void => {
    const path = node.path.join('.')
    const always = (everywhereIn(node, held) ?? []).filter((lock) => !said.includes(lock))
    const sometimes = held[path]?.sometimes ?? []
    const lines = [
      ...(always.length === 0 ? [] : [`holds ${always.join(', ')}`]),
      ...(sometimes.length === 0 ? [] : [`may hold ${sometimes.join(', ')}`]),
    ]
    if (lines.length > 0) notes.set(path, lines)
    for (const child of Object.values(node.states)) visit(child, [...said, ...always])
  }
  visit(root, [])
  return notes
}

/** What is held in every state inside of `node`; nothing is known of states in which no thread ever rests. */
function everywhereIn(node: Node, held: Readonly<Record<string, Held>>): readonly string[] | undefined {
  const children = Object.values(node.states)
  if (children.length === 0) return held[node.path.join('.')]?.always
  const known = children.map((child) => everywhereIn(child, held)).filter((locks) => locks !== undefined)
  const [first, ...others] = known
  return first?.filter((lock) => others.every((locks) => locks.includes(lock)))
}
