/** Which arrows lead back to where one has been: laid out the other way round, they leave the start at the top. */
import type { Arrow, Box, Drawing } from './drawing.ts'

/** Walks the drawing from its start, arrows in order; an arrow to a box that the walk has not left yet leads back. */
export function backArrows({ root, arrows }: Drawing): ReadonlySet<Arrow> {
  const around = new Map<string, readonly string[]>()
  const starts = new Map<string, string>()
  const simple: string[] = []
  const visitBox = (box: Box, outer: readonly string[]): void => {
    around.set(box.id, [...outer, box.id])
    starts.set(box.id, startOf(box))
    if (box.inside.length === 0) simple.push(box.id)
    for (const inner of box.inside) visitBox(inner, [...outer, box.id])
  }
  visitBox(root, [])

  const back = new Set<Arrow>()
  const seen = new Set<string>()
  const open = new Set<string>()
  const walk = (id: string): void => {
    if (seen.has(id)) return
    seen.add(id)
    open.add(id)
    const own = around.get(id) ?? []
    for (const arrow of arrows) {
      if (!own.includes(arrow.from)) continue
      const next = starts.get(arrow.to) ?? arrow.to
      if (open.has(next)) back.add(arrow)
      else walk(next)
    }
    open.delete(id)
  }
  walk(startOf(root))
  for (const id of simple) walk(id)
  return back
}

/** The innermost box in which a box starts: the first one where nothing says otherwise. */
export function startOf(box: Box): string {
  const first = box.inside.find(({ id }) => box.initial.includes(id)) ?? box.inside[0]
  return first === undefined ? box.id : startOf(first)
}
