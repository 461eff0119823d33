/** Pages that are written by hand, with parts that are generated. */

/** Fills each `<!-- generated NAME -->` … `<!-- end -->` of a page; a name may have spaces in it. */
export function fillBlocks(page: string, text: string, blocks: ReadonlyMap<string, string>): string {
  return text.replace(/<!-- generated (.+?) -->[\s\S]*?<!-- end -->/g, (_, name: string) => {
    const body = blocks.get(name)
    if (body === undefined)
      throw new Error(`${page} wants a block "${name}", and there is ${[...blocks.keys()].join(', ')}`)
    return `<!-- generated ${name} -->\n${body}\n<!-- end -->`
  })
}

/** Text as it is, in a code fence. */
export const fenced = (text: string, language = ''): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``
