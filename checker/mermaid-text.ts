/** Text that Mermaid shows as it is, whatever is in it. */

/**
 * Writes what has a meaning in Mermaid as its `#number;` entities, and leaves the rest readable in the source.
 *
 * Mermaid looks for the words `style` and `classDef` before it reads entities, and cuts the line there; so they lose
 * their first letter to an entity, as does the word `end` where it stands alone. Labels are Markdown, so asterisks and
 * the underscores at the edge of a word are entities too.
 */
export function mermaidText(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(special, (part) => entity(part) + [...part].slice(1).join(''))
}

const special = /[^\w .,()=+/>{}[\]:'!?@-]|:(?! )|^[{[]|(?<![a-z0-9])_|_(?![a-z0-9])|^end$|style|classDef|--/giu

const entity = (part: string): string => `#${part.codePointAt(0)};`
