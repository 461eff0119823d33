import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Condition, Tree } from '../../checker/export/condition.ts'
import { type Everything, learnEverything } from '../../checker/export/learn-everything.ts'
import { Names } from '../../checker/export/names.ts'
import { programOf } from '../../checker/export/program.ts'
import { type ExportFormat, exportNetwork, invariant, type Network, type Question } from '../../checker/index.ts'
import { showOffer } from '../../checker/step.ts'
import { buildNetwork } from './build-network.ts'
import { networkShape } from './random-network.ts'
import { edges, keyOf, seeing, start, type World } from './reference.ts'
import { crossedLocks } from './tiny-networks.ts'

async function written(network: Network, format: ExportFormat, question: Question = {}): Promise<string> {
  const exported = await exportNetwork(network, question, format, { title: 'a test', name: 'test', statesOnly: false })
  if (typeof exported === 'string') throw new Error(exported)
  return [...exported.lines].join('\n').concat('\n')
}

/** The whole network as the reference explorer has it, in the same order: lines of an Aldebaran file. */
function referenceLts(network: Network): { worlds: World[]; lines: string[] } {
  const worlds = [start(network)]
  const numbers = new Map(worlds.map((world) => [keyOf(world), 0]))
  const lines: string[] = []
  for (const [from, world] of worlds.entries())
    for (const { thread, offer, after } of edges(network, world)) {
      const to = after ?? world
      if (!numbers.has(keyOf(to))) numbers.set(keyOf(to), worlds.push(to) - 1)
      const label = `${thread.name}: ${showOffer(offer)}${after === undefined ? ' (illegal)' : ''}`
      lines.push(`(${from}, "${label}", ${numbers.get(keyOf(to))})`)
    }
  return { worlds, lines }
}

