/** Asks SPIN about an exported network: exact states, no partial-order reduction; compiled, not optimised, which takes longer. */
import { join } from 'node:path'
import { find, type Opinion, run } from './run-tool.ts'

export const spinNeeds = ['spin', 'gcc'] as const

/** @param file the network in Promela @param directory an empty one */
export async function askSpin(file: string, states: number, directory: string): Promise<Opinion> {
  await run('spin', ['-a', file], directory)
  await run('gcc', ['-O0', '-w', '-DSAFETY', '-DNOREDUCE', '-o', 'pan', 'pan.c'], directory)
  const search = (...given: string[]) => run(join(directory, 'pan'), [`-m${states + 1000}`, ...given], directory)
  const output = await search()
  const broken = /^pan:\d+: (?:assertion violated )?(.*) \(at depth/m.exec(output)?.[1]
  const whole = broken === undefined ? output : await search('-A', '-E')
  if (!/errors: 0$/m.test(whole) || /max search depth|out of memory/i.test(whole))
    throw new Error(`SPIN did not finish:\n${whole}`)
  return {
    broken,
    states: Number(find(/(\S+) states, stored/, whole)),
    // to SPIN, the way to the initial state is one
    transitions: broken === undefined ? Number(find(/(\S+) transitions \(=/, whole)) - 1 : undefined,
  }
}
