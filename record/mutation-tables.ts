/** The tables of docs/mutations.md. */
import type { JudgedMutation } from '../cli/checks/judge-mutations.ts'
import { driversOf } from '../cli/reports/mutations-text.ts'
import { standsFor } from '../cli/reports/stands-for.ts'
import { mutationsOutOfReach } from '../model/index.ts'
import { markdownTable } from './blocks.ts'

export function caughtTable(judged: readonly JudgedMutation[]): string {
  const rows = judged
    .filter(({ status }) => status === 'caught')
    .map(({ mutation, mutated: { task, answer }, alone }) => {
      const also = alone.map(({ task, answer }) => `\`${task.properties}\` (${answer.depth})`)
      const caughtBy = [`\`${answer.violated?.property}\` (${answer.depth})`, ...also].join(', ')
      const shownBy = `${task.scenario}, ${driversOf(task.drivers)}`
      return [`\`${mutation.id}\``, mutation.what, standsFor(mutation.standsFor), shownBy, caughtBy]
    })
  return markdownTable(['mutation', 'what is wrong', 'stands for', 'shown by', 'caught by'], rows)
}

export function uncaughtTable(judged: readonly JudgedMutation[]): string {
  const rows = judged
    .filter(({ status }) => status !== 'caught')
    .map(({ mutation: { id, what, standsFor: ids, uncaught } }) => [`\`${id}\``, what, standsFor(ids), `${uncaught}`])
  return markdownTable(['mutation', 'what is wrong', 'stands for', 'why nothing catches it'], rows)
}

export function outOfReachTable(): string {
  const rows = mutationsOutOfReach.map(({ id, what, standsFor: ids, why }) => [`\`${id}\``, what, standsFor(ids), why])
  return markdownTable(['mutation', 'what is wrong', 'stands for', 'what the model lacks'], rows)
}
