/**
 * What a network can show, word by word: the oracle of the comparison's tests.
 *
 * It knows nothing of sets of states. It follows every run, and goes back only where the same world has been with the same
 * word before.
 */
import type { Observed, Trace } from '../../../checker/index.ts'
import { type Edge, edges, keyOf, mayRest, seeing, start, type World } from '../reference.ts'

/** A label, or an end with a dot before it. */
export type Word = readonly string[]

export const textOf = (word: Word): string => word.join(' ')

/** Every word of up to `length` labels and ends, as texts; nothing if more than `most` pairs of world and word are met. */
export function words({ network, observe }: Observed, length: number, most: number): Set<string> | undefined {
  const open: { world: World; word: Word }[] = [{ world: start(network), word: [] }]
  const known = new Set<string>()
  const steps = new Map<string, readonly Edge[]>()
  const found = new Set<string>()
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { world, word } = place
    const key = keyOf(world)
    const there = `${textOf(word)} ${key}`
    if (known.has(there)) continue
    if (known.add(there).size > most) return undefined
    found.add(textOf(word))
    const show = (letter: string) => word.length < length && found.add(textOf([...word, letter]))
    const taken = steps.get(key) ?? edges(network, world)
    steps.set(key, taken)
    const isFinished = network.threads.every((thread) => mayRest(seeing(world)(thread)))
    if (taken.length === 0) show(isFinished ? '.finished' : '.deadlock')
    for (const { thread, offer, after } of taken) {
      if (after === undefined) {
        show('.illegal-event')
        continue
      }
      const label = observe({ thread: thread.name, event: offer.type, before: seeing(world), after: seeing(after) })
      if (label === undefined) open.push({ world: after, word })
      else if (word.length < length) open.push({ world: after, word: [...word, label] })
    }
  }
  return found
}

/** What a trace of a random network shows, its end included. */
export function shownBy({ network, observe }: Observed, trace: Trace): Word {
  const word: string[] = []
  let world = start(network)
  for (const step of trace.steps) {
    const edge = edges(network, world).find(
      ({ thread, offer }) => thread.name === step.thread && step.event === `${offer.type}(number=${offer.number})`,
    )
    if (edge === undefined) throw new Error(`${step.thread} cannot take ${step.event}`)
    const { thread, offer, after } = edge
    if (after === undefined) return [...word, '.illegal-event']
    const label = observe({ thread: thread.name, event: offer.type, before: seeing(world), after: seeing(after) })
    if (label !== undefined) word.push(label)
    world = after
  }
  if (edges(network, world).length > 0) return word
  const isFinished = network.threads.every((thread) => mayRest(seeing(world)(thread)))
  return [...word, isFinished ? '.finished' : '.deadlock']
}
