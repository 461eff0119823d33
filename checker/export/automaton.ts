/**
 * One part of a network as a deterministic automaton, in the Graphviz dialect that Linux's generator of run-time monitors
 * reads (Documentation/trace/rv/deterministic_automata.rst): it goes line by line, so lines have one form each.
 *
 *   digraph state_automaton {
 *     {node [shape = plaintext, style=invis, label=""] "__init_STATE"};     the initial state, first of all
 *     {node [shape = doublecircle] "STATE"};                                a marked state; circle: another
 *     "__init_STATE" -> "STATE";
 *     "STATE" [label = "STATE"];
 *     "STATE" -> "STATE" [ label = "EVENT" ];
 *   }
 *
 * Names become words of C, states and events side by side. There is no context: each value that it has in the explored
 * network makes a state of its own. An event that leads from one state to several carries its payload in its name; if
 * even then it does, the part is not deterministic by itself, and there is no automaton.
 */
import type { AnyMachineSnapshot } from 'xstate'
import { canonicalKey } from '../canonical.ts'
import { ModelError } from '../errors.ts'
import type { Offer, PartRef } from '../network.ts'
import { showOffer } from '../step.ts'
import { isAtRest } from '../waiting.ts'
import type { LessonLearner } from './lessons.ts'
import { Names } from './names.ts'

interface Move {
  readonly from: AnyMachineSnapshot
  readonly event: Offer
  readonly to: AnyMachineSnapshot
}

/** @throws ModelError if the part is not deterministic by itself, or nothing ever happens to it */
export function automaton(learner: LessonLearner, part: PartRef, title: string): string[] {
  const moves = movesOf(learner, part)
  if (moves.length === 0) throw new ModelError(`"${part.name}" has no automaton: no event ever comes to it`)
  const payloads = new Set<string>()
  for (const [one, other] of conflicts(part, moves, ({ type }) => type)) {
    if (showOffer(one.event) === showOffer(other.event)) throw notDeterministic(part, one, other)
    payloads.add(one.event.type)
  }
  const eventOf = (event: Offer): string => (payloads.has(event.type) ? showOffer(event) : event.type)
  const [left] = conflicts(part, moves, eventOf)
  if (left !== undefined) throw notDeterministic(part, ...left)

  const names = new Names(new Set()) // each name will be a part of a longer one
  const keyOf = (snapshot: AnyMachineSnapshot): string => canonicalKey(part.name, snapshot)
  const nameOf = named(names, part)
  const [initial] = learner.states[learner.parts.indexOf(part)]?.snapshots ?? []
  if (initial === undefined) throw new Error(`"${part.name}" is not a part of the network`)
  const snapshots = new Map([initial, ...moves.flatMap(({ from, to }) => [from, to])].map((one) => [keyOf(one), one]))
  const states = [...snapshots].map(([key, snapshot]) => ({
    name: nameOf(key, brief(part, snapshot)),
    isMarked: part.kind === 'thread' ? isAtRest(part, () => snapshot) : key === keyOf(initial),
  }))
  const first = states[0]?.name
  const lines = new Set(
    moves.map(({ from, event, to }) => {
      const [before, after] = [nameOf(keyOf(from), ''), nameOf(keyOf(to), '')]
      return `\t"${before}" -> "${after}" [ label = "${nameOf(`event ${eventOf(event)}`, eventOf(event))}" ];`
    }),
  )
  return [
    'digraph state_automaton {',
    `\t// ${title.replaceAll(/\s+/g, ' ')}`,
    '\tcenter = true;',
    '\tsize = "7,11";',
    `\t{node [shape = plaintext, style=invis, label=""] "__init_${first}"};`,
    ...states.map(({ name, isMarked }) => `\t{node [shape = ${isMarked ? 'doublecircle' : 'circle'}] "${name}"};`),
    `\t"__init_${first}" -> "${first}";`,
    ...states.map(({ name }) => `\t"${name}" [label = "${name}"];`),
    ...lines,
    '\t{ rank = min ;',
    `\t\t"__init_${first}";`,
    `\t\t"${first}";`,
    '\t}',
    '}',
  ]
}

/** What an object makes of what it is told, or a thread of what it takes. */
function movesOf(learner: LessonLearner, part: PartRef): Move[] {
  const taken = learner.steps.filter(({ illegal }) => illegal === undefined)
  if (part.kind === 'object')
    return taken
      .flatMap(({ reactions }) => reactions.filter(({ object }) => object === part))
      .map(({ before, event, after }) => ({ from: before, event, to: after }))
  const number = learner.parts.indexOf(part)
  const states = learner.states[number]
  return taken
    .filter(({ thread }) => learner.threadPart(thread) === number)
    .flatMap(({ local, offer, writes }) => {
      const at = writes.findIndex((written, i) => i % 3 === 0 && written === number)
      const [from, to] = [states?.at(local), states?.at(at < 0 ? local : (writes[at + 2] as number))]
      return from === undefined || to === undefined ? [] : [{ from, event: offer, to }]
    })
}

/** Moves by one event from one state to different ones. */
function conflicts(part: PartRef, moves: readonly Move[], eventOf: (event: Offer) => string): [Move, Move][] {
  const first = new Map<string, Move>()
  return moves.flatMap((move): [Move, Move][] => {
    const key = `${canonicalKey(part.name, move.from)} ${eventOf(move.event)}`
    const known = first.get(key)
    if (known === undefined) first.set(key, move)
    const isOther = known !== undefined && canonicalKey(part.name, known.to) !== canonicalKey(part.name, move.to)
    return isOther ? [[known, move]] : []
  })
}

/** A name for each thing, the same whenever it is asked for. */
function named(names: Names, { name: part }: PartRef): (key: string, text: string) => string {
  const known = new Map<string, string>()
  return (key, text) => {
    const name = known.get(key) ?? names.take(/^[A-Za-z]/.test(text) ? text : `${part} ${text}`)
    known.set(key, name)
    return name
  }
}

const notDeterministic = (part: PartRef, one: Move, other: Move): ModelError =>
  new ModelError(
    `"${part.name}" is not deterministic by itself, so it has no automaton: in ${brief(part, one.from)}, the event ` +
      `${showOffer(one.event)} leads to ${brief(part, one.to)} or to ${another(part, one.to, other.to)}, as other parts say`,
  )

/** Without the context, where nobody says how a local state reads. */
const brief = (part: PartRef, snapshot: AnyMachineSnapshot): string => part.show(snapshot).replace(/ \{.*$/, '')

const another = (part: PartRef, one: AnyMachineSnapshot, other: AnyMachineSnapshot): string =>
  brief(part, one) === brief(part, other) ? 'there with another context' : brief(part, other)
