/** Which transitions of the model real logs have taken. */
import { SeenTransitions } from '../../checker/index.ts'
import { type Explanation, explainLog, type LogModel, loggedKernel, logMachines } from '../../model/index.ts'
import { each, type Log } from './logs.ts'

export interface Held {
  readonly log: Log
  readonly model: LogModel
  readonly explanation: Explanation
}

/** A log of a changed kernel is held against the model of that. */
export const modelOf = ({ name }: Log): LogModel =>
  name.startsWith('seed002') ? { ...loggedKernel, set: { holeNotify: 'none' } } : loggedKernel

export async function holdLogs(
  logs: readonly Log[],
): Promise<{ readonly held: readonly Held[]; readonly seen: SeenTransitions }> {
  const seen = new SeenTransitions()
  const held: Held[] = []
  for (const log of logs) {
    const model = modelOf(log)
    const explanation = await explainLog(each(log.lines), log.name, model, {
      stepped: ({ step }) => seen.add(log.name, step.fired),
    })
    held.push({ log, model, explanation })
  }
  return { held, seen }
}

/** One row for each machine. */
export function realitySummary(seen: SeenTransitions): string {
  const all = seen.of(logMachines())
  const rows = [...new Set(all.map(({ machine }) => machine))].map((machine) => {
    const own = all.filter((one) => one.machine === machine)
    const taken = own.filter(({ times }) => times.size > 0)
    const times = taken.reduce((sum, one) => sum + timesOf(one.times), 0)
    return `| \`${machine}\` | ${taken.length} of ${own.length} | ${times.toLocaleString('en-US')} |`
  })
  return ['| machine | transitions seen | times |', '| --- | ---: | ---: |', ...rows].join('\n')
}

/** Each transition that was seen, and how often, in which logs. */
export function realitySeen(seen: SeenTransitions): string {
  const rows = seen.of(logMachines()).flatMap(({ machine, transition, times }) => {
    if (times.size === 0) return []
    const logs = [...times].sort(([, a], [, b]) => b - a).map(([log]) => log)
    const [first, second] = logs
    const where = logs.length <= 2 ? logs.join(', ') : `${first}, ${second} and ${logs.length - 2} more`
    return [`| \`${machine}\` | ${cell(transition)} | ${timesOf(times).toLocaleString('en-US')} | ${where} |`]
  })
  return ['| machine | transition | times | logs |', '| --- | --- | ---: | --- |', ...rows].join('\n')
}

export function realityNever(seen: SeenTransitions): string {
  const rows = seen
    .of(logMachines())
    .flatMap(({ machine, transition, description, times }) =>
      times.size === 0 ? [`| \`${machine}\` | ${cell(transition)} | ${description ?? ''} |`] : [],
    )
  return ['| machine | transition | what it is |', '| --- | --- | --- |', ...rows].join('\n')
}

const cell = (text: string) => `\`${text.replaceAll('|', '\\|')}\``
const timesOf = (times: ReadonlyMap<string, number>): number => [...times.values()].reduce((sum, one) => sum + one, 0)
