/** The mutations as a table: which promise catches each, and how long its shortest race is. */
import type { MutationOutOfReach } from '../../model/index.ts'
import type { JudgedMutation } from '../checks/judge-mutations.ts'
import type { Colors } from '../output.ts'
import { type Column, plainTable } from './plain-table.ts'
import { standsFor } from './stands-for.ts'

const columns: readonly Column[] = [
  ...['', 'mutation', 'stands for', 'scenario', 'kernel', 'driver', 'caught by'].map((name) => ({ name })),
  { name: 'steps', align: 'right' },
]

export function formatMutations(
  judged: readonly JudgedMutation[],
  outOfReach: readonly MutationOutOfReach[],
  colors: Colors,
): string {
  const [caught, others] = [true, false].map((is) => judged.filter(({ status }) => (status === 'caught') === is))
  const rows = (caught ?? []).map(({ mutation, mutated, surprise }) => [
    surprise === undefined ? ' ' : colors.red('!'),
    mutation.id,
    standsFor(mutation.standsFor),
    mutated.task.scenario,
    mutated.task.kernel,
    driversOf(mutated.task.drivers),
    mutated.answer.violated?.property ?? '',
    String(mutated.answer.depth),
  ])
  const mark = ({ surprise }: JudgedMutation) => (surprise === undefined ? ' ' : colors.red('!'))
  return [
    plainTable(columns, rows),
    section(
      'Nothing catches',
      (others ?? []).map((one) => [
        mark(one),
        one.mutation.id,
        standsFor(one.mutation.standsFor),
        one.mutation.uncaught ?? '',
      ]),
    ),
    section(
      'Out of reach',
      outOfReach.map(({ id, standsFor: ids, why }) => [' ', id, standsFor(ids), why]),
    ),
    closing(judged, outOfReach),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** `contract`, where every device has it. */
export function driversOf(drivers: Readonly<Record<string, string>> = {}): string {
  const used = new Set(Object.values(drivers))
  return used.size === 1
    ? [...used].join()
    : Object.entries(drivers)
        .map((pair) => pair.join('='))
        .join(', ')
}

function section(title: string, rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  return plainTable(
    ['', title, 'stands for', 'why'].map((name) => ({ name })),
    rows,
  )
}

function closing(judged: readonly JudgedMutation[], outOfReach: readonly MutationOutOfReach[]): string {
  const caught = judged.filter(({ status }) => status === 'caught')
  const promises = new Set(caught.map(({ mutated }) => mutated.answer.violated?.property))
  const counts = [
    `${caught.length} of ${judged.length} mutations are caught, by ${promises.size} promises`,
    ...(outOfReach.length === 0 ? [] : [`${outOfReach.length} more are out of reach`]),
  ]
  const surprises = judged.flatMap(({ mutation, surprise }) =>
    surprise === undefined ? [] : [`! ${mutation.id}: ${surprise}`],
  )
  return [`${counts.join('; ')}.`, ...surprises].join('\n')
}
