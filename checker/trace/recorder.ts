/** Writes down a run while XState takes its steps: whatever is shown has been executed without any learned table. */
import type { Learner } from '../learn/learner.ts'
import type { Offer, PartRef, ThreadRef } from '../network.ts'
import { type Fired, type Look, showOffer } from '../step.ts'
import { lookInto, moved, type World } from '../world.ts'
import type { Trace, TraceStep } from './trace.ts'

/** A step and what XState made of it: the parts that it led to other snapshots. */
export interface Taken {
  readonly thread: ThreadRef
  readonly offer: Offer
  readonly fired: readonly Fired[]
  readonly after: World
}

export class Recorder {
  readonly #learner: Learner
  readonly #initial: Trace['initial']
  readonly #steps: TraceStep[] = []
  #world: World

  constructor(learner: Learner) {
    this.#learner = learner
    this.#world = learner.start()
    this.#initial = this.#shown()
  }

  /** The world in which the run is. */
  get look(): Look {
    return lookInto(this.#world)
  }

  /** Steps written down so far. */
  get length(): number {
    return this.#steps.length
  }

  /** The world to which a step would lead that changes the parts in `after`. */
  lookAfter(after: World): Look {
    return lookInto(moved(this.#learner, this.#world, after))
  }

  add({ thread, offer, fired, after }: Taken): void {
    const before = this.#world
    this.#world = moved(this.#learner, before, after)
    const transition = fired.find(({ part }) => part === thread)?.transition
    const meta = transition?.meta as { readonly function?: string; readonly file?: string } | undefined
    const changes = this.#learner.network.objects.flatMap((object) => {
      const [from, to] = [show(object, before), show(object, this.#world)]
      return from === to ? [] : [{ object: object.name, from, to, ...(object.quiet ? { quiet: true as const } : {}) }]
    })
    this.#steps.push({
      thread: thread.name,
      event: showOffer(offer),
      function: meta?.function ?? offer.type,
      ...(meta?.file === undefined ? {} : { file: meta.file }),
      ...(transition?.description === undefined ? {} : { note: transition.description }),
      changes,
      moved: { from: show(thread, before), to: show(thread, this.#world) },
    })
  }

  trace(): Trace {
    const threads = this.#learner.network.threads.map(({ name }) => name)
    return { threads, initial: this.#initial, steps: this.#steps, final: this.#shown() }
  }

  #shown(): Trace['final'] {
    return this.#learner.parts.map((part) => ({ part: part.name, state: show(part, this.#world) }))
  }
}

const show = (part: PartRef, world: World): string => part.show(lookInto(world)(part))
