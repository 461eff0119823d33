/** From measured rounds to the table and the JSON document; nothing here runs anything. */
import Table from 'cli-table3'
import type { Competitor, Run } from './competitors/competitor.ts'

/** One competitor's medians. */
interface Side {
  readonly name: string
  readonly seconds: number
  readonly allSeconds: readonly number[]
  readonly peakBytes: number | undefined
  readonly states: number
  readonly transitions: number
  readonly statesPerSecond: number
  /** The whole process's peak memory, divided by the states: the same measure for all. */
  readonly bytesPerState: number | undefined
  readonly searchBytesPerState: number | undefined
  /** The first competitor's medians divided by this one's: below 1, the first is better. */
  readonly ratio: { readonly seconds: number; readonly peakBytes: number | undefined }
}

export interface CaseReport {
  readonly name: string
  readonly size: string
  readonly sides: readonly Side[]
}

interface Measured {
  readonly competitor: Pick<Competitor, 'name' | 'visitsAll'>
  readonly runs: readonly Run[]
}

/** @throws Error if two that visit every state did not count the same states and steps. */
export function reportCase(name: string, size: string, measured: readonly Measured[]): CaseReport {
  const sides = measured.map(({ competitor, runs }) => ({ ...summarise(runs), ...competitor }))
  // SPIN prints counts from 10^8 on with eight digits
  const differ = (a: number, b: number) => Math.abs(a - b) > (b < 1e8 ? 0 : b * 1e-7)
  const [first, ...others] = sides.filter(({ visitsAll }) => visitsAll)
  for (const other of others)
    if (first !== undefined && (differ(first.states, other.states) || differ(first.transitions, other.transitions)))
      throw new Error(
        `${name}: ${first.name} counts ${first.states} states and ${first.transitions} steps, ${other.name} counts ${other.states} and ${other.transitions}; the models differ`,
      )
  const base = sides[0]
  return {
    name,
    size,
    sides: sides.map(({ visitsAll: _, ...side }) => ({
      ...side,
      ratio: {
        seconds: (base?.seconds ?? side.seconds) / side.seconds,
        peakBytes: base?.peakBytes && side.peakBytes && base.peakBytes / side.peakBytes,
      },
    })),
  }
}

function summarise(runs: readonly Run[]): Omit<Side, 'name' | 'ratio'> {
  const [first] = runs
  if (first === undefined) throw new Error('nothing was run')
  const { states, transitions, searchBytesPerState } = first
  const seconds = median(runs.map((run) => run.seconds))
  const peaks = runs.flatMap(({ peakBytes }) => (peakBytes === undefined ? [] : [peakBytes]))
  const peakBytes = peaks.length === 0 ? undefined : median(peaks)
  return {
    seconds,
    allSeconds: runs.map((run) => run.seconds),
    peakBytes,
    states,
    transitions,
    statesPerSecond: states / seconds,
    bytesPerState: peakBytes && peakBytes / states,
    searchBytesPerState,
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.floor((sorted.length - 1) / 2)]
  if (upper === undefined || lower === undefined) throw new Error('a median needs at least one value')
  return (lower + upper) / 2
}

const head = ['', 'seconds', 'peak MB', 'states', 'steps', 'states/s', 'process B/state', 'search B/state']

export function table(reports: readonly CaseReport[]): string {
  const rows = new Table({
    head: [...head, 'time', 'memory'],
    colAligns: ['left', ...Array<'right'>(head.length + 1).fill('right')],
    style: { head: [], border: [], compact: true },
  })
  for (const { name, size, sides } of reports) {
    const first = sides[0]?.name ?? ''
    rows.push([
      { colSpan: head.length + 2, content: `${name}: ${size}; the last columns are ${first}'s divided by it` },
    ])
    for (const side of sides) rows.push([`  ${side.name}`, ...cells(side)])
  }
  return rows.toString()
}

const cells = (side: Side): string[] => [
  side.seconds.toFixed(2),
  side.peakBytes === undefined ? '' : (side.peakBytes / 1e6).toFixed(0),
  grouped(side.states),
  grouped(side.transitions),
  grouped(Math.round(side.statesPerSecond)),
  side.bytesPerState?.toFixed(1) ?? '',
  side.searchBytesPerState?.toFixed(1) ?? '',
  side.ratio.seconds.toFixed(2),
  side.ratio.peakBytes?.toFixed(2) ?? '',
]

const grouped = (value: number): string => value.toLocaleString('en-US')
