/**
 * What multiplies a state space: how many states would be left if nobody could tell apart what one part, or one field of
 * its context, holds. Counted on the first states that were found: these are all that are near the start, so states that
 * differ in one thing only are among them, which a random sample would not have.
 */
import type { AnyMachineSnapshot } from 'xstate'
import { canonicalText } from '../canonical.ts'
import type { Learner } from '../learn/learner.ts'
import { Random } from './random.ts'

/** What would make the state space smaller, and by how much. */
export interface Advice {
  readonly part: string
  /** One field of the part's context; the whole part without it. */
  readonly field?: string
  /** How many different values it was seen with. */
  readonly values: number
  /** How many times fewer of the counted states there would be if it had one value. */
  readonly factor: number
  /** Other parts with the same machine: if they may change places, that alone may save up to this factor. */
  readonly alike?: { readonly parts: readonly string[]; readonly factor: number }
}

/** States that are counted. */
export const COUNTED = 20_000

/** Less is not worth a line. */
const LEAST = 1.2

/** @returns the largest factor first */
export function adviseOn(learner: Learner, states: Iterable<readonly number[]>): Advice[] {
  const counted = [...states]
  const random = new Random(1)
  const digits = () => random.below(2 ** 26) * 2 ** 26 + random.below(2 ** 26)
  /** By part and local state: a number that stands for it in the sum that stands for a state. */
  const marks = learner.states.map(({ snapshots }) => snapshots.map(digits))
  const mark = (part: number, local: number): number => marks[part]?.[local] as number
  const sums = counted.map((locals) => locals.reduce((sum, local, part) => (sum + mark(part, local)) % 2 ** 52, 0))
  /** How many different states are left if a part's local states have other marks. */
  const left = (part: number, others: readonly number[]): number => {
    const seen = new Set<number>()
    for (const [i, locals] of counted.entries()) {
      const local = locals[part] as number
      const rest = ((sums[i] as number) - mark(part, local) + 2 ** 52) % 2 ** 52 // more than 2 ** 53 is not exact
      seen.add((rest + (others[local] as number)) % 2 ** 52)
    }
    return seen.size
  }
  const factorOf = (part: number, others: readonly number[]): number => counted.length / left(part, others)

  /** The state values that a part comes through: two that play the same role come through the same. */
  const goesThrough = (part: number): string => {
    const used = new Set(
      counted.map((locals) => JSON.stringify(learner.states[part]?.at(locals[part] as number).value)),
    )
    return [...used].sort().join()
  }

  return learner.parts
    .flatMap((part, number): Advice[] => {
      const used = new Set(counted.map((locals) => locals[number] as number))
      if (used.size < 2) return []
      const snapshots = learner.states[number]?.snapshots ?? []
      const whole = {
        part: part.name,
        values: used.size,
        factor: factorOf(
          number,
          snapshots.map(() => 0),
        ),
      }
      const others = learner.parts.filter(
        (other, at) =>
          other.kind === part.kind && other.machine.id === part.machine.id && goesThrough(at) === goesThrough(number),
      )
      const alike =
        others.length < 2 ? {} : { alike: { parts: others.map(({ name }) => name), factor: factorial(others.length) } }
      const fields = fieldsOf(snapshots).map((field): Advice => {
        const texts = snapshots.map((snapshot) => canonicalText(snapshot.context[field], field))
        const values = new Set([...used].map((local) => texts[local])).size
        const marked = new Map<string, number>()
        const others = snapshots.map((snapshot) => {
          const rest = withoutField(snapshot, field)
          const known = marked.get(rest) ?? digits()
          marked.set(rest, known)
          return known
        })
        return { part: part.name, field, values, factor: values < 2 ? 1 : factorOf(number, others) }
      })
      return [{ ...whole, ...alike }, ...fields]
    })
    .filter(({ factor }) => factor >= LEAST)
    .sort((a, b) => b.factor - a.factor || a.part.localeCompare(b.part))
}

const fieldsOf = (snapshots: readonly AnyMachineSnapshot[]): string[] => [
  ...new Set(snapshots.flatMap(({ context }) => Object.keys(context))),
]

/** All that tells local states apart but one field of the context. */
function withoutField({ status, value, context, output, historyValue }: AnyMachineSnapshot, field: string): string {
  const { [field]: _, ...rest } = context as Record<string, unknown>
  const history = Object.entries(historyValue as Record<string, { id: string }[]>).map(([id, nodes]) => [
    id,
    nodes.map((node) => node.id).sort(),
  ])
  return `${status} ${JSON.stringify(value)} ${canonicalText(rest, 'context')} ${canonicalText(output, 'output')} ${JSON.stringify(history)}`
}

const factorial = (count: number): number => (count <= 1 ? 1 : count * factorial(count - 1))
