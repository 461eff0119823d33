/** One search from its beginning to its end: alone as long as it is small, then with more threads if there are any. */
import { ModelError } from '../errors.ts'
import { ParallelSearch } from '../parallel/parallel-search.ts'
import type { Progress } from '../result.ts'
import { isAllocationFailure } from './allocation.ts'
import { BreadthFirst, type Pause } from './breadth-first.ts'
import type { Clock } from './clock.ts'
import type { CompiledNetwork } from './compiled-network.ts'
import type { Limit, Structural } from './expansion.ts'

interface Options {
  readonly maxStates: number
  readonly maxMemory: number
  /** Whether that is for the whole process. */
  readonly wholeProcess: boolean
  readonly parents: boolean
  readonly workers: number
}

/** A search by one thread, which comes back now and then. */
interface Alone {
  readonly states: number
  /** States found and not yet expanded. */
  readonly queue: number
  readonly depth: number
  readonly bytes: number
  run(deadline: number): Pause
}

export interface Searched {
  readonly search: BreadthFirst | ParallelSearch
  readonly ended: 'done' | 'interrupted' | Limit
  /** Whether many threads met something broken: a search alone has to say what is the first. */
  readonly isForOneThread: boolean
}

/** States that one thread finds in an eighth of a second: before, others that first have to start and warm up would not help. */
const LARGE = 1 << 19

/** Milliseconds between two reports of many threads; the clock drops those that come too early. */
const REPORT_EVERY = 100

export async function search(
  compiled: CompiledNetwork,
  structural: Structural,
  { workers, wholeProcess, ...asked }: Options,
  clock: Clock,
): Promise<Searched> {
  const limits = { ...asked }
  /** Leaves to the search what the rest of the process does not take. */
  const adjust = (search: BreadthFirst | ParallelSearch) => {
    if (wholeProcess) limits.maxMemory = leftOf(asked.maxMemory, process.memoryUsage.rss() - search.bytes)
  }
  const large = compiled.shortcuts.alone ? LARGE : 0
  const alone = new BreadthFirst(compiled, structural, limits, workers > 1 ? large : undefined)
  const ended = await runAlone(compiled, alone, clock, () => adjust(alone))
  if (ended !== 'large') return { search: alone, ended, isForOneThread: false }
  let together: ParallelSearch
  try {
    together = new ParallelSearch(compiled, structural, limits, alone, workers)
  } catch (error) {
    if (!isAllocationFailure(error)) throw error
    for (;;) {
      const ended = await runAlone(compiled, alone, clock, () => adjust(alone)) // it may still come to its end
      if (ended !== 'large') return { search: alone, ended, isForOneThread: false }
    }
  }
  return runTogether(compiled, together, clock, adjust)
}

export async function runAlone(
  compiled: CompiledNetwork,
  search: Alone,
  clock: Clock,
  adjust: () => void = () => {},
): Promise<Exclude<Pause, 'time'> | 'interrupted'> {
  for (;;) {
    adjust()
    const pause = search.run(clock.deadline)
    if (pause !== 'time') return pause
    if (await clock.breathe(() => progressOf(compiled, search))) return 'interrupted'
  }
}

async function runTogether(
  compiled: CompiledNetwork,
  search: ParallelSearch,
  clock: Clock,
  adjust: (search: ParallelSearch) => void,
): Promise<Searched> {
  adjust(search)
  const timer = setInterval(() => {
    adjust(search)
    clock.report(() => progressOf(compiled, search))
  }, REPORT_EVERY)
  try {
    const ended = await search.run(clock.signal)
    return { search, ended, isForOneThread: search.found !== undefined }
  } catch (error) {
    // what the model throws in a level in which something is broken does not count
    if (error instanceof ModelError) return { search, ended: 'done', isForOneThread: true }
    throw error
  } finally {
    clearInterval(timer)
  }
}

/** What is left of a limit by `others`; all of it if that would be less than half, since the limit is not meant so. */
const leftOf = (limit: number, others: number): number => (2 * others < limit ? limit - others : limit)

export function progressOf(
  compiled: CompiledNetwork,
  search: Omit<Alone, 'run'>,
): Omit<Progress, 'seconds' | 'expected'> {
  const { states, queue, depth, bytes } = search
  const uncounted = search instanceof ParallelSearch ? search.unsettledSteps : 0
  return { states, transitions: compiled.transitions() + uncounted, queue, depth, bytesPerState: bytes / states }
}
