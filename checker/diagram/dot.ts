/**
 * Any XState machine as a graph in Graphviz's language, for `dot` to lay out; see ./drawing.ts for what it shows.
 *
 * A state with others inside is a cluster. Graphviz draws arrows between nodes only, so one to or from a cluster runs to a
 * node inside and is cut off at its border.
 */
import type { AnyStateMachine } from 'xstate'
import { wrap } from '../trace/wrap.ts'
import { backArrows, startOf } from './back-arrows.ts'
import { type Arrow, type Box, type DiagramOptions, drawingOf } from './drawing.ts'
import type { Label } from './label.ts'

/** Graphviz knows the widths of its letters. */
const font = 'fontname="Arial"'
const grey = '#8a8a8a'
const ink = '#404040'
/** For notes. */
const brown = '#8a4b08'

/** @returns a graph for `dot` of Graphviz */
export function dotStateDiagram(machine: AnyStateMachine, options: DiagramOptions = {}): string {
  const drawing = drawingOf(machine, options)
  const { root, framed, arrows, title, legend, around } = drawing
  const caption = [
    ...(title === undefined ? [] : [`<B>${escaped(title)}</B>`]),
    ...around.map((note) => small(escaped(note), brown)),
    ...(legend === undefined ? [] : [small(legend, grey)]),
  ]
  const ends = endsOf(root)
  const back = backArrows(drawing)
  const lines = [
    `graph [compound=true, nodesep=0.3, ranksep=0.45, pad=0.15, ${font}, fontsize=13, labelloc=t]`,
    `node [shape=box, style="rounded,filled", fillcolor="#f3f6fc", color="#5a6a8a", ${font}, fontsize=11, margin="0.1,0.05"]`,
    `edge [color="${ink}", arrowsize=0.7, ${font}, fontsize=9]`,
    ...(caption.length === 0 ? [] : [`label=<${caption.join('<BR/>')}>`]),
    ...(framed ? drawBox(root, ends) : drawInside(root, ends)),
    ...arrows.map((arrow) => drawArrow(arrow, ends, back.has(arrow), arrows)),
  ]
  return [`digraph "${machineName(title ?? machine.id)}" {`, ...lines.map((line) => `  ${line}`), '}'].join('\n')
}

