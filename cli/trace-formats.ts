/** The formats that a counterexample can be printed in. */
import { formatItf, formatMermaid, formatRace } from '../checker/index.ts'
import { printedViolation } from './mutated.ts'
import { oneOf } from './one-of.ts'
import { titleOfFile } from './setup.ts'
import { formatTraceFile, type TraceFile } from './trace-file.ts'

export const traceFormats = ['race', 'mermaid', 'itf', 'json'] as const

export type TraceFormat = (typeof traceFormats)[number]

export const parseFormat = (given: string): TraceFormat => oneOf('format', given, traceFormats)

export function formatTrace(format: TraceFormat, file: TraceFile): string {
  const violation = printedViolation(file)
  switch (format) {
    case 'race':
      return formatRace(file.trace, violation, titled(titleOfFile(file)))
    case 'mermaid':
      return formatMermaid(file.trace, violation)
    case 'itf':
      return formatItf(file.trace, violation, typeof file.setup.scenario === 'string' ? file.setup.scenario : undefined)
    case 'json':
      return formatTraceFile(file).trimEnd()
  }
}

const titled = (title: string | undefined) => (title === undefined ? {} : { title })
