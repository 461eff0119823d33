/** Pages that are written by hand, with parts that are generated. */

interface FillOptions {
  /** Whether parts that are not among the blocks stay as they are. */
  readonly keepsOthers?: boolean
}

/** Fills each `<!-- generated NAME -->` … `<!-- end -->` of a page; a name may have spaces in it. */
export function fillBlocks(
  page: string,
  text: string,
  blocks: ReadonlyMap<string, string>,
  { keepsOthers = false }: FillOptions = {},
): string {
  return text.replace(/<!-- generated (.+?) -->[\s\S]*?<!-- end -->/g, (old, name: string) => {
    const body = blocks.get(name)
    if (body === undefined && keepsOthers) return old
    if (body === undefined)
      throw new Error(`${page} wants a block "${name}", and there is ${[...blocks.keys()].join(', ')}`)
    return `<!-- generated ${name} -->\n${body}\n<!-- end -->`
  })
}

/** A table in Markdown. */
export const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

/** Text as it is, in a code fence. */
export const fenced = (text: string, language = ''): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``
