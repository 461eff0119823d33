import { wrap } from '../../checker/trace/wrap.ts'

/** A named fact, folded and indented, as reports list them. */
export const fact = (name: string, value: string): string =>
  wrap(value, 86, ' '.repeat(14))
    .map((line, i) => (i === 0 ? `  ${name.padEnd(12)}${line}` : line))
    .join('\n')
