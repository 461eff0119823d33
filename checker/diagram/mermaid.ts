/**
 * Any XState machine as a Mermaid state diagram; see ./drawing.ts for what it shows.
 *
 * Mermaid cannot draw dashed arrows in a state diagram. A transition that never fired is a dashed box on its arrow.
 */
import type { AnyStateMachine } from 'xstate'
import { mermaidText } from '../mermaid-text.ts'
import { wrap } from '../trace/wrap.ts'
import { type Arrow, type Box, type DiagramOptions, type Drawing, drawingOf } from './drawing.ts'
import type { Label } from './label.ts'

/** @returns a state diagram for Mermaid */
export function mermaidStateDiagram(machine: AnyStateMachine, options: DiagramOptions = {}): string {
  const drawing = drawingOf(machine, options)
  const { root, framed, arrows, title, legend, around } = drawing
  const head = title === undefined ? [] : ['---', `title: ${JSON.stringify(title)}`, '---']
  const boxes = framed ? boxesOf(root) : root.inside.flatMap(boxesOf)
  const dashed = new Map<Box, Arrow[]>()
  for (const arrow of arrows.filter(({ unfired }) => unfired)) {
    const home = homeOf(arrow, root)
    dashed.set(home, [...(dashed.get(home) ?? []), arrow])
  }
  const lines = [
    ...styles(drawing, boxes),
    ...(framed ? drawBox(root, dashed) : drawInside(root, dashed)),
    ...boxes.flatMap(drawText),
    ...arrows.flatMap(drawArrow),
    ...(around.length === 0 ? [] : [`state "${folded(around.join(', '), 60)}" as around`]),
    ...(legend === undefined ? [] : [`state "${mermaidText(legend)}" as legend`, 'class legend unfired']),
  ]
  return [...head, 'stateDiagram-v2', ...lines.map((line) => `  ${line}`)].join('\n')
}

/** Arrows that never fired, by the box that theirs is drawn in. */
type Dashed = ReadonlyMap<Box, readonly Arrow[]>

/** How grey boxes look; only those that there are. */
function styles({ legend }: Drawing, boxes: readonly Box[]): string[] {
  const dashed = 'classDef unfired fill:none,stroke:#999,stroke-dasharray:4,color:#888'
  const isPart = boxes.some(({ kind }) => kind === 'stub')
  return [
    ...(legend === undefined ? [] : [dashed]),
    ...(isPart ? ['classDef stub fill:none,stroke:#bbb,color:#888'] : []),
  ]
}

const boxesOf = (box: Box): Box[] => [box, ...box.inside.flatMap(boxesOf)]

function drawBox(box: Box, dashed: Dashed): string[] {
  const head = `state "${mermaidText(box.name) || '(no name)'}" as ${box.id}`
  if (box.inside.length === 0) return [head]
  return [`${head} {`, ...drawInside(box, dashed).map((line) => `  ${line}`), '}']
}

function drawInside(box: Box, dashed: Dashed): string[] {
  const { kind, inside, initial } = box
  const parts = inside.map((part) => drawBox(part, dashed))
  if (kind === 'parallel') return parts.flatMap((lines, i) => (i === 0 ? lines : ['--', ...lines]))
  const starts = initial.map((id) => `[*] --> ${id}`)
  const ends = inside.filter(({ kind }) => kind === 'final').map(({ id }) => `${id} --> [*]`)
  const onArrows = (dashed.get(box) ?? []).map((arrow) => `state "${textOfArrow(arrow)}" as ${onArrow(arrow)}`)
  return [...parts.flat(), ...onArrows, ...starts, ...ends]
}

/** The innermost box with both ends of the arrow in it. What is on an arrow between the regions of one is drawn outside. */
function homeOf({ from, to }: Arrow, root: Box): Box {
  let home = root
  let inner: Box | undefined = root
  while (inner !== undefined) {
    if (inner.kind !== 'parallel') home = inner
    inner = inner.inside.find((box) => box.id !== from && box.id !== to && [from, to].every((end) => holds(box, end)))
  }
  return home
}

const holds = (box: Box, id: string): boolean => boxesOf(box).some((inner) => inner.id === id)

const onArrow = ({ from, to }: Arrow): string => `${from}_to_${to}`

function drawText({ id, kind, description, notes, events, inside }: Box): string[] {
  const text = [...(description === undefined ? [] : [description]), ...notes].map((line) => folded(line, 40))
  // a colon would start the text anew
  const note = text.join('<br/>').replaceAll(':', '#58;')
  if (inside.length > 0) return text.length === 0 ? [] : [`note right of ${id}: ${note}`]
  const own = events.map((label) => `${textOf(label)}${label.unfired ? ' (never fired)' : ''}`)
  return [...[...text, ...own].map((line) => `${id}: ${line}`), ...(kind === 'stub' ? [`class ${id} stub`] : [])]
}

function drawArrow(arrow: Arrow): string[] {
  const { from, to, unfired } = arrow
  if (!unfired) return [`${from} --> ${to}: ${textOfArrow(arrow)}`]
  const box = onArrow(arrow)
  return [`${from} --> ${box}`, `${box} --> ${to}`, `class ${box} unfired`]
}

const textOfArrow = ({ labels }: Arrow): string => labels.map(textOf).join('<br/>')

const textOf = ({ head, note }: Label): string =>
  [head, ...(note === undefined ? [] : [note])].map((line) => folded(line, 26)).join('<br/>')

const folded = (text: string, width: number): string => wrap(text, width).map(mermaidText).join('<br/>')
