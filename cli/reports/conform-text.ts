/** What `conform` tells a person of one log: the verdict first, then the lines, then what is wrong. */
import { formatRace } from '../../checker/index.ts'
import { wrap } from '../../checker/trace/wrap.ts'
import { type BrokenPromise, type Explanation, type LogModel, logTitle, raceOf, type Stuck } from '../../model/index.ts'
import { showCount } from '../numbers.ts'
import type { Colors } from '../output.ts'
import { unexplainedOf } from './conform-json.ts'
import { fact } from './fact.ts'

/** The promise whose race is shown, if several are broken: what a program would notice comes first. */
const telling = ['no-stale-read', 'no-lost-write', 'no-dangling-mirror']

export function formatConform(log: string, model: LogModel, explanation: Explanation, colors: Colors): string {
  const { lines, explained, ignored, stuck, broken } = explanation
  const set = Object.entries(model.set).map(([name, value]) => `${name}=${value}`)
  const facts = [
    fact('log', log),
    fact('model', `${model.kernel} with ${[model.driver, ...set].join(', ')}`),
    fact(
      'lines',
      `${showCount(lines)}: ${showCount(explained)} explained, ${showCount(sum(ignored))} ignored, ${showCount(unexplainedOf(explanation))} unexplained`,
    ),
    ...[...ignored]
      .sort(([, a], [, b]) => b - a)
      .map(([reason, count]) => fact('ignored', `${showCount(count)}: ${reason}`)),
    ...broken.map(({ promise, line, clause, times }) =>
      fact('broken', `${promise.name} at n=${line.n}${times > 1 ? ` (${showCount(times)} times)` : ''}: ${clause}`),
    ),
  ]
  return [
    [verdict(explanation, colors), ...facts].join('\n'),
    ...(stuck === undefined ? [] : [formatStuck(stuck)]),
    ...(broken.length === 0 ? [] : [formatBroken(broken, logTitle(log, model))]),
  ].join('\n\n')
}

function verdict({ stuck, broken }: Explanation, colors: Colors): string {
  if (stuck !== undefined)
    return `${colors.bold(colors.red('NOT EXPLAINED'))}  line n=${stuck.line.n} is no step of the model`
  if (broken.length > 0)
    return `${colors.bold(colors.red('BROKEN'))}  explained to the last line, which breaks a promise`.replace(
      ', which breaks',
      ', and breaks',
    )
  return `${colors.bold(colors.green('EXPLAINED'))}  to the last line; no promise is broken`
}

const sum = (ignored: Explanation['ignored']): number => [...ignored.values()].reduce((all, one) => all + one, 0)

function formatStuck({ line, reason, refusals }: Stuck): string {
  const states = refusals.flatMap(({ state, allowed, reasons }) => [
    `  where it may be: ${state.replace(/ \{.*$/, '')}`,
    `    could do there: ${allowed.map((step) => (step.function === undefined ? step.event : `${step.event} (${step.function}())`)).join(', ') || 'nothing'}`,
    ...reasons.map((why) => `    ${why}`),
  ])
  return [line.text, `  ${reason}`, ...states].flatMap((text) => wrap(text, 110)).join('\n')
}

function formatBroken(broken: readonly BrokenPromise[], title: string): string {
  const shown = telling.flatMap((name) => broken.find(({ promise }) => promise.name === name) ?? [])[0] ?? broken[0]
  const { trace, violation } = raceOf(shown as BrokenPromise)
  return formatRace(trace, violation, { title })
}
