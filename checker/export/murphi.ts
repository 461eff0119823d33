/**
 * Murphi, for Rumur and other Murphi checkers.
 *
 * A step is a rule. Where every thread may stay for ever, a rule that changes nothing may always fire: so a state without
 * any rule is a deadlock, which is what `--deadlock-detection stuck` looks for.
 */
import type { Test, Tree } from './condition.ts'
import { type Command, type Program, restsOf } from './program.ts'
import { Expressions } from './syntax.ts'

const syntax = { equal: '=', unequal: '!=', and: '&', or: '|', yes: 'true', no: 'false', call: '()' }

export function* murphi(program: Program): Generator<string> {
  const { title, parts, predicates, invariants, commands, deadlocks, states } = program
  const words = new Expressions(program, syntax)
  const detection = `--deadlock-detection ${deadlocks ? 'stuck' : 'off'}`
  yield `-- ${line(title)}`
  yield '--'
  yield `-- Check:  rumur --symmetry-reduction off ${detection} --output FILE.c FILE; cc -O3 -std=c11 FILE.c -lpthread`
  yield `-- ${states} states`
  yield ''
  yield 'type'
  for (const { id, name, states } of parts) {
    yield `  ${id}_states: enum { -- ${line(name)}`
    for (const [value, state] of states.entries())
      yield `    ${state.id}${value + 1 < states.length ? ',' : ''} -- ${line(state.shown)}`
    yield '  };'
  }
  yield ''
  yield 'var'
  for (const { id } of parts) yield `  ${id}: ${id}_states;`
  for (const { id, test } of predicates) {
    yield ''
    yield `-- ${line(`${parts[test.part]?.name}, ${test.common?.what}: ${test.common?.text}`)}`
    yield `function ${id}(): boolean;`
    yield `begin return ${words.among(test.part, test.among)}; end;`
  }
  yield ''
  yield 'startstate "start"'
  for (const part of parts.keys()) yield `  ${words.variable(part)} := ${words.value(part, 0)};`
  yield 'endstartstate;'
  for (const command of commands) yield* rule(command, words)
  const rests = restsOf(program)
  if (deadlocks && rests.every(({ among }) => among.length > 0)) {
    yield ''
    yield 'rule "every thread may stay where it is"'
    yield `  ${rests.map(({ part, among }) => `(${words.among(part, among)})`).join(' & ')}`
    yield '==> begin endrule;'
  }
  for (const { id, name, fine } of invariants) yield* invariant(id, name, fine, words)
}

/** Rumur takes long for nested expressions, and for each place where a function is called: so it is called in one. */
function* invariant(id: string, name: string, fine: Tree, words: Expressions): Generator<string> {
  const known = new Map<string, string>()
  const once = (text: string): string => {
    if (!text.endsWith(syntax.call)) return text
    const local = `${text.slice(0, -syntax.call.length)}_here`
    known.set(local, text)
    return local
  }
  const body = [...decide(fine, (test) => once(words.test(test)), '  ')]
  yield ''
  yield `function ${id}(): boolean;`
  if (known.size > 0) yield 'var'
  for (const local of known.keys()) yield `  ${local}: boolean;`
  yield 'begin'
  for (const [local, call] of known) yield `  ${local} := ${call};`
  yield* body
  if (fine !== true) yield '  return false;'
  yield 'end;'
  yield `invariant "${name}" ${id}();`
}

function* decide(tree: Tree, words: (test: Test) => string, margin: string): Generator<string> {
  if (tree === true) yield `${margin}return true;`
  if (typeof tree === 'boolean') return
  for (const { test, then } of tree) {
    yield `${margin}if ${words(test)} then`
    yield* decide(then, words, `${margin}  `)
    yield `${margin}endif;`
  }
}

function* rule(
  { part, from, to, label, guard, writes, illegal, broken }: Command,
  words: Expressions,
): Generator<string> {
  yield ''
  yield `rule "${line(label).replaceAll('"', "'")}"`
  yield `  ${[words.among(part, [from]), ...guard.map((test) => words.test(test))].join(' & ')}`
  yield '==> begin'
  if (illegal !== undefined) yield `  error "no-illegal-event: ${line(illegal).replaceAll('"', "'")}";`
  for (const { promise, when, clause } of broken)
    yield `  if ${words.all(when)} then error "${promise}: ${line(clause).replaceAll('"', "'")}"; endif;`
  for (const write of [...(to === from ? [] : [{ part, to }]), ...writes])
    yield `  ${words.variable(write.part)} := ${words.value(write.part, write.to)};`
  yield 'endrule;'
}

const line = (text: string): string => text.replaceAll(/\s+/g, ' ')
