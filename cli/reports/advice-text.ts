/** What would make a search smaller that did not end, the most effective first. */
import { z } from 'zod'
import type { Advice } from '../../checker/index.ts'
import { wrap } from '../../checker/trace/wrap.ts'
import { count } from '../schemas/document.ts'

export const advice = z.array(
  z.strictObject({
    part: z.string(),
    field: z.string().exactOptional().describe("a field of the part's context; the whole part without it"),
    values: count.describe('how many values it was seen with'),
    factor: z.number().describe('how many times fewer of the first states there would be if it had one value'),
    alike: z
      .strictObject({ parts: z.array(z.string()), factor: z.number().describe('what that may save, at most') })
      .exactOptional()
      .describe('parts that may be interchangeable'),
  }),
)

/** A reader will not do more than a few things at once. */
const LINES = 8

export function adviceText(given: readonly Advice[]): string {
  const lines = given.slice(0, LINES).map(({ part, field, values, factor }) => {
    const what = field === undefined ? part : `${part}, its field ${field}`
    return `  ${factor.toFixed(1).padStart(5)} times  ${what} (${values} values)`
  })
  const groups = new Map(
    given.flatMap(({ alike }) => (alike === undefined ? [] : [[alike.parts.join(), alike] as const])),
  )
  const alike = [...groups.values()].map(
    ({ parts, factor }) => `If ${parts.join(' and ')} may change places, symmetry saves up to ${factor} times.`,
  )
  const head = 'What multiplies the states: so many times fewer there would be, of the first that were found, without'
  const ways =
    'A smaller domain, one thread less (--without) or --once cuts it down; --max-switches and simulate go on without all of it.'
  return [...wrap(head, 100), ...lines, ...[...alike, ways].flatMap((text) => wrap(text, 100))].join('\n')
}