/** Quoted in Graphviz's way; what a backslash means there, no name needs. */
const machineName = (name: string): string => name.replaceAll(/["\\]/g, "'")

/** Where arrows to and from a box are tied, and the cluster at whose border they are cut off. */
interface Ends {
  readonly head: End
  readonly tail: End
  /** The tail of an arrow that leads back, and so leaves at the top. */
  readonly upperTail: End
}

interface End {
  readonly node: string
  readonly cluster?: string
}

function endsOf(root: Box): ReadonlyMap<string, Ends> {
  const ends = new Map<string, Ends>()
  const visit = (box: Box): Ends => {
    const inner = box.inside.map(visit)
    const last = inner[box.inside.findIndex(({ kind }) => kind === 'final')] ?? inner.at(-1)
    const cluster = inner.length === 0 ? {} : { cluster: `cluster_${box.id}` }
    // the dot where a box starts; a line that went on to the first state would leave its label inside
    const first = box.initial.length > 0 ? dotOf(box.id) : startOf(box)
    const own: Ends = {
      head: box.initial.length > 0 ? { node: first } : { node: first, ...cluster },
      tail: { node: last?.tail.node ?? box.id, ...cluster },
      upperTail: { node: first, ...cluster },
    }
    ends.set(box.id, own)
    return own
  }
  visit(root)
  return ends
}

function drawBox(box: Box, ends: ReadonlyMap<string, Ends>): string[] {
  const { id, name, kind, inside } = box
  if (kind === 'history') return [`${id} [shape=circle, margin=0, label="${name}"]`]
  if (inside.length === 0) return [`${id} [label=<${textOfBox(box)}>${looks[kind] ?? ''}]`]
  const text = [`<B>${escaped(name)}</B>`, ...textBelow(box, 70)]
  const style = kind === 'parallel' ? 'rounded,dotted' : 'rounded,filled'
  return [
    `subgraph cluster_${id} {`,
    `  graph [style="${style}", color="#9aa7c2", fontsize=11, fillcolor="#00000008", margin=12, label=<${text.join('<BR/>')}>]`,
    ...drawInside(box, ends).map((line) => `  ${line}`),
    '}',
  ]
}

const looks: Readonly<Partial<Record<Box['kind'], string>>> = {
  final: ', peripheries=2',
  any: ', style="rounded,dashed"',
  stub: `, style="rounded,dotted", color="${grey}", fontcolor="${grey}"`,
}

function drawInside({ id, inside, initial }: Box, ends: ReadonlyMap<string, Ends>): string[] {
  const dot = `${dotOf(id)} [shape=point, width=0.12, color="${ink}", fillcolor="${ink}"]`
  const starts = initial.map((to) => drawLine({ node: dotOf(id) }, ends.get(to)?.head, []))
  return [...(initial.length === 0 ? [] : [dot, ...starts]), ...inside.flatMap((box) => drawBox(box, ends))]
}

const dotOf = (id: string): string => `start_${id}`

function drawArrow(arrow: Arrow, ends: ReadonlyMap<string, Ends>, leadsBack: boolean, all: readonly Arrow[]): string {
  const { from, to, unfired } = arrow
  // Graphviz may put the labels of two opposite arrows at the same place: each leaves room for the other's
  const room = all
    .filter((other) => other.from === to && other.to === from)
    .flatMap(linesOf)
    .map(() => '')
  const text = leadsBack ? [...room, ...linesOf(arrow)] : [...linesOf(arrow), ...room]
  const looks = [
    `label=<${text.map((line) => `&#160;${line}<BR ALIGN="LEFT"/>`).join('')}>`,
    ...(unfired ? ['style=dashed', `color="${grey}"`] : []),
    ...(leadsBack ? ['dir=back'] : []),
  ]
  const head = ends.get(to)?.head
  return leadsBack ? drawLine(head, ends.get(from)?.upperTail, looks) : drawLine(ends.get(from)?.tail, head, looks)
}

const linesOf = ({ labels }: Arrow): string[] => labels.flatMap((label) => textOf(label, 34))

function drawLine(upper: End | undefined, lower: End | undefined, looks: readonly string[]): string {
  const all = [
    ...looks,
    ...(upper?.cluster === undefined ? [] : [`ltail=${upper.cluster}`]),
    ...(lower?.cluster === undefined ? [] : [`lhead=${lower.cluster}`]),
  ]
  return `${upper?.node} -> ${lower?.node}${all.length === 0 ? '' : ` [${all.join(', ')}]`}`
}

function textOfBox(box: Box): string {
  const { name, kind, events } = box
  const shown = escaped(name) || '(no name)'
  const title = kind === 'any' || kind === 'stub' ? `<I>${shown}</I>` : `<B>${shown}</B>`
  const below = [...textBelow(box, 40), ...events.flatMap((label) => textOf(label, 40)).map((line) => small(line))]
  return [`${title}${below.length === 0 ? '' : '<BR/>'}`, ...below.map((line) => `${line}<BR ALIGN="LEFT"/>`)].join('')
}

function textBelow({ description, notes }: Box, width: number): string[] {
  const about = folded(description === undefined ? [] : [description], width).map((line) => small(line, '#666666'))
  return [...about, ...folded(notes, width).map((line) => small(line, brown))]
}

function textOf({ head, note, unfired }: Label, width: number): string[] {
  const lines = [
    ...folded([head], width),
    ...folded(note === undefined ? [] : [note], width).map((line) => `<I>${line}</I>`),
  ]
  return unfired ? lines.map((line) => `<FONT COLOR="${grey}">${line}</FONT>`) : lines
}

const folded = (lines: readonly string[], width: number): string[] =>
  lines.flatMap((line) => wrap(line, width)).map(escaped)

const small = (markup: string, color = ink): string => `<FONT POINT-SIZE="9" COLOR="${color}">${markup}</FONT>`

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
