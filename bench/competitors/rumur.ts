/**
 * Rumur's verifier on exported scenarios, with one thread. Deadlocks are left out: at rest it would need a rule more, and
 * count more steps.
 */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { rumurCounts, rumurNeeds } from '../cross-check/rumur.ts'
import { exportTo } from '../export-to.ts'
import { measure } from '../measure.ts'
import { missing } from '../missing.ts'
import type { Competitor } from './competitor.ts'

const options = ['--quiet', '--threads', '1', '--symmetry-reduction', 'off', '--deadlock-detection', 'off']
/** More would take minutes: what is exported has thousands of rules. */
const flags = ['-O1', '-w', '-march=native', '-mcx16', '-std=c11']

export const rumur: Competitor = {
  name: 'Rumur',
  visitsAll: true,
  missing: () => missing(rumurNeeds),
  has: ({ exported }) => exported !== undefined,
  prepare: ({ measured, directory }) => {
    const run = (program: string, ...given: string[]) => execFileSync(program, given, { cwd: directory, stdio: 'pipe' })
    const model = exportTo('murphi', measured, directory, 'model.m')
    run('rumur', ...options, '--output-format', 'machine-readable', '--output', 'model.c', model)
    run('gcc', ...flags, '-o', 'model', 'model.c', '-lpthread')
    return async () => {
      const { output, ...taken } = await measure(join(directory, 'model'), [], directory)
      return { ...taken, ...rumurCounts(output), searchBytesPerState: undefined }
    }
  },
}
