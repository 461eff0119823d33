/**
 * Rumur's verifier on exported scenarios, with one thread. Deadlocks are left out: at rest it would need a rule more, and
 * count more steps.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { exportTo } from '../export-to.ts'
import { measure } from '../measure.ts'
import type { Competitor } from './competitor.ts'

const options = ['--quiet', '--threads', '1', '--symmetry-reduction', 'off', '--deadlock-detection', 'off']
/** More would take minutes: what is exported has thousands of rules. */
const flags = ['-O1', '-w', '-march=native', '-mcx16', '-std=c11']

function missing(): string | undefined {
  const absent = ['rumur', 'gcc'].filter((program) => spawnSync(program, ['--version']).error !== undefined)
  return absent.length === 0 ? undefined : `${absent.join(' and ')} not found`
}

export const rumur: Competitor = {
  name: 'Rumur',
  visitsAll: true,
  missing,
  has: ({ exported }) => exported !== undefined,
  prepare: ({ measured, directory }) => {
    const run = (program: string, ...given: string[]) => execFileSync(program, given, { cwd: directory, stdio: 'pipe' })
    const model = exportTo('murphi', measured, directory, 'model.m')
    run('rumur', ...options, '--output-format', 'machine-readable', '--output', 'model.c', model)
    run('gcc', ...flags, '-o', 'model', 'model.c', '-lpthread')
    return async () => {
      const { output, ...taken } = await measure(join(directory, 'model'), [], directory)
      const [, states, rules, errors] = /<summary states="(\d+)" rules_fired="(\d+)" errors="(\d+)"/.exec(output) ?? []
      if (errors !== '0') throw new Error(`Rumur did not finish its search:\n${output}`)
      return { ...taken, states: Number(states), transitions: Number(rules), searchBytesPerState: undefined }
    }
  },
}
