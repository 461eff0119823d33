/** Faults put in on purpose, and the bugs of the history, as `hmmcheck list` lists them. */
import { z } from 'zod'
import { bugs, classOf, isFound, mutations, mutationsOutOfReach, showFixes } from '../../model/index.ts'
import { list } from './list.ts'

const text = z.string()

export const historyLists = {
  mutations: list(
    z.strictObject({
      name: text,
      what: text,
      standsFor: z.array(text).describe('bugs of the history'),
      scenario: text.nullable().describe('where it is shown; null if the model cannot make it'),
      why: text
        .nullable()
        .describe('why nothing catches it, or what the model lacks; null if something is to catch it'),
    }),
    () => [
      ...mutations.map(({ id, what, standsFor, where, uncaught }) => ({
        name: id,
        what,
        standsFor: [...standsFor],
        scenario: where.scenario,
        why: uncaught ?? null,
      })),
      ...mutationsOutOfReach.map(({ id, what, standsFor, why }) => ({
        name: id,
        what,
        standsFor: [...standsFor],
        scenario: null,
        why,
      })),
    ],
    ({ what, standsFor, scenario, why }) => {
      const whatFor = standsFor.length === 0 ? what : `${what} (${standsFor.join(', ')})`
      return scenario === null ? `${whatFor}; out of reach: ${why}` : whatFor
    },
  ),
  bugs: list(
    z.strictObject({
      name: text,
      class: text.describe('A: rejected or semantic, S: safety, T: error path, L: liveness, O: open'),
      title: text,
      fixedBy: text,
      why: text.nullable().describe('why it is out of reach; null if a check finds it'),
    }),
    () =>
      bugs.map((bug) => ({
        name: bug.id,
        class: classOf(bug),
        title: bug.title,
        fixedBy: showFixes(bug),
        why: isFound(bug.reach) ? null : bug.reach.why,
      })),
    ({ title, fixedBy, why }) => `${title}: ${fixedBy}${why === null ? '' : `; out of reach: ${why}`}`,
  ),
} as const
