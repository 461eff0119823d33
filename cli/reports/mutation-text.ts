/** One mutation: what is wrong, how it is made, what becomes of it, and the shortest race. */
import { bugs, drivers, type Mutation, type MutationOutOfReach, showFixes, wordsChanged } from '../../model/index.ts'
import type { AskedMutation, JudgedMutation } from '../checks/judge-mutations.ts'
import { showCount } from '../numbers.ts'
import type { Colors } from '../output.ts'
import { formatTrace } from '../trace-formats.ts'
import { commandOf } from './command-of.ts'
import { fact } from './fact.ts'
import { verdictOf } from './surprise.ts'

export function formatMutation(judged: JudgedMutation, colors: Colors): string {
  const { mutation, mutated, alone, without, surprise } = judged
  const facts = [
    fact('mutation', `${mutation.id}: ${mutation.what}`),
    ...citations(mutation.standsFor),
    ...howMade(mutation).map((line, i) => fact(i === 0 ? 'how' : '', line)),
    fact('shown by', commandOf(mutated.task)),
    fact('without it', `${without.answer.verdict}, ${showCount(without.answer.states)} states`),
    ...alone.map((one) => fact('also breaks', `${one.task.properties?.join()}: ${stepsOf(one)}`)),
    ...(mutation.uncaught === undefined ? [] : [fact('why', mutation.uncaught)]),
    ...(surprise === undefined ? [] : [fact('surprise', surprise)]),
  ]
  const { trace } = mutated.answer
  return [
    [headline(judged, colors), ...facts].join('\n'),
    ...(judged.status === 'caught' && trace !== undefined ? [formatTrace('race', trace)] : []),
  ].join('\n\n')
}

export function formatOutOfReach({ id, what, standsFor, why }: MutationOutOfReach, colors: Colors): string {
  return [`${colors.bold('OUT OF REACH')}  ${why}`, fact('mutation', `${id}: ${what}`), ...citations(standsFor)].join(
    '\n',
  )
}

/** What a mutation changes, a line for each kind of change. */
function howMade(mutation: Mutation): readonly string[] {
  const { set = {} } = mutation.how
  const settings = Object.entries(set).map(([name, value]) => `${name}=${value}`)
  const words = wordsChanged(mutation)
  return [
    ...settings.map((setting) => `the kernel has ${setting}`),
    ...habitsChanged(mutation).map((habit) => `the driver has another \`${habit}\``),
    ...(words.length === 0 ? [] : [`other words in the paths: ${words.map((word) => `\`${word}\``).join(', ')}`]),
  ]
}

/** The fields of its drivers that a mutation changes. */
export function habitsChanged({ how, where }: Mutation): readonly string[] {
  const driver = drivers.find(({ name }) => name === (where.driver ?? 'contract'))
  return driver === undefined ? [] : Object.keys(how.driver?.(driver) ?? {})
}

const citations = (ids: readonly string[]): string[] =>
  bugs
    .filter(({ id }) => ids.includes(id))
    .map((bug) => fact('stands for', `${bug.id}: ${bug.title}; ${showFixes(bug)}`))

const stepsOf = ({ answer }: AskedMutation): string =>
  answer.verdict === 'violated' ? `violated after ${answer.depth} steps` : verdictOf(answer)

function headline({ status, mutated }: JudgedMutation, colors: Colors): string {
  const { violated, depth } = mutated.answer
  switch (status) {
    case 'caught':
      return `${colors.bold(colors.green('CAUGHT'))}  by ${violated?.property} (${violated?.kind}), after ${depth} steps`
    case 'not caught':
      return `${colors.bold('NOT CAUGHT')}  by any promise`
    case 'undecided':
      return `${colors.bold(colors.yellow('UNDECIDED'))}  with it: ${verdictOf(mutated.answer)}`
  }
}
