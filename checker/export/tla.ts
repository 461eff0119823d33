/**
 * TLA+, for TLC.
 *
 * A part is a variable, its local states are strings, a step is an action. What a step must not break is asserted in it,
 * because TLC looks at steps that change nothing through no property. Where every thread may stay for ever, an action
 * that changes nothing may always happen, so that what TLC calls a deadlock is one.
 */
import { type Command, type Program, restsOf } from './program.ts'
import { Expressions } from './syntax.ts'

const syntax = {
  equal: '=',
  unequal: '#',
  and: '/\\',
  or: '\\/',
  yes: 'TRUE',
  no: 'FALSE',
  value: ({ id }: { id: string }) => `"${id}"`,
}

/** @param module its name, which must be that of its file */
export function* tla(program: Program, module: string): Generator<string> {
  const { title, parts, predicates, invariants, commands, deadlocks, states } = program
  const words = new Expressions(program, syntax)
  const rests = restsOf(program)
  yield `---- MODULE ${module} ----`
  yield `\\* ${line(title)}`
  yield `\\* Check: java -cp tla2tools.jar tlc2.TLC ${module}, with ${module}.cfg beside it:`
  for (const setting of tlaSettings(program)) yield `\\*   ${setting}`
  yield `\\* ${states} states`
  yield 'EXTENDS TLC'
  for (const { name, id, states } of parts) {
    yield ''
    yield `\\* ${line(name)}`
    for (const state of states) yield `\\*   ${state.id}: ${line(state.shown)}`
    yield `VARIABLE ${id}`
  }
  yield ''
  yield `vars == <<${parts.map(({ id }) => id).join(', ')}>>`
  for (const { id, test } of predicates) {
    yield ''
    yield `\\* ${line(`${parts[test.part]?.name}, ${test.common?.what}: ${test.common?.text}`)}`
    yield `${id} == ${words.among(test.part, test.among)}`
  }
  yield ''
  yield 'Init =='
  for (const part of parts.keys()) yield `  /\\ ${words.among(part, [0])}`
  for (const command of commands) yield* action(program, command, words)
  const hasRest = deadlocks && rests.every(({ among }) => among.length > 0)
  if (hasRest) {
    yield ''
    yield '\\* every thread may stay where it is'
    yield 'Rest =='
    for (const { part, among } of rests) yield `  /\\ (${words.among(part, among)})`
    yield '  /\\ UNCHANGED vars'
  }
  yield ''
  yield 'Next =='
  for (const { id } of commands) yield `  \\/ ${id}`
  if (hasRest) yield '  \\/ Rest'
  if (!hasRest && commands.length === 0) yield '  FALSE'
  yield ''
  yield 'Spec == Init /\\ [][Next]_vars'
  for (const { id, name, fine } of invariants) {
    yield ''
    yield `\\* ${line(name)}`
    yield `${id} == ${words.tree(fine)}`
  }
  yield '===='
}

/** What TLC is to check; it reads that from a file of its own. */
export function tlaSettings({ invariants, deadlocks }: Program): string[] {
  return [
    'SPECIFICATION Spec',
    ...invariants.map(({ id }) => `INVARIANT ${id}`),
    `CHECK_DEADLOCK ${deadlocks ? 'TRUE' : 'FALSE'}`,
  ]
}

function* action(
  { parts }: Program,
  { id, part, from, to, label, guard, writes, illegal, broken }: Command,
  words: Expressions,
): Generator<string> {
  const written = [...(to === from ? [] : [{ part, to }]), ...(illegal === undefined ? writes : [])]
  const same = parts.flatMap(({ id }, number) => (written.some((write) => write.part === number) ? [] : [id]))
  yield ''
  yield `\\* ${line(label)}`
  yield `${id} ==`
  for (const test of [{ part, among: [from], common: undefined }, ...guard]) yield `  /\\ ${words.test(test)}`
  if (illegal !== undefined) yield `  /\\ Assert(FALSE, "no-illegal-event: ${text(illegal)}")`
  for (const { promise, when, clause } of broken)
    yield `  /\\ Assert(~(${words.all(when)}), "${promise}: ${text(clause)}")`
  for (const write of written) yield `  /\\ ${words.variable(write.part)}' = ${words.value(write.part, write.to)}`
  if (same.length > 0) yield `  /\\ UNCHANGED <<${same.join(', ')}>>`
}

const line = (text: string): string => text.replaceAll(/\s+/g, ' ')

/** For a string: plain letters without anything that means something there. */
const text = (given: string): string =>
  line(given)
    .replaceAll('"', "'")
    .replaceAll(/[^ -[\]-~]/g, '?')
