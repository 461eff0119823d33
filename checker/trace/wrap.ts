/**
 * Plain text for mail: ASCII only, folded to a width.
 *
 * A word that is longer than a line is broken after one of `_ . , ( / : -` if it has one in the second half of the
 * line, otherwise where the line ends; only if there is no other way between `(` and `)`. An arrow starts a line rather than ending one.
 */

/** Folds `text` into lines of at most `width` characters; every line but the first starts with `hang`. */
export function wrap(text: string, width: number, hang = ''): string[] {
  const lines: string[] = []
  let line = ''
  let empty = true
  const next = () => {
    lines.push(line.trimEnd())
    line = hang
    empty = true
  }
  for (let word of text.trim().split(/(?<!(?:^|\s)->)\s+/)) {
    if (!empty && line.length + 1 + word.length > width) next()
    while (empty && line.length + word.length > width) {
      const cut = breakPoint(word, Math.max(width - line.length, 1))
      line += word.slice(0, cut)
      word = word.slice(cut)
      next()
    }
    line += empty ? word : ` ${word}`
    empty = false
  }
  if (!empty || lines.length === 0) lines.push(line.trimEnd())
  return lines
}

function breakPoint(word: string, room: number): number {
  for (let cut = room; cut > room / 2; cut--)
    if ('_.,(/:-'.includes(word.charAt(cut - 1)) && word.slice(cut - 1, cut + 1) !== '()') return cut
  return room
}

const typography: Readonly<Record<string, string>> = {
  '→': '->',
  '←': '<-',
  '⇒': '=>',
  '–': '-',
  '—': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '…': '...',
  '×': 'x',
  '≠': '!=',
  '≤': '<=',
  '≥': '>=',
}

/** Writes `text` in ASCII: known signs by their usual substitutes, letters without their accents, the rest as `?`. */
export function plainAscii(text: string): string {
  return text
    .replaceAll(/[^\n -~]/g, (sign) => typography[sign] ?? sign)
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/\s/g, (space) => (space === '\n' ? space : ' '))
    .replaceAll(/[^\n -~]/gu, '?')
}
