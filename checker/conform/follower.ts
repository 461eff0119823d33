/**
 * Follows one thread of which only some steps are seen, in a world that others change as well.
 *
 * What the thread may be doing is a set of local states. A seen step keeps those from which it can be taken, after any
 * number of steps that leave no trace in the log. Such steps may have been taken at any time since the last seen one: so
 * before somebody else changes the world, `drift` adds the states that the thread may have reached by looking at the world
 * as it was.
 *
 * The world itself is what the log says it is: where two ways to explain a step lead to different worlds, the one with
 * fewer unseen steps is kept.
 */
import type { AnyMachineSnapshot } from 'xstate'
import { canonicalText } from '../canonical.ts'
import type { PartRef, See, ThreadRef } from '../network.ts'
import { showRefusal } from '../refusal.ts'
import { type Fired, initialSnapshot, type Look, offersOf, takeStep } from '../step.ts'
import { eventsIn, guardsIn } from '../waiting.ts'

export interface FollowOptions {
  /** Events that leave no trace in the log. */
  readonly silent: ReadonlySet<string>
  /** Whether one of them may lead there without a trace; it may if this is left out. */
  readonly mayReach?: (event: string, local: AnyMachineSnapshot) => boolean
  /** Whether the log would tell of a part's change: then no unseen step may have made it. */
  readonly isLogged: (part: PartRef, before: AnyMachineSnapshot, after: AnyMachineSnapshot) => boolean
  /** Whether a part is the thread's own: nobody else sees what it does to it. */
  readonly isOwn: (part: PartRef) => boolean
}

/** A step as it was explained. */
export interface FollowedStep {
  readonly thread: ThreadRef
  readonly event: string
  readonly fired: readonly Fired[]
  readonly before: See
  readonly after: See
  /** The parts that it changed, the thread's own included. */
  readonly changes: readonly {
    readonly part: PartRef
    readonly from: AnyMachineSnapshot
    readonly to: AnyMachineSnapshot
  }[]
}

/** What a log says of a step. */
export interface LogObservation {
  /** The step is one of these; with none it says where the thread is. */
  readonly events: readonly string[]
  /** What else may have gone before it unseen, though it usually does not. */
  readonly via?: readonly string[]
  /** Whether the step did what the log says, or the thread is where the log says. Otherwise what it did instead. */
  readonly agrees?: (step: { readonly before: See; readonly after: See }) => true | string
}

/** Why a thread that is in one of its possible states cannot have done what the log says. */
export interface Refusal {
  readonly state: string
  /** What the model allows there, with the guards that each way has. */
  readonly allowed: readonly { readonly event: string; readonly function?: string }[]
  /** Of the wanted steps: the guards that refused, or how the step differs from what the log says. */
  readonly reasons: readonly string[]
}

export type Seen =
  | { readonly kind: 'explained'; readonly steps: readonly FollowedStep[]; readonly changed: Snapshots }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] }

type Snapshots = ReadonlyMap<PartRef, AnyMachineSnapshot>

interface Possible {
  readonly local: AnyMachineSnapshot
  readonly own: Snapshots
}

interface Node extends Possible {
  readonly changed: Snapshots
  readonly steps: readonly FollowedStep[]
}

/** More states than this are never kept; reaching it only makes the follower stricter. */
const MOST = 256
const none: Snapshots = new Map()

/** Follows one thread through a log: `observe` explains the next line of it, or says why the thread cannot have done that. */
export class Follower {
  readonly thread: ThreadRef
  readonly #options: FollowOptions
  #possible: readonly Possible[]

  constructor(thread: ThreadRef, options: FollowOptions, local: AnyMachineSnapshot = initialSnapshot(thread)) {
    this.thread = thread
    this.#options = options
    this.#possible = [{ local, own: none }]
  }

  /** The thread's possible local states. */
  get states(): readonly AnyMachineSnapshot[] {
    return this.#possible.map(({ local }) => local)
  }

