/** Text in columns: how wide each is, and cells side by side. */

interface Layout {
  readonly widths: readonly number[]
  readonly gap: string
}

const narrowest = 22
/** Sentences are not easier to read on longer lines, even if there is room. */
const widest = 64

/**
 * Gives each column what it wants if there is room, and otherwise cuts the widest ones to the same width, but none to less
 * than its least. The columns move closer together before the text gets too wide.
 */
export function layOut(natural: readonly number[], least: readonly number[], width: number): Layout {
  const roomWith = (gap: string) => width - gap.length * (natural.length - 1)
  const wide = share(natural, least, roomWith('   '))
  if (sum(wide) <= roomWith('   ')) return { widths: wide, gap: '   ' }
  return { widths: share(natural, least, roomWith('  ')), gap: '  ' }
}

function share(natural: readonly number[], least: readonly number[], room: number): number[] {
  let cap = widest
  const widths = () => natural.map((width, i) => Math.min(width, Math.max(cap, least[i] ?? 0)))
  while (cap > narrowest && sum(widths()) > room) cap--
  return widths()
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)

export function sideBySide(cells: readonly (readonly string[])[], layout: Layout): string[] {
  const height = Math.max(...cells.map(({ length }) => length))
  return Array.from({ length: height }, (_, i) =>
    row(
      cells.map((lines) => lines[i] ?? ''),
      layout,
    ),
  )
}

export const row = (cells: readonly string[], { gap, widths }: Layout): string =>
  cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(gap)
