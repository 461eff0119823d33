/** The tables of docs/conform.md. */
import { ModelError } from '../../checker/index.ts'
import { explainLog, kernelNamed, loggedKernel, switches } from '../../model/index.ts'
import { each, type Log } from './logs.ts'
import type { Held } from './reality.ts'
import type { Tried } from './try-damage.ts'

export function logTable(held: readonly Held[]): string {
  const rows = held.map(({ log, model, explanation }) => {
    const { lines, explained, stuck, broken } = explanation
    const ignored = [...explanation.ignored.values()].reduce((sum, one) => sum + one, 0)
    const set = Object.entries(model.set).map(([name, value]) => `\`${name}=${value}\``)
    const verdict =
      stuck === undefined
        ? broken.length === 0
          ? 'explained'
          : `explained; breaks ${broken.map(({ promise }) => `\`${promise.name}\``).join(', ')}`
        : `not explained from n=${stuck.line.n} on`
    return `| \`${log.name}\` | ${set.join(' ')} | ${lines} | ${explained} | ${ignored} | ${lines - explained - ignored} | ${verdict} |`
  })
  return [
    '| log | set | lines | explained | ignored | unexplained | |',
    '| --- | --- | ---: | ---: | ---: | ---: | --- |',
    ...rows,
  ].join('\n')
}

export function ignoredTable(held: readonly Held[]): string {
  const all = new Map<string, number>()
  for (const { explanation } of held)
    for (const [reason, count] of explanation.ignored) all.set(reason, (all.get(reason) ?? 0) + count)
  const rows = [...all].sort(([, a], [, b]) => b - a).map(([reason, count]) => `| ${count} | ${reason} |`)
  return ['| lines | why they are ignored |', '| ---: | --- |', ...rows].join('\n')
}

export function damageTable(tried: readonly Tried[]): string {
  const rows = tried.map(
    ({ damage, places, refused, unusable }) =>
      `| \`${damage.name}\` | ${damage.what} | ${places} | ${refused - unusable} | ${unusable} | ${places - refused} |`,
  )
  const all = (of: (one: Tried) => number) => tried.reduce((sum, one) => sum + of(one), 0)
  const [places, refused] = [all((one) => one.places), all((one) => one.refused)]
  return [
    '| damage | what | places | refused | no log any more | explained all the same |',
    '| --- | --- | ---: | ---: | ---: | ---: |',
    ...rows,
    '',
    `${refused} of ${places} damaged logs are not accepted: ${((100 * refused) / places).toFixed(1)} %.`,
  ].join('\n')
}

export function survivorTable(tried: readonly Tried[]): string {
  const rows = tried.flatMap(({ damage, survivors }) =>
    survivors.map(
      ({ log, line }) =>
        `| \`${damage.name}\` | ${log} | \`${line.replace(/^.*?: (\w+): /, '').replaceAll('|', '\\|')}\` | ${why(damage.name, line)} |`,
    ),
  )
  return ['| damage | log | line | why nothing contradicts it |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

/** What a damaged log that is still a behaviour of the model has in common with others. */
function why(damage: string, line: string): string {
  if (damage === 'references-lost')
    return 'others are at work on the page, who may hold a reference for a moment or have put theirs without a line: how many there were is not known so exactly'
  if (damage === 'logs-mixed')
    return 'the lines that came in are of pages of which nothing else is told, or those that went tell of nothing else'
  if (/ ev=pte .* why=zap/.test(line))
    return 'the last line of that page: nothing after it tells whether it was mapped still'
  if (/ ev=(pte|fault) /.test(line))
    return 'what is left tells the same: that the page was mapped already when its first line came'
  if (/ ev=read_begin /.test(line))
    return 'a snapshot begins once for every 64 pages, and the log does not tell in how many parts it goes'
  return 'what is left is another run of the same kernel'
}

/** The switches of the model, each with a value that 6.12 has not. */
export async function wrongModelTable(logs: readonly Log[]): Promise<string> {
  const kernel = kernelNamed(loggedKernel.kernel)
  const rows: string[] = []
  for (const { name, values } of switches)
    for (const { value } of values) {
      if (kernel?.switches[name] === value) continue
      rows.push(`| \`${name}=${value}\` | ${await noticedBy(logs, { [name]: value })} |`)
    }
  return ['| set | noticed by |', '| --- | --- |', ...rows].join('\n')
}

async function noticedBy(logs: readonly Log[], set: Readonly<Record<string, string>>): Promise<string> {
  for (const { name, lines } of logs)
    try {
      const { stuck, broken } = await explainLog(each(lines), name, { ...loggedKernel, set }, { stopsWhenStuck: true })
      if (stuck !== undefined)
        return `${name}, n=${stuck.line.n}: \`${stuck.line.event}\` of \`${stuck.line.function}()\` is no step`
      if (broken[0] !== undefined) return `${name}: breaks \`${broken[0].promise.name}\``
    } catch (error) {
      if (error instanceof ModelError) return `not run: ${error.message}`
      throw error
    }
  return 'none of the logs'
}
