/**
 * Promela, for SPIN.
 *
 * A thread is a process, and its local states are the labels of that process, so that nothing is counted twice; a
 * variable beside it exists only where another part looks at it. A step is one `d_step`. A process of its own, which
 * never changes, asserts the invariants. Where a thread may stay for ever its label begins with `end`, which means to
 * SPIN what `rest` means here: what SPIN calls an invalid end state is a deadlock.
 */
import type { Test } from './condition.ts'
import { type Command, type Program, type ProgramPart, testsOf } from './program.ts'
import { Expressions } from './syntax.ts'

const syntax = { equal: '==', unequal: '!=', and: '&&', or: '||', yes: 'true', no: 'false' }

export function* promela(program: Program): Generator<string> {
  const { title, parts, objects, predicates, invariants, stepPromises, states } = program
  const watched = new Set([...testsOf(program)].map(({ part }: Test) => part))
  const isKept = (part: number) => part < objects || watched.has(part)
  const words = new Expressions(program, syntax)
  const depth = `-m${states + 1000}`
  yield `/* ${comment(title)}`
  yield ' *'
  yield ` * Check:  spin -a FILE; gcc -O2 -DSAFETY -DNOREDUCE -o pan pan.c; ./pan ${depth}`
  yield ` * Count:  ./pan ${depth} -A -E, which goes on whatever breaks: ${states} states`
  yield ' */'
  for (const [number, part] of parts.entries()) {
    if (!isKept(number)) continue
    yield ''
    yield `/* ${comment(part.name)} */`
    for (const [value, { id, shown }] of part.states.entries()) yield `#define ${id} ${value} /* ${comment(shown)} */`
    yield `${part.states.length > 256 ? 'short' : 'byte'} ${part.id} = ${part.states[0]?.id}`
  }
  for (const { id, test } of predicates) {
    yield ''
    yield `/* ${comment(`${parts[test.part]?.name}, ${test.common?.what}: ${test.common?.text}`)} */`
    yield `#define ${id} (${words.among(test.part, test.among)})`
  }
  const promises = [...invariants, ...stepPromises]
  if (promises.length > 0) {
    yield ''
    yield '/* Never set: where a promise is broken, the one that is named is asserted. */'
    for (const { id } of promises) yield `hidden byte ${id}`
  }
  for (let part = objects; part < parts.length; part++) yield* thread(program, part, isKept(part), words)
  const asked = invariants.filter(({ fine }) => fine !== true)
  if (asked.length === 0) return
  yield ''
  yield 'active proctype promises() {'
  yield 'end_promises:'
  yield '  do'
  for (const { id, fine } of asked) yield `  :: d_step { !(${words.tree(fine)}) -> assert(${id}) }`
  yield '  od'
  yield '}'
}

function* thread(program: Program, part: number, isKept: boolean, words: Expressions): Generator<string> {
  const { id, states } = program.parts[part] as ProgramPart
  const label = (local: number) => {
    const state = states[local]
    return `${state?.rest || !program.deadlocks ? 'end' : 'at'}_${state?.id}`
  }
  yield ''
  yield `active proctype run_${id}() {`
  for (const [local, { shown }] of states.entries()) {
    const commands = program.commands.filter((command) => command.part === part && command.from === local)
    yield `${label(local)}: /* ${comment(shown)} */`
    if (commands.length === 0) yield '  false;'
    else {
      yield '  if'
      for (const command of commands) {
        yield `  :: /* ${comment(command.illegal ?? command.label)} */`
        yield `     d_step { ${step(program, command, isKept, words)} }; goto ${label(command.to)}`
      }
      yield '  fi;'
    }
  }
  yield '}'
}

function step({ stepPromises }: Program, command: Command, isKept: boolean, words: Expressions): string {
  const { part, from, to, guard, writes, illegal, broken } = command
  const fails = (promise: string) => `assert(${stepPromises.find(({ name }) => name === promise)?.id})`
  const asserts = broken.map(({ promise, when }) =>
    when.length === 0 ? fails(promise) : `if :: ${words.all(when)} -> ${fails(promise)} :: else fi`,
  )
  const own = isKept && to !== from ? [{ part, to }] : []
  const sets = [...writes, ...own].map(
    (write) => `${words.variable(write.part)} = ${words.value(write.part, write.to)}`,
  )
  const body = illegal === undefined ? [...asserts, ...sets] : [fails('no-illegal-event')]
  return [words.all(guard), body.join('; ')].filter((text) => text !== '').join(' -> ')
}

const comment = (text: string): string => text.replaceAll('*/', '* /').replaceAll(/\s+/g, ' ')
