/** Asks Rumur about an exported network. */
import { join } from 'node:path'
import { find, type Opinion, run } from './run-tool.ts'

export const rumurNeeds = ['rumur', 'gcc'] as const

const options = ['--quiet', '--symmetry-reduction', 'off', '--threads', '1', '--output-format', 'machine-readable']

/** @param model the network in Murphi @param bare without its properties @param directory an empty one */
export async function askRumur(model: string, bare: string, directory: string): Promise<Opinion> {
  const search = async (file: string, name: string, deadlocks: 'stuck' | 'off') => {
    const given = [...options, '--deadlock-detection', deadlocks, '--output', `${name}.c`, file]
    await run('rumur', given, directory)
    await run('gcc', ['-O0', '-w', '-std=c11', '-mcx16', '-o', name, `${name}.c`, '-lpthread'], directory)
    return run(join(directory, name), [], directory, true)
  }
  const judged = await search(model, 'judged', 'stuck')
  const broken = /<message>(.*)<\/message>/.exec(judged)?.[1]
  const counted = await search(bare, 'counted', 'off')
  const counts = rumurCounts(counted)
  if (broken === undefined && Number(find(/<summary states="(\d+)"/, judged)) !== counts.states)
    throw new Error('Rumur counts other states with the properties than without')
  return { broken, ...counts }
}

/** What Rumur's verifier counts. @throws Error with all that it printed if it did not come to its end. */
export function rumurCounts(output: string): Pick<Opinion, 'states'> & { readonly transitions: number } {
  const [, states, rules, errors] = /<summary states="(\d+)" rules_fired="(\d+)" errors="(\d+)"/.exec(output) ?? []
  if (errors !== '0') throw new Error(`Rumur did not finish its search:\n${output}`)
  return { states: Number(states), transitions: Number(rules) }
}
