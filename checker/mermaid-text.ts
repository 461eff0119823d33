/** Text that Mermaid shows as it is, whatever is in it. */

/**
 * Writes everything but letters, digits and harmless signs as Mermaid's `#number;` entities. The words `style` and
 * `classDef` lose their first letter to one as well: Mermaid looks for them before it reads entities, and cuts the line.
 */
export function mermaidText(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[^\w .,()=+/-]|^end$|style|classDef|--/gi, (part) =>
      part.length === 1 ? entity(part) : `${entity(part.charAt(0))}${part.slice(1)}`,
    )
}

const entity = (sign: string): string => `#${sign.codePointAt(0)};`
