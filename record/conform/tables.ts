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
  if (/ why=zap/.test(line)) return 'the only line of that page: nothing before or after it tells of what was mapped'
  if (damage === 'wrong-value')
    return 'user space does not say when it stores, and its PTE was writable: it may have written that'
  if (damage === 'logs-mixed')
    return 'the lines that came in are of other tasks and other pages, and whole in themselves'
  if (/ ev=(u|fork_begin|exit_mmap|dm_release) /.test(line)) return 'the model has nothing to do with that line'
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
