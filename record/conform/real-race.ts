/** The stale read of a running kernel: the race that hmmcheck cuts out of its log, and the lines that it is made of. */
import { formatRace } from '../../checker/index.ts'
import { type BrokenPromise, explainLog, logTitle, raceOf } from '../../model/index.ts'
import { each, type Log, readLog } from './logs.ts'
import { modelOf } from './reality.ts'

/** @param root of the repository */
export async function realRace(root: URL): Promise<string> {
  const { log, broken } = await staleRead(root)
  const { trace, violation } = raceOf(broken)
  return `${formatRace(trace, violation, { title: logTitle(log.name, modelOf(log)) })}\n`
}

/** Fields that are the same in every line, or name what only the kernel knows. */
const dull =
  /^(va|mm|dm|mni|owner|dev|dm_mm|cur_mm|start|end|i|hmmpfn|replaced|oldval|newval|dev_page|own|src|backing|ref)=/

/** Each line of the log that is a step, with the function of the model's race that it is. */
export async function realExcerpt(root: URL): Promise<string> {
  const { broken: stale } = await staleRead(root)
  const shown = stale.steps.slice(-raceOf(stale).trace.steps.length)
  const rows = shown.flatMap((one) => {
    if (!('step' in one) || one.place === 'before') return []
    const { line, step, walk } = one
    const meta = step.fired.find(({ part }) => part === step.thread)?.transition.meta as { readonly function?: string }
    const words = line.text.replace(/^.* ev=/, '').split(' ')
    const said = words.filter((word) => !dull.test(word)).join(' ')
    const name = (meta?.function ?? step.event).replace(/\(.*$/, '')
    return [[`n=${line.n}`, `GPU ${walk.file?.device ?? '?'}`, said, `${name}()`]]
  })
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

async function staleRead(root: URL): Promise<{ readonly log: Log; readonly broken: BrokenPromise }> {
  const log = await readLog(root, 'seed002_applied')
  const { broken } = await explainLog(each(log.lines), log.name, modelOf(log))
  const stale = broken.find(({ promise }) => promise.name === 'no-stale-read')
  if (stale === undefined) throw new Error('the log of the rejected patch has no stale read any more')
  return { log, broken: stale }
}
