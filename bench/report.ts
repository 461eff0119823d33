/** From measured rounds to the table and the JSON document; nothing here runs anything. */
import Table from 'cli-table3'

export interface Run {
  readonly seconds: number
  readonly peakBytes: number | undefined
  readonly states: number
  readonly transitions: number
  readonly searchBytesPerState: number
}

export interface Side {
  readonly seconds: number
  readonly allSeconds: readonly number[]
  readonly peakBytes: number | undefined
  readonly states: number
  readonly transitions: number
  readonly statesPerSecond: number
  /** The whole process's peak memory, divided by the states: the same measure for both sides. */
  readonly bytesPerState: number | undefined
  /** What the search itself says that it holds: states, index, and parents or stack. */
  readonly searchBytesPerState: number
}

export interface CaseReport {
  readonly name: string
  readonly size: string
  readonly ours: Side
  readonly spin: Side | undefined
  /** Ours divided by SPIN's: below 1 is better. */
  readonly ratio: { readonly seconds: number; readonly peakBytes: number | undefined } | undefined
}

/** @throws Error if both sides were measured and did not count the same states and steps. */
export function reportCase(name: string, size: string, ours: readonly Run[], spin: readonly Run[]): CaseReport {
  const left = summarise(ours)
  const right = spin.length === 0 ? undefined : summarise(spin)
  // SPIN prints large counts with seven digits
  const differ = (a: number, b: number) => Math.abs(a - b) > b * 1e-6
  if (right !== undefined && (left.states !== right.states || differ(left.transitions, right.transitions)))
    throw new Error(
      `${name}: ${left.states} states and ${left.transitions} steps here, ${right.states} and ${right.transitions} with SPIN; the models differ`,
    )
  const ratio = right && {
    seconds: left.seconds / right.seconds,
    peakBytes: left.peakBytes && right.peakBytes && left.peakBytes / right.peakBytes,
  }
  return { name, size, ours: left, spin: right, ratio }
}

function summarise(runs: readonly Run[]): Side {
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

export function table(reports: readonly CaseReport[]): string {
  const rows = new Table({
    head: ['', 'seconds', 'peak MB', 'states', 'steps', 'states/s', 'process B/state', 'search B/state'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  })
  for (const { name, size, ours, spin, ratio } of reports) {
    rows.push([{ colSpan: 8, content: `${name}: ${size}` }])
    rows.push(['  hmmcheck', ...cells(ours)])
    if (spin !== undefined) rows.push(['  SPIN', ...cells(spin)])
    if (ratio !== undefined)
      rows.push(['  hmmcheck / SPIN', ratio.seconds.toFixed(2), ratio.peakBytes?.toFixed(2) ?? '', '', '', '', '', ''])
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
  side.searchBytesPerState.toFixed(1),
]

const grouped = (value: number): string => value.toLocaleString('en-US')