describe('an Aldebaran file', () => {
  test('has the states and steps that the reference explorer finds, in the same order, on random networks', () =>
    fc.assert(
      fc.asyncProperty(networkShape, async (shape) => {
        const { network } = buildNetwork(shape)
        const { worlds, lines } = referenceLts(network)
        const [header, ...steps] = (await written(network, 'aut')).trimEnd().split('\n')
        expect(header).toBe(`des (0, ${lines.length}, ${worlds.length})`)
        expect(steps.map((line) => line.replace(/ \('.*\)", /, ' (illegal)", '))).toEqual(lines)
      }),
      { numRuns: 40 },
    ))

  test('of crossed locks shows the deadlock: a state that no line leaves', async () => {
    const text = await written(crossedLocks().network, 'aut')
    expect(text).toMatchInlineSnapshot(`
      "des (0, 8, 6)
      (0, "A: take", 1)
      (0, "B: take", 2)
      (1, "A: take", 3)
      (1, "B: take", 4)
      (2, "A: take", 4)
      (2, "B: take", 5)
      (3, "A: release", 0)
      (5, "B: release", 0)
      "
    `)
  })
})

describe('what is exported of properties', () => {
  const isTrue = (condition: Condition, locals: readonly number[]) =>
    condition.every(({ part, among }) => among.includes(locals[part] as number))
  const isFine = (tree: Tree, locals: readonly number[]): boolean =>
    typeof tree === 'boolean' ? tree : tree.some(({ test, then }) => isTrue([test], locals) && isFine(then, locals))

  test('says in every reachable state of random networks what the property itself says', () =>
    fc.assert(
      fc.asyncProperty(networkShape, async (shape) => {
        const { network, properties } = buildNetwork(shape)
        const everything = (await learnEverything(network, { properties }, {})) as Everything
        const program = programOf(everything, { properties }, { title: '', statesOnly: false })
        const { worlds } = referenceLts(network)
        for (const [state, world] of worlds.entries()) {
          const locals = everything.store.locals(state)
          for (const property of properties) {
            if (property.kind === 'invariant') {
              const { fine } = program.invariants.find(({ name }) => name === property.name) ?? {}
              expect(isFine(fine as Tree, locals)).toBe(property.check(seeing(world)) === true)
            } else if (property.kind === 'step')
              for (const { thread, offer, after } of edges(network, world)) {
                if (after === undefined) continue
                const label = `${thread.name}: ${showOffer(offer)}`
                const command = program.commands.find(
                  (one) => one.label === label && one.from === locals[one.part] && isTrue(one.guard, locals),
                )
                const breaks = command?.broken.some(({ when }) => isTrue(when, locals))
                const step = { thread: thread.name, event: offer.type, before: seeing(world), after: seeing(after) }
                expect(breaks).toBe(property.check(step) !== true)
              }
          }
        }
      }),
      { numRuns: 25 },
    ))

  test('is nothing where it is not asked for', async () => {
    const { network, left } = crossedLocks()
    const free = invariant('left is free', (see) => see(left).matches('free') || 'it is not')
    const asked = await written(network, 'promela', { properties: [free], structural: [] })
    expect(asked).toContain('assert(left_is_free)')
    const exported = await exportNetwork(network, { properties: [free] }, 'promela', {
      title: '',
      name: 'test',
      statesOnly: true,
    })
    if (typeof exported === 'string') throw new Error(exported)
    expect([...exported.lines].join('\n')).not.toContain('assert(')
  })
})

describe('names', () => {
  test('are letters, digits and underscores, and no two are equal in lower case', () => {
    const names = new Names()
    const taken = ['GPU A', 'gpu a', 'end', '0 refs', '', 'mtype', '\u00e4', 'a'.repeat(200)].map((text) =>
      names.take(text),
    )
    for (const name of taken) expect(name).toMatch(/^[A-Za-z]\w*$/)
    expect(new Set(taken.map((name) => name.toLowerCase())).size).toBe(taken.length)
    expect(taken).not.toContain('mtype')
  })
})

test('Promela reads like this', async () => {
  expect(await written(crossedLocks().network, 'promela')).toMatchInlineSnapshot(`
    "/* a test
     *
     * Check:  spin -a FILE; gcc -O2 -DSAFETY -DNOREDUCE -o pan pan.c; ./pan -m1006
     * Count:  ./pan -m1006 -A -E, which goes on whatever breaks: 6 states
     */

    /* left */
    #define left_free 0 /* free {holder: null} */
    #define left_held 1 /* held {holder: A} */
    #define left_held_2 2 /* held {holder: B} */
    byte left = left_free

    /* right */
    #define right_free 0 /* free {holder: null} */
    #define right_held 1 /* held {holder: B} */
    #define right_held_2 2 /* held {holder: A} */
    byte right = right_free

    /* Never set: where a promise is broken, the one that is named is asserted. */
    hidden byte no_illegal_event

    active proctype run_A() {
    at_A_holds_0: /* holds 0: taking {holds: 0} */
      if
      :: /* A: take */
         d_step { left == left_free -> left = left_held }; goto at_A_holds_1
      fi;
    at_A_holds_1: /* holds 1: taking {holds: 1} */
      if
      :: /* A: take */
         d_step { right == right_free -> right = right_held_2 }; goto at_A_holds_2
      fi;
    at_A_holds_2: /* holds 2: holding {holds: 2} */
      if
      :: /* A: release */
         d_step { left == left_held && right == right_held_2 -> left = left_free; right = right_free }; goto at_A_holds_0
      fi;
    }

    active proctype run_B() {
    at_B_holds_0: /* holds 0: taking {holds: 0} */
      if
      :: /* B: take */
         d_step { right == right_free -> right = right_held }; goto at_B_holds_1
      fi;
    at_B_holds_1: /* holds 1: taking {holds: 1} */
      if
      :: /* B: take */
         d_step { left == left_free -> left = left_held_2 }; goto at_B_holds_2
      fi;
    at_B_holds_2: /* holds 2: holding {holds: 2} */
      if
      :: /* B: release */
         d_step { right == right_held && left == left_held_2 -> right = right_free; left = left_free }; goto at_B_holds_0
      fi;
    }
    "
  `)
})

test('Murphi reads like this', async () => {
  expect(await written(crossedLocks().network, 'murphi')).toMatchInlineSnapshot(`
    "-- a test
    --
    -- Check:  rumur --symmetry-reduction off --deadlock-detection stuck --output FILE.c FILE; cc -O3 -std=c11 FILE.c -lpthread
    -- 6 states

    type
      left_states: enum { -- left
        left_free, -- free {holder: null}
        left_held, -- held {holder: A}
        left_held_2 -- held {holder: B}
      };
      right_states: enum { -- right
        right_free, -- free {holder: null}
        right_held, -- held {holder: B}
        right_held_2 -- held {holder: A}
      };
      A_states: enum { -- A
        A_holds_0, -- holds 0: taking {holds: 0}
        A_holds_1, -- holds 1: taking {holds: 1}
        A_holds_2 -- holds 2: holding {holds: 2}
      };
      B_states: enum { -- B
        B_holds_0, -- holds 0: taking {holds: 0}
        B_holds_1, -- holds 1: taking {holds: 1}
        B_holds_2 -- holds 2: holding {holds: 2}
      };

    var
      left: left_states;
      right: right_states;
      A: A_states;
      B: B_states;

    startstate "start"
      left := left_free;
      right := right_free;
      A := A_holds_0;
      B := B_holds_0;
    endstartstate;

    rule "A: take"
      A = A_holds_0 & left = left_free
    ==> begin
      A := A_holds_1;
      left := left_held;
    endrule;

    rule "A: take"
      A = A_holds_1 & right = right_free
    ==> begin
      A := A_holds_2;
      right := right_held_2;
    endrule;

    rule "A: release"
      A = A_holds_2 & left = left_held & right = right_held_2
    ==> begin
      A := A_holds_0;
      left := left_free;
      right := right_free;
    endrule;

    rule "B: take"
      B = B_holds_0 & right = right_free
    ==> begin
      B := B_holds_1;
      right := right_held;
    endrule;

    rule "B: take"
      B = B_holds_1 & left = left_free
    ==> begin
      B := B_holds_2;
      left := left_held_2;
    endrule;

    rule "B: release"
      B = B_holds_2 & right = right_held & left = left_held_2
    ==> begin
      B := B_holds_0;
      right := right_free;
      left := left_free;
    endrule;
    "
  `)
})

const hasSpin = ['spin', 'gcc'].every((program) => spawnSync(program, ['--version']).error === undefined)
if (!hasSpin) console.warn('SPIN or gcc is not installed: it is not asked whether it counts the same')

test.skipIf(!hasSpin)('SPIN counts the states of crossed locks that we count, and finds their deadlock', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'hmmcheck-spin-'))
  try {
    const run = (program: string, ...given: string[]) =>
      execFileSync(program, given, { cwd: directory, encoding: 'utf8' })
    writeFileSync(join(directory, 'model.pml'), await written(crossedLocks().network, 'promela'))
    run('spin', '-a', 'model.pml')
    run('gcc', '-O0', '-w', '-DSAFETY', '-DNOREDUCE', '-o', 'pan', 'pan.c')
    expect(run('./pan')).toMatch(/pan:1: invalid end state/)
    expect(run('./pan', '-A', '-E')).toMatch(/ 6 states, stored\n/)
  } finally {
    rmSync(directory, { recursive: true })
  }
})
