/** Searches for a run of the model that does what a log says, in the log's order. */
import type { AnyMachineSnapshot } from 'xstate'
import type { PartRef, See } from '../../../checker/index.ts'
import { initialSnapshot, takeStep } from '../../../checker/step.ts'
import type { PathThread } from '../../../model/paths/path-thread.ts'
import { mirrorOf } from '../../../model/paths/sight.ts'
import type { System } from '../../../model/system.ts'
import { agree, deepest, type Known, onlyAddress } from './agreement.ts'
import type { Line } from './line.ts'
import { unlogged } from './said.ts'
import { type Deed, type Entry, sequenceOf } from './sequence.ts'

type World = ReadonlyMap<PartRef, AnyMachineSnapshot>

interface RunStep {
  readonly thread: string
  readonly event: string
  readonly before: See
  readonly after: See
}

export interface Found {
  /** The steps of a run that does what the log says; `undefined` if the model has none. */
  readonly steps: readonly RunStep[] | undefined
  /** The first line that no run gets past. */
  readonly stuck: Line | undefined
  readonly states: number
}

interface Node extends Known {
  readonly world: World
  /** Lines done. */
  readonly place: number
  /** Deeds done, by thread. */
  readonly done: ReadonlyMap<string, number>
  readonly step: RunStep | undefined
  readonly parent: Node | undefined
}

export function findRun(lines: readonly Line[], system: System, threads: readonly PathThread[]): Found {
  const { entries, deeds, pageOf } = sequenceOf(lines)
  const lastPlace = new Map(entries.map(({ thread }, place) => [thread, place]))
  const parts: PartRef[] = [...system.objects, ...threads.map(({ ref }) => ref)]
  const seeIn = (world: World) => ((part: PartRef) => world.get(part)) as See
  const doneBy = ({ done }: Node, thread: string) => done.get(thread) ?? 0
  const next = (node: Node, thread: string): Deed | undefined => deeds.get(thread)?.[doneBy(node, thread)]

  function* successors(node: Node): Generator<Node> {
    const entry = entries[node.place]
    if (entry === undefined) return
    if (isDone(node, entry)) yield { ...node, place: node.place + 1, step: undefined, parent: node }
    for (const thread of threads) {
      if ((lastPlace.get(thread.ref.name) ?? -1) < node.place) continue // the log tells nothing more of it
      for (const event of unlogged) yield* taken(node, thread, event, undefined)
      const deed = next(node, thread.ref.name)
      if (deed !== undefined && isDue(node, deed))
        for (const event of deed.steps) yield* taken(node, thread, event, deed)
    }
  }

  /** Whether a line can be passed without a step: it says nothing, or what it says has been done, or is to come. */
  function isDone(node: Node, { line, thread, deed }: Entry): boolean {
    if (line.event === 'dm_miss') {
      const { frame, writable } = mirrorOf(
        system.subscriber(line.fields.dev === '0' ? 'A' : 'B'),
        onlyAddress(system),
        seeIn(node.world),
      )
      return frame === null || (line.words.includes('W') && !writable)
    }
    if (line.event === 'dev_free') return !node.frames.has(line.fields.pfn as string)
    if (deed === undefined) return true
    const before = (deeds.get(thread) ?? []).indexOf(deed)
    if (deed.at === node.place) return false // passing it is the step
    return deed.lastBefore !== undefined && deed.lastBefore >= node.place
      ? doneBy(node, thread) === before
      : doneBy(node, thread) === before + 1
  }

  /** Whether a thread's next deed may be done at this place of the log. */
  function isDue({ place, done }: Node, deed: Deed): boolean {
    if (deed.at !== undefined) return deed.at === place
    const previous = deeds.get(deed.thread)?.[(done.get(deed.thread) ?? 0) - 1]
    return place > Math.max(deed.lastBefore ?? -1, previous?.last ?? -1)
  }

  function* taken(node: Node, thread: PathThread, event: string, deed: Deed | undefined): Generator<Node> {
    const look = (part: PartRef) => node.world.get(part) as AnyMachineSnapshot
    const outcome = takeStep(thread.ref, { type: event }, look)
    if (outcome.kind !== 'taken') return
    const world = new Map([...node.world, ...outcome.after])
    const [before, after] = [seeIn(node.world), seeIn(world)]
    const state = deepest(after(thread.ref).value)
    // an access prints a line of its own only where it did not fault
    if (['load', 'store'].includes(event) && (state === 'faulted') !== (deed === undefined)) return
    const known = agree({ system, thread, before, after, lines: deed?.lines ?? [], pageOf }, node)
    if (known === undefined) return
    const done = new Map(node.done)
    if (deed !== undefined) done.set(deed.thread, doneBy(node, deed.thread) + 1)
    const place = node.place + (deed?.at === undefined ? 0 : 1)
    yield { ...known, world, place, done, step: { thread: thread.ref.name, event, before, after }, parent: node }
  }

  const key = ({ world, place, done, frames, last }: Node) =>
    JSON.stringify([place, [...done], [...frames].sort(), last, parts.map((part) => local(world.get(part)))])
  const world = new Map(parts.map((part) => [part, initialSnapshot(part)]))
  const start: Node = {
    world,
    place: 0,
    done: new Map(),
    frames: new Map(),
    last: '0',
    step: undefined,
    parent: undefined,
  }
  const seen = new Set([key(start)])
  const queue = [start]
  let farthest = 0
  for (const node of queue) {
    farthest = Math.max(farthest, node.place)
    if (node.place === entries.length) return { steps: pathTo(node), stuck: undefined, states: queue.length }
    for (const successor of successors(node)) {
      const name = key(successor)
      if (!seen.has(name)) {
        seen.add(name)
        queue.push(successor)
      }
    }
  }
  return { steps: undefined, stuck: entries[farthest]?.line, states: queue.length }
}

/** A local state as text; most parts are the same in the next state, so each is written once. */
const written = new WeakMap<AnyMachineSnapshot, string>()
function local(snapshot: AnyMachineSnapshot | undefined): string {
  if (snapshot === undefined) return ''
  const known = written.get(snapshot)
  if (known !== undefined) return known
  const text = JSON.stringify([snapshot.value, snapshot.context])
  written.set(snapshot, text)
  return text
}

function pathTo(end: Node): RunStep[] {
  const steps: RunStep[] = []
  for (let node: Node | undefined = end; node !== undefined; node = node.parent)
    if (node.step !== undefined) steps.unshift(node.step)
  return steps
}
