/**
 * What a driver may ignore, searched with drivers that ignore it.
 *
 * A driver that does nothing on the event comes first. Where that breaks, two more are asked in the same scenario: the
 * driver that ignores nothing, because only what it keeps can be broken by ignoring; and one that moves the sequence and
 * leaves its mirror. Where doing nothing breaks nothing, it is asked whether the mirror ever has anything to lose while the
 * event is announced: if not, the scenario says nothing.
 *
 * The witnesses of the scenarios are left out: they are about the scenario, and not about who is told.
 */
import {
  cannotBeAsked,
  choiceOf,
  type Duty,
  driversOfObligation,
  expectedObligations,
  kernelNamed,
  type Mirror,
  newestKernel,
  type Obligation,
  obligationKey,
  type RecordedObligation,
  scenarios,
  tellingOf,
  unfitIn,
} from '../../model/index.ts'
import { type CheckAllOptions, checkAll } from './check-all.ts'
import type { Answer, Task } from './task.ts'

export interface Asked {
  readonly task: Task
  readonly answer: Answer
}

/** What one scenario says. `left out`: there something breaks whatever the driver does, or its mirror has nothing to lose. */
export interface Heard {
  readonly scenario: string
  readonly says: Duty | 'left out' | 'undecided'
  readonly ignoring: Asked
  /** Only where ignoring it is not enough. */
  readonly others?: { readonly base: Asked; readonly keeping: Asked }
  /** Only where ignoring it breaks nothing: whether the mirror maps anything while that is announced. */
  readonly told?: Asked
}

export interface Cell {
  readonly obligation: Obligation
  readonly mirror: Mirror
  readonly heard: readonly Heard[]
  /** `not decided`: no scenario is left, or a search did not end. */
  readonly duty: RecordedObligation['duty']
  /** Why it cannot be asked, where it cannot. */
  readonly unfit: string | undefined
  /** The shortest race that shows that less is not enough. */
  readonly because: Asked | undefined
  /** What differs from what was recorded. */
  readonly surprise: string | undefined
}

interface Asking extends CheckAllOptions {
  /** The newest where nothing is said; only for that one it is recorded what comes of it. */
  readonly kernel?: string
}

type AskAll = (tasks: readonly Task[]) => Promise<readonly Answer[]>

/** Every obligation for each kind of mirror. */
export function judgeObligations(
  obligations: readonly Obligation[],
  mirrors: readonly Mirror[],
  { kernel, ...options }: Asking = {},
): Promise<readonly Cell[]> {
  return judgedObligations(obligations, mirrors, { kernel, ask: (tasks) => checkAll(tasks, options) })
}

/** @param ask answers tasks, in their order */
export async function judgedObligations(
  obligations: readonly Obligation[],
  mirrors: readonly Mirror[],
  { kernel = newestKernel.name, ask }: { readonly kernel?: string | undefined; readonly ask: AskAll },
): Promise<readonly Cell[]> {
  const pairs = obligations.flatMap((obligation) => mirrors.map((mirror) => ({ obligation, mirror })))
  const places = pairs.flatMap((pair) =>
    pair.obligation.scenarios
      .filter((scenario) => unfitIn(scenario, pair.obligation, pair.mirror) === undefined)
      .map((scenario) => ({ ...pair, scenario })),
  )
  const first = await asked(
    places.map((place) => taskOf(place, 'ignoring', kernel)),
    ask,
  )
  const next = places.map((place, i) => {
    const verdict = first[i]?.answer.verdict
    if (verdict === 'violated') return [taskOf(place, 'base', kernel), taskOf(place, 'keeping', kernel)]
    return verdict === 'holds' ? [tellingTaskOf(place, kernel)] : []
  })
  const more = await asked(next.flat(), ask)
  const heard = places.map((place, i) => {
    const from = next.slice(0, i).flat().length
    const own = more.slice(from, from + (next[i]?.length ?? 0))
    return heardFrom(place.scenario, first[i] as Asked, own)
  })
  return pairs.map(({ obligation, mirror }) => {
    const here = heard.filter((_, i) => places[i]?.obligation === obligation && places[i]?.mirror === mirror)
    const unfit = cannotBeAsked(obligation, mirror)
    const found = { obligation, mirror, heard: here, unfit, ...decide(here, unfit) }
    return { ...found, surprise: kernel === newestKernel.name ? surpriseOf(found) : undefined }
  })
}

