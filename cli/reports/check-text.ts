/** What `check` tells a person: the verdict first, then what was checked, the numbers, and the counterexample. */
import type { Result } from '../../checker/index.ts'
import { closingSentence } from '../../checker/trace/race.ts'
import { wrap } from '../../checker/trace/wrap.ts'
import type { Configuration } from '../../model/index.ts'
import { describeMutation } from '../mutated.ts'
import { showCount, showExpected, showSeconds } from '../numbers.ts'
import type { Colors } from '../output.ts'
import { adviceText } from './advice-text.ts'
import { fact } from './fact.ts'

/** What was asked of what. */
export interface Asked {
  readonly configuration: Pick<Configuration, 'scenario' | 'kernel' | 'drivers' | 'mode' | 'mutation' | 'without'>
  /** What the scenario asks. */
  readonly question: string
  /** The switches that were set by hand, as `SWITCH=VALUE`. */
  readonly set: readonly string[]
  /** Their names, or how many of them. */
  readonly properties: readonly string[] | string
}

export interface CheckText extends Asked {
  readonly result: Result
  /** The printed counterexample, if there is one. */
  readonly trace?: string
  /** What to type to replay it. */
  readonly replay?: string
  /** The report of transitions that never fired, if it was asked for. */
  readonly coverage?: string
}

export function formatCheck(text: CheckText, colors: Colors): string {
  const { result } = text
  const facts = [
    ...askedFacts(text),
    fact('searched', numbers(result)),
    ...(result.expected === undefined
      ? []
      : [fact('expected', `perhaps ${showExpected(result.expected)} states in all`)]),
    ...(result.reductions.length === 0 ? [] : [fact('left out', `what ${result.reductions.join(' and ')} allow`)]),
    ...witnesses(result),
    ...assumptions(result),
    ...result.warnings.map((warning) => fact('warning', warning)),
  ]
  const { violated } = result
  const unreached =
    violated !== undefined && text.trace === undefined ? wrap(closingSentence(violated), 100).join('\n') : undefined
  return [
    [verdictLine(result, colors), ...facts].join('\n'),
    unreached,
    text.trace,
    result.advice === undefined || result.advice.length === 0 ? undefined : adviceText(result.advice),
    text.coverage,
    text.replay === undefined ? undefined : `Replay: ${text.replay}`,
  ]
    .filter((part) => part !== undefined)
    .join('\n\n')
}

/** What was asked of what, a line each. */
export function askedFacts({ configuration, question, set, properties }: Asked): string[] {
  const drivers = Object.entries(configuration.drivers).map(([device, driver]) => `${device}=${driver}`)
  return [
    fact('scenario', `${configuration.scenario}: ${question}`),
    fact('kernel', set.length === 0 ? configuration.kernel : `${configuration.kernel} with ${set.join(', ')}`),
    ...(drivers.length === 0 ? [] : [fact('drivers', drivers.join(', '))]),
    ...(configuration.mutation === undefined ? [] : [fact('mutation', describeMutation(configuration.mutation))]),
    fact('threads', threadsOf(configuration)),
    fact('properties', typeof properties === 'string' ? properties : properties.join(', ')),
  ]
}

function threadsOf({ mode, without = [] }: Asked['configuration']): string {
  const how = mode === 'once' ? 'run a fixed number of times' : 'run for ever'
  return without.length === 0 ? how : `${how}, without ${without.join(' and ')}`
}

/** The verdict and, in a few words, why. */
export function verdictLine(
  { verdict, violated, reason }: Pick<Result, 'verdict' | 'violated' | 'reason'>,
  colors: Colors,
): string {
  switch (verdict) {
    case 'holds':
      return `${colors.bold(colors.green('HOLDS'))}  in every reachable state`
    case 'violated':
      return `${colors.bold(colors.red('VIOLATED'))}  ${violated?.property} (${violated?.kind})`
    case 'incomplete':
      return `${colors.bold(colors.yellow('INCOMPLETE'))}  ${reason}; nothing broke up to here`
  }
}

function numbers({ states, transitions, depth, seconds, bytesPerState, learned }: Result): string {
  return [
    `${showCount(states)} states`,
    `${showCount(transitions)} transitions`,
    `depth ${depth}`,
    showSeconds(seconds),
    `${Math.round(bytesPerState)} bytes a state`,
    `${showCount(learned)} local situations asked of XState`,
  ].join(', ')
}

/** What was missed means something only if nothing cut the search short. */
function witnesses({ verdict, violated, witnesses }: Result): string[] {
  const isWhole = verdict === 'holds' || violated?.kind === 'witness'
  const list = (reached: boolean) => witnesses.filter((witness) => witness.reached === reached).map(({ name }) => name)
  const [seen, missed] = [list(true), list(false)]
  return [
    ...(seen.length === 0 ? [] : [fact('reached', seen.join('; '))]),
    ...(missed.length === 0 || !isWhole ? [] : [fact('not reached', missed.join('; '))]),
  ]
}

/** What was assumed of the scheduler; a violated property prints it below its run. */
function assumptions({ assumed = [], violated }: Result): string[] {
  const others = assumed.filter(({ property, fairness }) => property !== violated?.property && fairness.length > 0)
  const byFairness = new Map<string, string[]>()
  for (const { property, fairness } of others) {
    const fair = fairness.join(', ')
    byFairness.set(fair, [...(byFairness.get(fair) ?? []), property])
  }
  return [...byFairness].map(([fair, properties]) => fact('fair', `${fair}; for ${properties.join(', ')}`))
}
