/** One search from its beginning to its end: alone as long as it is small, then with more threads if there are any. */
import { ModelError } from '../errors.ts'
import { ParallelSearch } from '../parallel/parallel-search.ts'
import type { Progress } from '../result.ts'
import { isAllocationFailure } from './allocation.ts'
import { BreadthFirst, type Pause } from './breadth-first.ts'
import type { CompiledNetwork } from './compiled-network.ts'
import type { Limit, Structural } from './expansion.ts'

interface Options {
  readonly maxStates: number
  readonly maxMemory: number
  readonly parents: boolean
  readonly workers?: number
}

interface Clock {
  /** In `performance.now()` milliseconds. */
  readonly started: number
  readonly signal: AbortSignal | undefined
  readonly onProgress: ((progress: Progress) => void) | undefined
}

export interface Searched {
  readonly search: BreadthFirst | ParallelSearch
  readonly ended: 'done' | 'interrupted' | Limit
  /** Whether many threads met something broken: a search alone has to say what is the first. */
  readonly isForOneThread: boolean
}

/** States that one thread finds in the time that it takes to start others. */
const LARGE = 1 << 17

/** Milliseconds between two looks at the clock, the signal and the event loop. */
const SLICE = 50
const PROGRESS_EVERY = 1000

export async function search(
  compiled: CompiledNetwork,
  structural: Structural,
  { workers = 1, ...limits }: Options,
  clock: Clock,
): Promise<Searched> {
  const large = compiled.shortcuts.alone ? LARGE : 0
  const alone = new BreadthFirst(compiled, structural, { ...limits, ...(workers > 1 ? { large } : {}) })
  const ended = await runAlone(compiled, alone, clock)
  if (ended !== 'large') return { search: alone, ended, isForOneThread: false }
  const beginning = { store: alone.store, head: alone.head, depth: alone.depth, illegalIgnored: alone.illegalIgnored }
  let together: ParallelSearch
  try {
    together = new ParallelSearch(compiled, structural, limits, beginning, workers)
  } catch (error) {
    if (!isAllocationFailure(error)) throw error
    for (;;) {
      const ended = await runAlone(compiled, alone, clock) // alone it may still come to its end
      if (ended !== 'large') return { search: alone, ended, isForOneThread: false }
    }
  }
  return runTogether(compiled, together, clock)
}

async function runAlone(
  compiled: CompiledNetwork,
  search: BreadthFirst,
  { started, signal, onProgress }: Clock,
): Promise<Exclude<Pause, 'time'> | 'interrupted'> {
  let reported = started
  for (;;) {
    const pause = search.run(performance.now() + SLICE)
    if (pause !== 'time') return pause
    await new Promise(setImmediate)
    if (signal?.aborted) return 'interrupted'
    if (performance.now() - reported < PROGRESS_EVERY) continue
    reported = performance.now()
    onProgress?.(progressOf(compiled, search, started))
  }
}

async function runTogether(
  compiled: CompiledNetwork,
  search: ParallelSearch,
  { started, signal, onProgress }: Clock,
): Promise<Searched> {
  const report = () => onProgress?.(progressOf(compiled, search, started))
  const timer = setInterval(report, PROGRESS_EVERY)
  try {
    const ended = await search.run(signal)
    return { search, ended, isForOneThread: search.found !== undefined }
  } catch (error) {
    // what the model throws in a level in which something is broken does not count
    if (error instanceof ModelError) return { search, ended: 'done', isForOneThread: true }
    throw error
  } finally {
    clearInterval(timer)
  }
}

function progressOf(compiled: CompiledNetwork, search: BreadthFirst | ParallelSearch, started: number): Progress {
  const { states, queue, depth, bytes } = search
  return {
    states,
    transitions: compiled.transitions() + (search instanceof ParallelSearch ? search.unsettledSteps : 0),
    queue,
    depth,
    seconds: (performance.now() - started) / 1000,
    bytesPerState: bytes / states,
  }
}
