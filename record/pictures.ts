/** The pictures of docs/: each machine, some parts of machines, and runs in which nothing races. */
import { formatMermaid, ModelError, walkThrough } from '../checker/index.ts'
import { diagramOptions } from '../cli/diagram-options.ts'
import { svgStateDiagram } from '../cli/svg.ts'
import { configure, machines, type NamedMachine, newestKernel, type Seen, unfired } from '../model/index.ts'
import { fenced, markdownTable } from './blocks.ts'
import { slices } from './slices.ts'
import { walks } from './walks.ts'

type Coverage = Readonly<Record<string, Seen>>

const folder = 'docs/diagrams'

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
    `record/slices.ts: there is no machine "${name}"; there is ${machines.map(({ name }) => name).join(', ')}`,
  )
}

/** Each turn of each walk as a block `walk NAME NUMBER`. */
export function walkBlocks(): Map<string, string> {
  const blocks = new Map<string, string>()
  for (const { name, scenario, turns } of walks) {
    const { network } = configure({ scenario, kernel: newestKernel.name, mode: 'once' })
    const trace = walkThrough(network, turns)
    let from = 0
    for (const [i] of turns.entries()) {
      const to = walkThrough(network, turns.slice(0, i + 1)).steps.length
      const turn = { ...trace, steps: trace.steps.slice(from, to) }
      blocks.set(`walk ${name} ${i + 1}`, fenced(formatMermaid(turn), 'mermaid'))
      from = to
    }
  }
  return blocks
}

/** The list of pictures, for the page that lies beside them. */
export function machineTable(coverage: Coverage): string {
  const rows = machines.map(({ name, summary, file, machine }) => {
    const { transitions, unfired } = coverage[machine.id] ?? { transitions: 0, unfired: [] }
    const fired = `${transitions - unfired.length} of ${transitions}`
    return [`[${name}](${name}.svg)`, summary, `[${file}](../../${file})`, fired]
  })
  return markdownTable(['picture', 'what it is', 'written in', 'transitions that fire'], rows)
}

/** What is dashed and grey, and why. */
export function unfiredTable(): string {
  const rows = unfired.map(({ machine = 'any', transition, reason }) => [machine, cell(transition), cell(reason)])
  return markdownTable(['machine', 'transition', 'why no scenario fires it'], rows)
}

const cell = (text: string): string => text.replaceAll('|', '\\|')
