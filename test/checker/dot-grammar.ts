/** Reads Graphviz's language, by the grammar in its documentation (https://graphviz.org/doc/info/lang.html). */

interface DotGraph {
  readonly name: string | undefined
  readonly nodes: ReadonlySet<string>
  readonly edges: readonly { readonly from: string; readonly to: string; readonly label: string | undefined }[]
}

const token =
  /\/\/.*|\/\*[\s\S]*?\*\/|\s+|->|--|[{}[\];,=:]|"(?:[^"\\]|\\[\s\S])*"|-?(?:\.\d+|\d+(?:\.\d*)?)|[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*|</y

/** @throws Error saying what is expected where */
export function parseDot(text: string): DotGraph {
  const tokens = tokensOf(text)
  const nodes = new Set<string>()
  const edges: DotGraph['edges'][number][] = []
  let at = 0
  const fail = (what: string): never => {
    throw new Error(`${what} expected, ${tokens[at] ?? 'the end'} found, after ${tokens.slice(at - 6, at).join(' ')}`)
  }
  const is = (wanted: string): boolean => tokens[at]?.toLowerCase() === wanted
  const skip = (wanted: string): boolean => {
    const isThere = is(wanted)
    if (isThere) at++
    return isThere
  }
  const need = (wanted: string): void => void (skip(wanted) || fail(wanted))
  const isId = (): boolean => {
    const found = tokens[at]
    const keywords = ['node', 'edge', 'graph', 'digraph', 'subgraph', 'strict']
    return (
      found !== undefined &&
      /^["<\w.\u0080-\uffff-]/.test(found) &&
      found !== '->' &&
      found !== '--' &&
      !keywords.includes(found.toLowerCase())
    )
  }
  const id = (): string => (isId() ? (tokens[at++] as string).replace(/^"([\s\S]*)"$/, '$1') : fail('a name'))

  const attributes = (): Map<string, string> => {
    const all = new Map<string, string>()
    while (skip('['))
      while (!skip(']')) {
        const name = id()
        need('=')
        all.set(name, id())
        if (!skip(',')) skip(';')
      }
    return all
  }
  const port = (): void => {
    if (skip(':')) id()
    if (skip(':')) id()
  }
  /** The nodes that an edge may be tied to. */
  const end = (): string[] => {
    if (is('subgraph') || is('{')) return subgraph()
    const node = id()
    nodes.add(node)
    port()
    return [node]
  }
  const subgraph = (): string[] => {
    if (skip('subgraph') && isId()) id()
    need('{')
    return statements()
  }
  const statements = (): string[] => {
    const inside: string[] = []
    while (!skip('}')) {
      if (skip('graph') || skip('node') || skip('edge')) attributes()
      else if (isId() && tokens[at + 1] === '=') {
        id()
        need('=')
        id()
      } else {
        const ends = [end()]
        while (is('->') || is('--')) {
          need('->') // what is drawn here is directed
          ends.push(end())
        }
        const label = attributes().get('label')
        for (const [i, from] of ends.slice(0, -1).entries())
          for (const one of from) for (const other of ends[i + 1] ?? []) edges.push({ from: one, to: other, label })
        inside.push(...ends.flat())
      }
      skip(';')
    }
    return inside
  }

  skip('strict')
  need('digraph')
  const name = isId() ? id() : undefined
  need('{')
  statements()
  if (at !== tokens.length) fail('the end')
  return { name, nodes, edges }
}

function tokensOf(text: string): string[] {
  const tokens: string[] = []
  for (let at = 0; at < text.length; ) {
    token.lastIndex = at
    const [found] = token.exec(text) ?? []
    if (found === undefined) throw new Error(`no token begins at ${text.slice(at, at + 30)}`)
    const whole = found === '<' ? markup(text, at) : found
    at += whole.length
    if (!/^(\s|\/\/|\/\*)/.test(whole)) tokens.push(whole)
  }
  return tokens
}

/** An HTML string: its tags are closed in order, and what is in between has no bare sign of markup. */
function markup(text: string, start: number): string {
  const open: string[] = []
  let at = start + 1
  for (; text[at] !== '>' || open.length > 0; at++) {
    if (at >= text.length) throw new Error(`no end of the markup ${text.slice(start, start + 30)}`)
    if (text[at] === '&' && !/^&(#\d+|\w+);/.test(text.slice(at, at + 10)))
      throw new Error(`a bare & in ${text.slice(start, at + 1)}`)
    if (text[at] === '>') throw new Error(`a bare > in ${text.slice(start, at + 1)}`)
    if (text[at] !== '<') continue
    const [tag, closes, name = '', empty] = /^<(\/?)([A-Z]+)(?: [A-Z-]+="[^"<>]*")*(\/?)>/.exec(text.slice(at)) ?? []
    if (tag === undefined) throw new Error(`no tag begins at ${text.slice(at, at + 30)}`)
    if (closes === '/' && open.pop() !== name) throw new Error(`${tag} closes nothing`)
    if (closes === '' && empty === '') open.push(name)
    at += tag.length - 1
  }
  return text.slice(start, at + 1)
}
