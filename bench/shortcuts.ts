/**
 * `npm run shortcuts`: what each of the search's shortcuts saves, on scenarios with all their promises. In each round every
 * search runs once, in turn; the table has medians, and the share of the time without the shortcut that is left with it.
 * Ends with exit code 1 if a shortcut changes a verdict or a count.
 */
import { Command } from 'commander'
import { check, type Result, type Shortcuts } from '../checker/index.ts'
import { questionOf } from '../cli/checks/task.ts'
import { configure, newestKernel } from '../model/index.ts'
import { positive } from './positive.ts'
import { median } from './report.ts'

const shortcuts = {
  incremental: true,
  views: true,
  rows: true,
  split: true,
  filter: true,
  sleepSets: true,
  generated: true,
} as const satisfies Partial<Shortcuts>
const names = Object.keys(shortcuts) as (keyof typeof shortcuts)[]

async function search(scenario: string, without: keyof typeof shortcuts | undefined): Promise<Result> {
  const configuration = configure({ scenario, kernel: newestKernel.name, mode: 'once' })
  const off = without === undefined ? {} : { [without]: false }
  return check(configuration.network, questionOf(configuration, {}), { workers: 1, shortcuts: off })
}

async function rowOf(scenario: string, rounds: number): Promise<string> {
  await search(scenario, undefined) // the first is slower, whatever it is
  const found = new Map<string | undefined, Result[]>()
  for (let round = 0; round < rounds; round++)
    for (const without of [undefined, ...names])
      found.set(without, [...(found.get(without) ?? []), await search(scenario, without)])
  const seconds = (without: string | undefined) => median((found.get(without) ?? []).map((one) => one.seconds))
  const [first] = found.get(undefined) ?? []
  const same = [...found.values()].flat().every((one) => countsOf(one) === countsOf(first as Result))
  if (!same) process.exitCode = 1
  const shares = names.map((name) => (seconds(undefined) / seconds(name)).toFixed(2))
  const cells = [scenario, first?.states.toLocaleString('en'), seconds(undefined).toFixed(2), ...shares]
  return `| ${cells.join(' | ')} |${same ? '' : ' not the same!'}`
}

const countsOf = ({ verdict, states, transitions, depth }: Result): string =>
  [verdict, states, transitions, depth].join()

await new Command('shortcuts')
  .description('Measures what each shortcut of the search saves.')
  .argument('[scenario...]', 'by default two', ['mremap', 'fork-cow'])
  .option('--rounds <count>', 'searches of each kind', positive, 5)
  .action(async (scenarios: readonly string[], { rounds }: { rounds: number }) => {
    console.log(`| scenario | states | seconds | ${names.join(' | ')} |`)
    console.log(`| --- | ---: | ---: |${names.map(() => ' ---: |').join('')}`)
    for (const scenario of scenarios) console.log(await rowOf(scenario, rounds))
  })
  .parseAsync()
