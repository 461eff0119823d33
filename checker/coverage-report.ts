/** Which transitions a search never fired: how one notices that a promise held because nothing happened. */
import type { TransitionCoverage } from './result.ts'

/** One line per transition that never fired, grouped by part; or one line that says that all of them fired. */
export function formatCoverage(coverage: readonly TransitionCoverage[]): string {
  const idle = coverage.filter(({ fired }) => fired === 0)
  if (idle.length === 0) return `All ${coverage.length} transitions fired.`
  const lines = [`${idle.length} of ${coverage.length} transitions never fired:`]
  for (const part of new Set(idle.map(({ part }) => part))) {
    lines.push(`  ${part}`)
    for (const transition of idle) if (transition.part === part) lines.push(`    ${describe(transition)}`)
  }
  return lines.join('\n')
}

function describe({ transition, description }: TransitionCoverage): string {
  return description === undefined ? transition : `${transition} - ${description}`
}
