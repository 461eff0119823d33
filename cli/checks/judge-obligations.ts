/**
 * What a driver may ignore, searched with drivers that ignore it.
 *
 * A driver that does nothing on the event comes first. Where that breaks, two more are asked in the same scenario: the
 * driver that ignores nothing, because only what it keeps can be broken by ignoring; and one that moves the sequence and
 * leaves its mirror. Where doing nothing breaks nothing, neither has anything to add.
 */
import {
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
} from '../../model/index.ts'
import { type CheckAllOptions, checkAll } from './check-all.ts'
import type { Answer, Task } from './task.ts'

export interface Asked {
  readonly task: Task
  readonly answer: Answer
}

/** What one scenario says. `left out`: there something breaks, or is not seen, whatever the driver does on the event. */
export interface Heard {
  readonly scenario: string
  readonly says: Duty | 'left out' | 'undecided'
  readonly ignoring: Asked
  /** Only where ignoring it is not enough. */
  readonly others?: { readonly base: Asked; readonly keeping: Asked }
}

export interface Cell {
  readonly obligation: Obligation
  readonly mirror: Mirror
  readonly heard: readonly Heard[]
  /** `not decided`: no scenario is left, or a search did not end. */
  readonly duty: Duty | 'not decided'
  /** The shortest race that shows that less is not enough. */
  readonly because: Asked | undefined
  /** What differs from what was recorded. */
  readonly surprise: string | undefined
}

export interface Asking extends CheckAllOptions {
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
  const places = pairs.flatMap((pair) => pair.obligation.scenarios.map((scenario) => ({ ...pair, scenario })))
  const first = await asked(
    places.map((place) => taskOf(place, 'ignoring', kernel)),
    ask,
  )
  const broken = places.filter((_, i) => first[i]?.answer.verdict === 'violated')
  const more = await asked(
    broken.flatMap((place) => [taskOf(place, 'base', kernel), taskOf(place, 'keeping', kernel)]),
    ask,
  )
  const heard = places.map((place, i) => {
    const at = 2 * broken.indexOf(place)
    const [base, keeping] = at < 0 ? [] : more.slice(at, at + 2)
    return heardFrom(place.scenario, first[i] as Asked, base && keeping && { base, keeping })
  })
  return pairs.map(({ obligation, mirror }) => {
    const here = heard.filter((_, i) => places[i]?.obligation === obligation && places[i]?.mirror === mirror)
    const found = { obligation, mirror, heard: here, ...decide(here) }
    return { ...found, surprise: kernel === newestKernel.name ? surpriseOf(found) : undefined }
  })
}

async function asked(tasks: readonly Task[], ask: AskAll): Promise<readonly Asked[]> {
  const answers = await ask(tasks)
  return tasks.map((task, i) => ({ task, answer: answers[i] as Answer }))
}

type Place = Pick<Cell, 'obligation' | 'mirror'> & { readonly scenario: string }

function taskOf({ obligation, mirror, scenario }: Place, which: 'base' | 'ignoring' | 'keeping', kernel: string): Task {
  return choiceOf({ scenario, kernel, driver: driversOfObligation(obligation, mirror)[which] })
}

/** Whether a promise is broken: a driver that does less owes the scenario nothing that is seen there. */
const breaks = ({ answer: { verdict, violated } }: Asked): boolean =>
  verdict === 'violated' && violated?.kind !== 'witness'

function heardFrom(scenario: string, ignoring: Asked, others: Heard['others']): Heard {
  const heard = { scenario, ignoring, ...(others === undefined ? {} : { others }) }
  if (others === undefined)
    return { ...heard, says: ignoring.answer.verdict === 'holds' ? 'may be ignored' : 'undecided' }
  const { base, keeping } = others
  if (base.answer.verdict === 'violated') return { ...heard, says: 'left out' }
  if (base.answer.verdict === 'incomplete') return { ...heard, says: 'undecided' }
  if (!breaks(ignoring)) return { ...heard, says: 'may be ignored' }
  if (keeping.answer.verdict === 'incomplete') return { ...heard, says: 'undecided' }
  return { ...heard, says: breaks(keeping) ? 'never' : 'only if the sequence still moves' }
}

function decide(heard: readonly Heard[]): Pick<Cell, 'duty' | 'because'> {
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
    heard.flatMap(({ ignoring, others }) => [ignoring, ...(others === undefined ? [] : [others.base, others.keeping])]),
  )
