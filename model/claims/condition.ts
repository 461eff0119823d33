/**
 * Under which condition something is so, computed from cases that were decided one by one.
 *
 * The answer is a smallest set of combinations such that each was found to be enough in every case that has it, and
 * together they cover every case that is so. What all of them have in common is necessary, as far as the cases go.
 */

/** A combination of circumstances: by question, the answer. */
export type Circumstances = Readonly<Record<string, string>>

export interface Case {
  readonly when: Circumstances
  readonly isSo: boolean
}

export interface Condition {
  /** What every sufficient combination has. */
  readonly always: Circumstances
  /** What each has besides; empty if there is only one. */
  readonly oneOf: readonly Circumstances[]
}

/** The condition, or `undefined` if nothing separates the cases: all are so, none is, or two of the same circumstances differ. */
export function conditionOf(cases: readonly Case[]): Condition | undefined {
  const merged = merge(cases)
  const good = merged.filter(({ isSo }) => isSo)
  const bad = merged.filter(({ isSo }) => !isSo)
  if (good.length === 0 || bad.length === 0) return undefined
  const enough = good.flatMap(({ when }) => parts(when)).filter((part) => bad.every(({ when }) => !has(when, part)))
  const smallest = unique(enough).filter(
    (part, _, all) => !all.some((other) => size(other) < size(part) && has(part, other)),
  )
  const combinations = cover(good, smallest)
  if (combinations === undefined) return undefined
  const always = Object.fromEntries(
    Object.entries(combinations[0] ?? {}).filter(([key, value]) => combinations.every((part) => part[key] === value)),
  )
  const rest = combinations.map((part) => Object.fromEntries(Object.entries(part).filter(([key]) => !(key in always))))
  return { always, oneOf: rest.length === 1 ? [] : rest }
}

/** Where several cases have the same circumstances, it is so only if it is so in each. */
function merge(cases: readonly Case[]): Case[] {
  const found = new Map<string, Case>()
  for (const { when, isSo } of cases) {
    const key = keyOf(when)
    found.set(key, { when, isSo: isSo && (found.get(key)?.isSo ?? true) })
  }
  return [...found.values()]
}

/** A smallest choice of parts that covers every good case, the fewest parts first. */
function cover(good: readonly Case[], candidates: readonly Circumstances[]): readonly Circumstances[] | undefined {
  const covers = (chosen: readonly Circumstances[]) => good.every(({ when }) => chosen.some((part) => has(when, part)))
  for (let count = 1; count <= candidates.length; count++)
    for (const chosen of choices(candidates, count)) if (covers(chosen)) return chosen
  return undefined
}

function* choices<Item>(items: readonly Item[], count: number, from = 0): Generator<Item[]> {
  if (count === 0) yield []
  else
    for (let i = from; i < items.length; i++)
      for (const rest of choices(items, count - 1, i + 1)) yield [items[i] as Item, ...rest]
}

/** Every selection of the circumstances, none of them included. */
function parts(when: Circumstances): Circumstances[] {
  return Object.entries(when).reduce<Circumstances[]>(
    (selections, [key, value]) => selections.flatMap((part) => [{ ...part, [key]: value }, part]),
    [{}],
  )
}

const has = (when: Circumstances, part: Circumstances): boolean =>
  Object.entries(part).every(([key, value]) => when[key] === value)

const size = (part: Circumstances): number => Object.keys(part).length

const keyOf = (when: Circumstances): string => JSON.stringify(Object.entries(when).sort(([a], [b]) => (a < b ? -1 : 1)))

const unique = (all: readonly Circumstances[]): Circumstances[] => [
  ...new Map(all.map((part) => [keyOf(part), part])).values(),
]

/** `X and Y, and besides either Z, or U and V`. */
export function describeCondition({ always, oneOf }: Condition): string {
  const list = (part: Circumstances) => Object.values(part).join(' and ')
  const either = oneOf.map(list).join(', or ')
  if (oneOf.length === 0) return list(always)
  return size(always) === 0 ? `either ${either}` : `${list(always)}, and besides either ${either}`
}
