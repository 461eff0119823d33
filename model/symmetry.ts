/**
 * Who may change places in a configuration without anybody noticing: devices with the same driver, or user-space threads
 * that do the same. Scenarios say who; what belongs to each is told by its name, which every part, frame and event that
 * belongs to it bears.
 */
import type { Member, Network, PartRef, Symmetry } from '../checker/index.ts'
import type { Scenario } from './scenarios/scenario.ts'
import type { Subscriber, System } from './system.ts'

type Parts = Pick<Network, 'objects' | 'threads'>

export function symmetryOf({ alike = [] }: Scenario, system: System, parts: Parts): Symmetry[] {
  return alike.flatMap((names) => {
    const subscribers = system.subscribers.filter(({ device }) => names.includes(device))
    const drivers = new Set(subscribers.map(({ driver }) => driver.name))
    if (drivers.size > 1 || subscribers.some(isInList) || !haveTheSame(names, parts)) return []
    // what a window has yet to call is written in the order of the names
    return [{ name: names.join(', '), members: membersOf(names, system, parts), sets: ['pending'] }]
  })
}

/** A list is walked in its order: who comes first can be told from who comes next. */
const isInList = ({ listeners }: Subscriber): boolean => listeners.some(({ kind }) => kind !== 'interval')

/** Not so where a thread of one of them is left out. */
function haveTheSame(names: readonly string[], { objects, threads }: Parts): boolean {
  const belongings = names.map((name) =>
    [...objects, ...threads].flatMap((part) =>
      mentioning(name).test(part.name) ? [part.name.replace(mentioning(name), '$<number>')] : [],
    ),
  )
  return new Set(belongings.map((words) => JSON.stringify(words))).size === 1
}

function membersOf(names: readonly string[], system: System, { objects, threads }: Parts): Member[] {
  const [first = ''] = names
  const mentions = mentioning(first)
  const all: PartRef[] = [...objects, ...threads]
  const byName = new Map(all.map((part) => [part.name, part]))
  const own = all.filter(({ name }) => mentions.test(name)).map(({ name }) => name)
  const words = [
    ...names,
    ...system.frames,
    ...system.subscribers.flatMap(({ listeners }) => listeners.map(({ name }) => name)),
    ...threads.flatMap(({ machine }) => machine.events),
  ]
  const mentioned = [...new Set(words)].filter((word) => mentions.test(word) && !byName.has(word))
  return names.map((name) => {
    const counterpart = (word: string) => word.replace(mentions, `${name}$<number>`)
    return {
      parts: own.map((word) => {
        const part = byName.get(counterpart(word))
        if (part === undefined) throw new Error(`${name} has no "${counterpart(word)}" as ${first} has`)
        return part
      }),
      names: mentioned.map(counterpart),
    }
  })
}

/** Whether a name is that of somebody, or of a thing of his: `A` in `mirror A` and in `folio A1`. */
const mentioning = (name: string): RegExp =>
  new RegExp(`(?<!\\w)${name}(?<number>${name.length === 1 ? '\\d*' : ''})(?!\\w)`)
