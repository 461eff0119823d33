/** Writes down a run while XState takes its steps: whatever is shown has been executed without any learned table. */
import type { Learner } from '../learn/learner.ts'
import type { Look } from '../step.ts'
import { lookInto, moved, type World } from '../world.ts'
import { describeStep, showWorld, type Taken } from './describe-step.ts'
import type { Trace, TraceStep } from './trace.ts'

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

  /** @param taken its `after` has the parts that the step led to other snapshots */
  add(taken: Taken): void {
    const before = this.#world
    this.#world = moved(this.#learner, before, taken.after)
    this.#steps.push(describeStep(this.#learner.network, before, { ...taken, after: this.#world }))
  }

  trace(): Trace {
    const threads = this.#learner.network.threads.map(({ name }) => name)
    return { threads, initial: this.#initial, steps: this.#steps, final: this.#shown() }
  }

  #shown(): Trace['final'] {
    return showWorld(this.#learner.parts, this.#world)
  }
}
