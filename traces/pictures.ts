/** The pictures of docs/: each machine, some parts of machines, and runs in which nothing races. */
import { formatMermaid, ModelError, type Trace, walkThrough } from '../checker/index.ts'
import { diagramOptions } from '../cli/diagram-options.ts'
import { svgStateDiagram } from '../cli/svg.ts'
import { configure, kernels, machines, type NamedMachine, type Seen, unfired } from '../model/index.ts'
import { fenced } from './blocks.ts'
import { slices } from './slices.ts'
import { walks } from './walks.ts'

type Coverage = Readonly<Record<string, Seen>>

export const folder = 'docs/diagrams'

/** Contents by path from the root of the repository. */
export async function drawMachines(coverage: Coverage): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const machine of machines)
    files.set(
      `${folder}/${machine.name}.svg`,
      await svgStateDiagram(machine.machine, diagramOptions(machine, coverage)),
    )
  for (const { name, title, machine, states } of slices) {
    const named = machineNamed(machine)
    const options = { ...diagramOptions(named, coverage), title, states }
    files.set(`${folder}/${name}.svg`, await svgStateDiagram(named.machine, options))
  }
  return files
}

function machineNamed(name: string): NamedMachine {
  const found = machines.find((machine) => machine.name === name)
  if (found !== undefined) return found
  throw new ModelError(
    `traces/slices.ts: there is no machine "${name}"; there is ${machines.map(({ name }) => name).join(', ')}`,
  )
}

/** Each turn of each walk as a block `walk NAME NUMBER`. */
export function walkBlocks(): Map<string, string> {
  const blocks = new Map<string, string>()
  for (const { name, scenario, turns } of walks) {
    const { network } = configure({ scenario, kernel: kernels.at(-1)?.name ?? '', mode: 'once' })
    for (const [i, trace] of turnsOf(walkThrough(network, turns)).entries())
      blocks.set(`walk ${name} ${i + 1}`, fenced(formatMermaid(trace), 'mermaid'))
  }
  return blocks
}

/** A run in pieces, wherever another thread goes on. */
function turnsOf(trace: Trace): Trace[] {
  const turns: Trace['steps'][number][][] = []
  for (const step of trace.steps) {
    const last = turns.at(-1)
    if (last?.[0]?.thread === step.thread) last.push(step)
    else turns.push([step])
  }
  return turns.map((steps) => ({ ...trace, steps }))
}

/** The list of pictures, for the page that lies beside them. */
export function machineTable(coverage: Coverage): string {
  const rows = machines.map(({ name, summary, file, machine }) => {
    const { transitions, unfired } = coverage[machine.id] ?? { transitions: 0, unfired: [] }
    return `| [${name}](${name}.svg) | ${summary} | [${file}](../../${file}) | ${transitions - unfired.length} of ${transitions} |`
  })
  return ['| picture | what it is | written in | transitions that fire |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  )
}

/** What is dashed and grey, and why. */
export function unfiredTable(): string {
  const rows = unfired.map(
    ({ machine, transition, reason }) => `| ${machine} | ${cell(transition)} | ${cell(reason)} |`,
  )
  return ['| machine | transition | why no scenario fires it |', '| --- | --- | --- |', ...rows].join('\n')
}

const cell = (text: string): string => text.replaceAll('|', '\\|')
