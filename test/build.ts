/** Builds what tests run as users do, and in worker threads, so that no test runs an older state of the sources. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export function setup(): void {
  const cwd = fileURLToPath(new URL('..', import.meta.url))
  execFileSync('npm', ['run', 'build', '--silent'], { cwd, stdio: 'inherit' })
}
