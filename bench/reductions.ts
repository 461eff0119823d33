/**
 * `npm run reductions`: what symmetry and partial order leave out, and whether every verdict is the same without them.
 *
 * Asks every listed scenario (once, on its newest kernel, with the driver `contract` where that fits), or with --all every
 * row of the verdict table, or with --mutations every mutation: with each reduction, with both, and with none. Ends with
 * exit code 1 if two verdicts differ. With --every N, only each N-th: to share the work, or to sample it.
 */
import { Command } from 'commander'
import { type CheckOptions, check, type Result } from '../checker/index.ts'
import { questionOf } from '../cli/checks/task.ts'
import { type Choice, choiceOf, configure, matrix, mutations } from '../model/index.ts'
import { positive } from './positive.ts'

const ways = [
  ['none', {}],
  ['symmetry', { symmetry: true }],
  ['partial order', { partialOrder: true }],
  ['both', { symmetry: true, partialOrder: true }],
] as const satisfies readonly (readonly [string, CheckOptions])[]

interface Asked {
  readonly choice: Choice
  readonly answers: readonly Result[]
}

/** One row for each scenario: the last, which has the newest kernel and the first driver that fits. */
function newestRows(): Choice[] {
  const rows = matrix('once')
  return [...new Set(rows.map(({ scenario }) => scenario))]
    .flatMap((name) => {
      const own = rows.filter(({ scenario }) => scenario === name)
      const row = own.find(({ kernel, driverLabel }) => kernel === own.at(-1)?.kernel && driverLabel === 'contract')
      return row === undefined ? own.slice(-1) : [row]
    })
    .map(choiceOfRow)
}

const choiceOfRow = ({ scenario, kernel, drivers }: ReturnType<typeof matrix>[number]): Choice => ({
  scenario,
  kernel,
  drivers,
  mode: 'once',
})

async function ask(choice: Choice): Promise<Asked> {
  const answers: Result[] = []
  for (const [, options] of ways) {
    const configuration = configure(choice)
    answers.push(await check(configuration.network, questionOf(configuration, {}), options))
  }
  return { choice, answers }
}

const nameOf = ({ scenario, kernel, drivers = {}, mutation }: Choice): string =>
  [scenario, kernel, [...new Set(Object.values(drivers))].join('+'), mutation].filter(Boolean).join(', ')

function rowOf({ choice, answers }: Asked): string {
  const [plain] = answers
  const cells = answers.map(({ states, reductions }, i) =>
    i > 0 && reductions.length === 0 ? '' : states.toLocaleString('en'),
  )
  return `| ${nameOf(choice)} | ${plain?.verdict} | ${cells.join(' | ')} |`
}

/** What is not the same; whatever breaks is reported where it comes first, and that may be another property. */
function difference({ choice, answers }: Asked): string | undefined {
  const verdicts = answers.map(({ verdict }, i) => `${ways[i]?.[0]}: ${verdict}`)
  return new Set(answers.map(({ verdict }) => verdict)).size === 1
    ? undefined
    : `${nameOf(choice)}: ${verdicts.join('; ')}`
}

async function main(options: { all?: true; mutations?: true; every: number; from: number }): Promise<void> {
  const choices = options.mutations
    ? mutations.map(({ id, where }) => ({ ...choiceOf(where), mutation: id }))
    : options.all
      ? matrix('once').map(choiceOfRow)
      : newestRows()
  const differences: string[] = []
  console.log(`| scenario | verdict | ${ways.map(([name]) => name).join(' | ')} |`)
  console.log(`| --- | --- |${ways.map(() => ' ---: |').join('')}`)
  for (const choice of choices.filter((_, i) => i % options.every === options.from % options.every)) {
    const asked = await ask(choice)
    console.log(rowOf(asked))
    differences.push(...[difference(asked)].filter((text) => text !== undefined))
  }
  for (const text of differences) console.error(`not the same verdict: ${text}`)
  process.exitCode = differences.length === 0 ? 0 : 1
}

await new Command('reductions')
  .description('Compares searches with and without symmetry and partial order.')
  .option('--all', 'every row of the verdict table')
  .option('--mutations', 'every mutation')
  .option('--every <number>', 'only each N-th', positive, 1)
  .option('--from <number>', 'the first of these', Number, 0)
  .action(main)
  .parseAsync()
