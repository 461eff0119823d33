/**
 * Explores a network to its end, whatever breaks on the way, and keeps every situation that its states come to.
 *
 * What is learned on the way describes the network exactly: in each reachable state, each event of each thread is in one
 * of these situations, and so is each property.
 */
import type { CheckOptions, Question } from '../check.ts'
import { memoryLimit } from '../memory.ts'
import type { Network } from '../network.ts'
import { BreadthFirst, type Pause } from '../search/breadth-first.ts'
import { CompiledNetwork } from '../search/compiled-network.ts'
import type { StateStore } from '../search/states.ts'
import { allShortcuts } from '../shortcuts.ts'
import { LessonLearner } from './lessons.ts'

export interface Everything {
  readonly learner: LessonLearner
  readonly store: StateStore
  /** Steps that lead somewhere: pairs of a state and an enabled event that tells no illegal one. */
  readonly transitions: number
}

export type ExploreOptions = Pick<CheckOptions, 'maxStates' | 'maxMemory' | 'signal' | 'onProgress'>

/** Milliseconds between two looks at the clock and the signal. */
const SLICE = 50
const PROGRESS_EVERY = 1000

/** @returns why not, where a limit or the signal ends it early. */
export async function learnEverything(
  network: Network,
  { properties = [] }: Question,
  options: ExploreOptions,
): Promise<Everything | string> {
  const started = performance.now()
  const { maxStates = Number.POSITIVE_INFINITY, maxMemory = memoryLimit().bytes } = options
  const learner = new LessonLearner(network)
  const invariants = properties.filter((property) => property.kind === 'invariant')
  const steps = properties.filter((property) => property.kind === 'step')
  const compiled = new CompiledNetwork(learner, invariants, steps, allShortcuts)
  const search = new BreadthFirst(
    compiled,
    { illegalEvents: false, deadlocks: false },
    { maxStates, maxMemory, parents: false },
  )
  let reported = started
  let pause: Pause = 'time'
  while (pause === 'time') {
    pause = search.run(performance.now() + SLICE)
    await new Promise(setImmediate)
    if (options.signal?.aborted) return 'interrupted'
    if (performance.now() - reported < PROGRESS_EVERY) continue
    reported = performance.now()
    const { store, head, depth, bytes } = search
    options.onProgress?.({
      states: store.count,
      transitions: compiled.transitions(),
      queue: store.count - head,
      depth,
      seconds: (reported - started) / 1000,
      bytesPerState: bytes / store.count,
    })
  }
  if (pause === 'max-states') return `the limit of ${maxStates} states was hit`
  if (pause !== 'done') return 'there is no more memory for it'
  return { learner, store: search.store, transitions: compiled.transitions() }
}