async function asked(tasks: readonly Task[], ask: AskAll): Promise<readonly Asked[]> {
  const answers = await ask(tasks)
  return tasks.map((task, i) => ({ task, answer: answers[i] as Answer }))
}

type Place = Pick<Cell, 'obligation' | 'mirror'> & { readonly scenario: string }

function taskOf({ obligation, mirror, scenario }: Place, which: 'base' | 'ignoring' | 'keeping', kernel: string): Task {
  return {
    ...choiceOf({ scenario, kernel, driver: driversOfObligation(obligation, mirror)[which] }),
    unwitnessed: true,
  }
}

const tellingTaskOf = (place: Place, kernel: string): Task => ({
  ...taskOf(place, 'base', kernel),
  situation: tellingOf(place.obligation.told),
})

/** @param more what was asked after the driver that ignores it */
function heardFrom(scenario: string, ignoring: Asked, [asked, keeping]: readonly Asked[]): Heard {
  const verdictOf = ({ answer }: Asked) => answer.verdict
  if (asked === undefined) return { scenario, ignoring, says: 'undecided' }
  if (keeping === undefined) {
    const says = { violated: 'may be ignored', holds: 'left out', incomplete: 'undecided' } as const
    return { scenario, ignoring, told: asked, says: says[verdictOf(asked)] }
  }
  const heard = { scenario, ignoring, others: { base: asked, keeping } }
  if (verdictOf(asked) === 'violated') return { ...heard, says: 'left out' }
  if ([asked, keeping].some((one) => verdictOf(one) === 'incomplete')) return { ...heard, says: 'undecided' }
  return { ...heard, says: verdictOf(keeping) === 'violated' ? 'never' : 'only if the sequence still moves' }
}

function decide(heard: readonly Heard[], unfit: string | undefined): Pick<Cell, 'duty' | 'because'> {
  if (unfit !== undefined) return { duty: 'cannot be asked', because: undefined }
  const saying = (duty: Heard['says']) => heard.filter(({ says }) => says === duty)
  const never = saying('never')
  if (never.length > 0)
    return { duty: 'never', because: shortest(never.flatMap(({ others }) => others?.keeping ?? [])) }
  if (saying('undecided').length > 0 || saying('left out').length === heard.length)
    return { duty: 'not decided', because: undefined }
  const sequence = saying('only if the sequence still moves')
  if (sequence.length > 0)
    return { duty: 'only if the sequence still moves', because: shortest(sequence.map(({ ignoring }) => ignoring)) }
  return { duty: 'may be ignored', because: undefined }
}

const shortest = (asked: readonly Asked[]): Asked | undefined =>
  asked.toSorted((a, b) => a.answer.depth - b.answer.depth)[0]

type Found = Omit<Cell, 'surprise'>

/** What is recorded of it. */
export function recordOf({ duty, because }: Found): RecordedObligation {
  if (because === undefined) return { duty }
  const { task, answer } = because
  return {
    duty,
    because: { scenario: task.scenario, property: answer.violated?.property ?? '', depth: answer.depth },
  }
}

function surpriseOf(found: Found): string | undefined {
  const recorded = expectedObligations[obligationKey(found.obligation, found.mirror)]
  const [got, wanted] = [recordOf(found), recorded].map((record) => record && told(record))
  if (wanted === undefined) return `${got}; nothing is recorded yet`
  return got === wanted ? undefined : `expected ${wanted}, got ${got}`
}

export const told = ({ duty, because }: RecordedObligation): string =>
  because === undefined ? duty : `${duty} (${because.property} after ${because.depth} steps in ${because.scenario})`

/** Obligations as a kernel has them: only those that it announces, in the scenarios that can be run on it. */
export function onKernel(obligations: readonly Obligation[], kernel: string): readonly Obligation[] {
  const switches = kernelNamed(kernel)?.switches
  if (switches === undefined) return []
  const isThere = (name: string) => scenarios.find((one) => one.name === name)?.missingOn?.(switches) === undefined
  return obligations
    .filter(({ missingOn }) => missingOn?.(switches) === undefined)
    .map((obligation) => ({ ...obligation, scenarios: obligation.scenarios.filter(isThere) }))
}

/** How many answers were asked for. */
export const searchesOf = (cells: readonly Cell[]): readonly Asked[] =>
  cells.flatMap(({ heard }) =>
    heard.flatMap(({ ignoring, others, told }) => [
      ignoring,
      ...(others === undefined ? [] : [others.base, others.keeping]),
      ...(told === undefined ? [] : [told]),
    ]),
  )
