import { spawnSync } from 'node:child_process'

/** Says which of the programs are not on this machine; nothing if all are. */
export function missing(programs: readonly string[]): string | undefined {
  const absent = programs.filter((program) => spawnSync(program, ['--version']).error !== undefined)
  return absent.length === 0 ? undefined : `${absent.join(' and ')} not found`
}
