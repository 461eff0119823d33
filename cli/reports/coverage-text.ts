/** What `hmmcheck coverage` says: by machine what never fired and why, and at the end each surprise. */
import { z } from 'zod'
import { wrap } from '../../checker/trace/wrap.ts'
import { type CoveredMachine, type ReasonFor, type Surprise, showSurprise } from '../coverage.ts'
import type { Colors } from '../output.ts'
import { count, type DocumentOf, version } from '../schemas/document.ts'

export function formatCoverage(
  covered: readonly CoveredMachine[],
  reasonFor: ReasonFor,
  surprises: readonly Surprise[],
  colors: Colors,
): string {
  const blocks = covered.map(({ machine, drawnAs, transitions }) => {
    const idle = transitions.filter(({ fired }) => fired === 0)
    const names = drawnAs.filter((name) => name !== machine)
    const title = `${colors.bold(machine)}${names.length === 0 ? '' : ` (${names.join(', ')})`}`
    const reasonOf = (transition: string) => reasonFor(machine, transition)
    const line = ({ transition, description }: (typeof idle)[number]) =>
      `${transition}${description === undefined ? '' : ` - ${description}`}`
    const surprising = idle.filter(({ transition }) => reasonOf(transition) === undefined)
    const reasons = new Set(idle.flatMap(({ transition }) => reasonOf(transition) ?? []))
    return [
      `${title}: ${transitions.length - idle.length} of ${transitions.length} transitions fired`,
      ...surprising.map((entry) => colors.red(`! ${line(entry)}`)),
      ...[...reasons].flatMap((reason) => [
        ...wrap(reason, 96).map((text) => `  ${text}`),
        ...idle.filter(({ transition }) => reasonOf(transition) === reason).map((entry) => `    ${line(entry)}`),
      ]),
    ].join('\n')
  })
  return [...blocks, closing(covered, surprises)].join('\n\n')
}

function closing(covered: readonly CoveredMachine[], surprises: readonly Surprise[]): string {
  const all = covered.flatMap(({ transitions }) => transitions)
  const fired = all.filter(({ fired }) => fired > 0).length
  const sum = fired === all.length ? `All ${fired} transitions fired` : `${fired} of ${all.length} transitions fired`
  if (surprises.length === 0) return fired === all.length ? `${sum}.` : `${sum}; the others have a reason.`
  return [
    `${sum}; ${surprises.length === 1 ? 'one is' : `${surprises.length} are`} not as model/unfired.ts says:`,
    ...surprises.map((surprise) => `! ${showSurprise(surprise)}`),
  ].join('\n')
}

export const coverageSchema = z
  .strictObject({
    version,
    searches: z.strictObject({ explored: count, of: count }),
    machines: z.array(
      z.strictObject({
        machine: z.string().describe("the machine's id"),
        drawnAs: z.array(z.string()).describe('under which names it can be drawn'),
        transitions: z.array(
          z.strictObject({
            transition: z.string(),
            description: z.string().nullable(),
            fired: count,
            reason: z.string().nullable().describe('why it may go unfired'),
          }),
        ),
      }),
    ),
    surprises: z.array(
      z.strictObject({
        machine: z.string().exactOptional().describe('missing where an entry is for any machine'),
        transition: z.string(),
        problem: z.enum(['never fires', 'is listed, but nothing needs it']),
      }),
    ),
  })
  .describe('which transitions of the machines no scenario fires')

export function coverageDocument(
  covered: readonly CoveredMachine[],
  reasonFor: ReasonFor,
  surprises: readonly Surprise[],
  searches: { readonly explored: number; readonly of: number },
): DocumentOf<typeof coverageSchema> {
  return {
    version: 1,
    searches,
    machines: covered.map(({ machine, drawnAs, transitions }) => ({
      machine,
      drawnAs,
      transitions: transitions.map(({ transition, description, fired }) => ({
        transition,
        description: description ?? null,
        fired,
        reason: fired > 0 ? null : (reasonFor(machine, transition) ?? null),
      })),
    })),
    surprises,
  }
}
