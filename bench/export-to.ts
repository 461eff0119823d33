/** Writes the network of a case in another tool's language. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ExportFormat } from '../checker/index.ts'
import type { Case } from './cases.ts'

const program = fileURLToPath(new URL('../cli/main.js', import.meta.url))

/** @returns the file */
export function exportTo(format: ExportFormat, { exported = [] }: Case, directory: string, name: string): string {
  const file = join(directory, name)
  execFileSync(process.execPath, [program, 'export', ...exported, '--to', format, '--out', file], { stdio: 'pipe' })
  return file
}