  /** What the thread sees of a part in the first of its possible states. */
  see(look: Look): See {
    return this.#seeing({ ...(this.#possible[0] as Possible), changed: none }, look)
  }

  /** The same thread in another place, or under another machine of the same shape. */
  moved(
    thread: ThreadRef,
    options: FollowOptions,
    rename: (local: AnyMachineSnapshot) => AnyMachineSnapshot,
    /** What there stands for a part of its own. */
    partOf: (part: PartRef) => PartRef,
  ): Follower {
    const other = new Follower(thread, options)
    other.#possible = this.#possible.map(({ local, own }) => ({
      local: rename(local),
      own: new Map([...own].map(([part, snapshot]) => [partOf(part), snapshot])),
    }))
    return other
  }

  /** Replaces every possible local state, for instance where the log has told a name. */
  rewrite(change: (local: AnyMachineSnapshot) => AnyMachineSnapshot): void {
    this.#possible = this.#possible.map(({ local, own }) => ({ local: change(local), own }))
  }

  /** Adds the states that unseen steps lead to while the world is as it is now; they change nothing of it. */
  drift(look: Look): void {
    if (!this.#possible.some(({ local }) => this.#mayMoveUnseen(local))) return
    const reached = this.#closure(this.#start(), look).filter(({ changed }) => changed.size === 0)
    this.#possible = reached.map(({ local, own }) => ({ local, own }))
  }

  /** Takes these unseen steps at once, as long as one of them can be taken, and tells what they change. */
  settle(
    look: Look,
    events: ReadonlySet<string>,
  ): { readonly steps: readonly FollowedStep[]; readonly changed: Snapshots } {
    let node = this.#start()[0] as Node
    for (let more = true; more; ) {
      const next = [...events].flatMap((event) => this.#take(node, event, look))[0]
      more = next !== undefined && this.#isUnseen(node, next, look)
      if (more) node = next as Node
    }
    if (node.steps.length === 0) return { steps: [], changed: none }
    this.#possible = [{ local: node.local, own: node.own }]
    return node
  }

  /** Keeps the states that the observation leaves. What is refused leaves everything as it was. */
  observe(look: Look, { events, via = [], agrees = () => true }: LogObservation): Seen {
    const nodes = this.#closure(this.#start(), look, via)
    const found: Node[] = []
    const differs: string[] = []
    for (const node of nodes) {
      const candidates =
        events.length === 0 ? [node] : events.flatMap((event) => this.#take(node, event, look, differs))
      for (const candidate of candidates) {
        const answer = agrees({ before: this.#seeing(node, look), after: this.#seeing(candidate, look) })
        if (answer === true) found.push(candidate)
        else differs.push(answer)
      }
    }
    const [first] = found
    if (first === undefined) return { kind: 'refused', refusals: this.#refusals(nodes, events, look, differs) }
    const world = keyOf(first.changed)
    const kept = found.filter(({ changed }) => keyOf(changed) === world)
    this.#possible = [...new Map(kept.map((node) => [localKey(node), { local: node.local, own: node.own }])).values()]
    return { kind: 'explained', steps: first.steps, changed: first.changed }
  }

  /** Whether `observe` would explain it; nothing changes. */
  isPossible(look: Look, observation: LogObservation): boolean {
    const before = this.#possible
    const { kind } = this.observe(look, observation)
    this.#possible = before
    return kind === 'explained'
  }

  #start(): Node[] {
    return this.#possible.map((possible) => ({ ...possible, changed: none, steps: [] }))
  }

  #closure(start: readonly Node[], look: Look, via: readonly string[] = []): Node[] {
    const nodes = [...start]
    const known = new Set(nodes.map(key))
    for (const node of nodes) {
      if (nodes.length >= MOST) break
      for (const event of [...this.#options.silent, ...via])
        for (const next of this.#take(node, event, look)) {
          if (!this.#isUnseen(node, next, look, event) || known.has(key(next))) continue
          known.add(key(next))
          nodes.push(next)
        }
    }
    return nodes
  }

  #isUnseen(before: Node, after: Node, look: Look, event = ''): boolean {
    if (this.#options.mayReach?.(event, after.local) === false) return false
    return [...after.changed].every(([part, snapshot]) => {
      const was = before.changed.get(part) ?? look(part)
      return was === snapshot || !this.#options.isLogged(part, was, snapshot)
    })
  }

  #take(node: Node, event: string, look: Look, differs: string[] = []): Node[] {
    if (!eventsIn(node.local).has(event)) return []
    const before = this.#lookFrom(node, look)
    const outcome = takeStep(this.thread, { type: event }, before)
    if (outcome.kind === 'disabled') return []
    if (outcome.kind === 'illegal') {
      differs.push(`"${event}" ${showRefusal(outcome, outcome.object.show(outcome.state))}`)
      return []
    }
    const own = new Map(node.own)
    const changed = new Map(node.changed)
    let local = node.local
    for (const [part, snapshot] of outcome.after) {
      if (part === this.thread) local = snapshot
      else if (this.#options.isOwn(part)) own.set(part, snapshot)
      else if (text(snapshot) !== text(before(part))) changed.set(part, snapshot)
    }
    const after = { local, own, changed }
    const step = {
      thread: this.thread,
      event,
      fired: outcome.fired,
      before: this.#seeing(node, look),
      after: this.#seeing(after, look),
      changes: [...outcome.after].flatMap(([part, to]) => {
        const from = before(part)
        return text(from) === text(to) ? [] : [{ part, from, to }]
      }),
    }
    return [{ ...after, steps: [...node.steps, step] }]
  }

  #lookFrom({ local, own, changed }: Pick<Node, 'local' | 'own' | 'changed'>, look: Look): Look {
    return (part) => {
      if (part === this.thread) return local
      if (this.#options.isOwn(part)) return own.get(part) ?? startOf(part)
      return changed.get(part) ?? look(part)
    }
  }

  #seeing(node: Pick<Node, 'local' | 'own' | 'changed'>, look: Look): See {
    return this.#lookFrom(node, look) as See
  }

  #mayMoveUnseen(local: AnyMachineSnapshot): boolean {
    return [...this.#options.silent].some((event) => eventsIn(local).has(event))
  }

  #refusals(nodes: readonly Node[], events: readonly string[], look: Look, differs: readonly string[]): Refusal[] {
    return nodes.slice(0, 3).map((node) => {
      const taken = offersOf(this.thread).flatMap(({ type }) =>
        this.#take(node, type, look).map(({ steps }) => {
          const meta = steps.at(-1)?.fired[0]?.transition.meta as { readonly function?: string } | undefined
          return { event: type, ...(meta?.function === undefined ? {} : { function: meta.function }) }
        }),
      )
      const refused = guardsIn(node.local, events).map(({ event, guard }) => `${event} needs: ${guard}`)
      return {
        state: this.thread.show(node.local),
        allowed: taken,
        reasons: [...new Set([...differs, ...refused])],
      }
    })
  }
}

const starts = new WeakMap<PartRef, AnyMachineSnapshot>()

function startOf(part: PartRef): AnyMachineSnapshot {
  let start = starts.get(part)
  if (start === undefined) {
    start = initialSnapshot(part)
    starts.set(part, start)
  }
  return start
}

const texts = new WeakMap<AnyMachineSnapshot, string>()

function text(snapshot: AnyMachineSnapshot): string {
  let known = texts.get(snapshot)
  if (known === undefined) {
    known = `${JSON.stringify(snapshot.value)} ${canonicalText(snapshot.context, 'context')}`
    texts.set(snapshot, known)
  }
  return known
}

const keyOf = (snapshots: Snapshots): string =>
  [...snapshots]
    .map(([part, snapshot]) => `${part.name}: ${text(snapshot)}`)
    .sort()
    .join('\n')
const localKey = ({ local, own }: Possible): string => `${text(local)}\n${keyOf(own)}`
const key = (node: Node): string => `${localKey(node)}\n${keyOf(node.changed)}`
