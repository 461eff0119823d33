/**
 * A trace as a Mermaid sequence diagram: the threads that take a step and the objects that change, in the order
 * of the network. A step is an arrow to each object that it changes, or to the thread itself if it changes none.
 */
import { mermaidText } from '../mermaid-text.ts'
import { showCall } from './call.ts'
import { closingSentence, isNameless } from './race.ts'
import { showChange } from './state-change.ts'
import type { Trace, Violation } from './trace.ts'
import { wrap } from './wrap.ts'

/**
 * A sequence diagram for Mermaid.
 *
 * @param violation what the trace breaks, for the note at its end; a run that breaks nothing has none
 */
export function formatMermaid(trace: Trace, violation?: Violation): string {
  const ids = participants(trace)
  const id = (name: string): string => ids.get(name) ?? 'unknown'
  const lines = ['sequenceDiagram', ...[...ids].map(([name, id]) => `  participant ${id} as ${folded(name, 24)}`)]
  for (const [i, step] of trace.steps.entries()) {
    if (i === trace.cycle) lines.push('  loop for ever')
    const from = id(step.thread)
    const head = `${i + 1}. ${folded(showCall(step.function))}`
    const { note, changes, moved } = step
    if (note !== undefined) lines.push(`  Note over ${from}: ${folded(note)}`)
    if (changes.length === 0) {
      const move = isNameless(step) ? `<br/>${folded(showChange(moved.from, moved.to))}` : ''
      lines.push(`  ${from}->>${from}: ${head}${move}`)
    }
    for (const [j, { object, from: before, to }] of changes.entries())
      lines.push(`  ${from}->>${id(object)}: ${j === 0 ? `${head}<br/>` : ''}${folded(showChange(before, to))}`)
  }
  if (trace.cycle !== undefined && trace.cycle < trace.steps.length) lines.push('  end')
  const all = [...ids.values()]
  if (all.length > 0 && violation !== undefined)
    lines.push(
      `  Note over ${[...new Set([all[0], all[all.length - 1]])].join()}: ${folded(closingSentence(violation), 80)}`,
    )
  return lines.join('\n')
}

/** Mermaid identifiers by part name. Without a step, every thread of the network takes part. */
function participants(trace: Trace): Map<string, string> {
  const threads = trace.threads.filter(
    (name) => trace.steps.length === 0 || trace.steps.some(({ thread }) => thread === name),
  )
  const changed = new Set(trace.steps.flatMap(({ changes }) => changes.map(({ object }) => object)))
  const objects = trace.initial.map(({ part }) => part).filter((part) => changed.has(part))
  return new Map([...threads, ...objects].map((name, i) => [name, `p${i}`]))
}

const folded = (text: string, width = 48): string => wrap(text, width).map(mermaidText).join('<br/>')
