import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { check, exportNetwork, type Network, type Question } from '../../checker/index.ts'
import { buildNetwork } from './build-network.ts'
import { networkShape } from './random-network.ts'
import { crossedLocks } from './tiny-networks.ts'
import { explore, parseTla } from './tla-subset.ts'

async function tla(network: Network, question: Question = {}, statesOnly = false) {
  const exported = await exportNetwork(network, question, 'tla', { title: 'a test', name: 'test', statesOnly })
  if (typeof exported === 'string') throw new Error(exported)
  const settings = [...(exported.settings?.lines ?? [])]
  return { text: [...exported.lines].join('\n').concat('\n'), settings, states: exported.states }
}

const invariantsOf = (settings: readonly string[]) =>
  settings.flatMap((line) => /^INVARIANT (\w+)$/.exec(line)?.[1] ?? [])

test('TLA+ of random networks has the states and the verdict that we find', () =>
  fc.assert(
    fc.asyncProperty(networkShape, async (shape) => {
      const { network, properties, structural } = buildNetwork(shape)
      const bare = await tla(network, {}, true)
      expect(explore(parseTla(bare.text), bare.text, []).states).toBe(bare.states)
      const { text, settings } = await tla(network, { properties, structural })
      const { broken, deadlocks } = explore(parseTla(text), text, invariantsOf(settings))
      const isStuck = deadlocks > 0 && settings.includes('CHECK_DEADLOCK TRUE')
      const { verdict } = await check(network, { properties, structural })
      expect(broken.size > 0 || isStuck ? 'violated' : 'holds').toBe(verdict)
    }),
    { numRuns: 40 },
  ))

test('TLA+ of crossed locks reads like this', async () => {
  const { text, settings } = await tla(crossedLocks().network)
  expect(text).toMatchInlineSnapshot(`
    "---- MODULE test ----
    \\* a test
    \\* Check: java -cp tla2tools.jar tlc2.TLC test, with test.cfg beside it:
    \\*   SPECIFICATION Spec
    \\*   CHECK_DEADLOCK TRUE
    \\* 6 states
    EXTENDS TLC

    \\* left
    \\*   left_free: free {holder: null}
    \\*   left_held: held {holder: A}
    \\*   left_held_2: held {holder: B}
    VARIABLE left

    \\* right
    \\*   right_free: free {holder: null}
    \\*   right_held: held {holder: B}
    \\*   right_held_2: held {holder: A}
    VARIABLE right

    \\* A
    \\*   A_holds_0: holds 0: taking {holds: 0}
    \\*   A_holds_1: holds 1: taking {holds: 1}
    \\*   A_holds_2: holds 2: holding {holds: 2}
    VARIABLE A

    \\* B
    \\*   B_holds_0: holds 0: taking {holds: 0}
    \\*   B_holds_1: holds 1: taking {holds: 1}
    \\*   B_holds_2: holds 2: holding {holds: 2}
    VARIABLE B

    vars == <<left, right, A, B>>

    Init ==
      /\\ left = "left_free"
      /\\ right = "right_free"
      /\\ A = "A_holds_0"
      /\\ B = "B_holds_0"

    \\* A: take
    A_take ==
      /\\ A = "A_holds_0"
      /\\ left = "left_free"
      /\\ A' = "A_holds_1"
      /\\ left' = "left_held"
      /\\ UNCHANGED <<right, B>>

    \\* A: take
    A_take_2 ==
      /\\ A = "A_holds_1"
      /\\ right = "right_free"
      /\\ A' = "A_holds_2"
      /\\ right' = "right_held_2"
      /\\ UNCHANGED <<left, B>>

    \\* A: release
    A_release ==
      /\\ A = "A_holds_2"
      /\\ left = "left_held"
      /\\ right = "right_held_2"
      /\\ A' = "A_holds_0"
      /\\ left' = "left_free"
      /\\ right' = "right_free"
      /\\ UNCHANGED <<B>>

    \\* B: take
    B_take ==
      /\\ B = "B_holds_0"
      /\\ right = "right_free"
      /\\ B' = "B_holds_1"
      /\\ right' = "right_held"
      /\\ UNCHANGED <<left, A>>

    \\* B: take
    B_take_2 ==
      /\\ B = "B_holds_1"
      /\\ left = "left_free"
      /\\ B' = "B_holds_2"
      /\\ left' = "left_held_2"
      /\\ UNCHANGED <<right, A>>

    \\* B: release
    B_release ==
      /\\ B = "B_holds_2"
      /\\ right = "right_held"
      /\\ left = "left_held_2"
      /\\ B' = "B_holds_0"
      /\\ right' = "right_free"
      /\\ left' = "left_free"
      /\\ UNCHANGED <<A>>

    Next ==
      \\/ A_take
      \\/ A_take_2
      \\/ A_release
      \\/ B_take
      \\/ B_take_2
      \\/ B_release

    Spec == Init /\\ [][Next]_vars
    ====
    "
  `)
  expect(settings).toEqual(['SPECIFICATION Spec', 'CHECK_DEADLOCK TRUE'])
})

test('what is no TLA+ is not read as if it were', () => {
  const module = (body: string) => `---- MODULE m ----\nEXTENDS TLC\nVARIABLE a\nvars == <<a>>\n${body}\n====\n`
  expect(() => parseTla(module('Init == a = "x" /\\ a = "x"'))).not.toThrow()
  expect(() => parseTla(module('Init == a = "x" /\\ a = "x" \\/ a = "x"'))).toThrow(/expected \/\\/)
  expect(() => parseTla(module('Init == b = "x"'))).toThrow(/"b" is no variable/)
  expect(() => parseTla(module('Init == c'))).toThrow(/"c" is not defined/)
  expect(() => parseTla(module('Init == (a = "x"'))).toThrow(/expected \)/)
})

const jar = process.env.TLA2TOOLS
if (jar === undefined)
  console.warn('TLA2TOOLS does not name the jar of TLC: it is not asked whether it counts the same')

test.skipIf(jar === undefined)(
  'TLC counts the states of crossed locks that we count, and finds their deadlock',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'hmmcheck-tlc-'))
    const run = (...given: string[]): string => {
      try {
        return execFileSync('java', ['-cp', jar ?? '', 'tlc2.TLC', ...given, 'test'], {
          cwd: directory,
          encoding: 'utf8',
        })
      } catch (error) {
        return (error as { stdout: string }).stdout // TLC's exit code says what it found
      }
    }
    try {
      const { text, settings, states } = await tla(crossedLocks().network)
      writeFileSync(join(directory, 'test.tla'), text)
      writeFileSync(join(directory, 'test.cfg'), settings.join('\n'))
      expect(run('-deadlock')).toMatch(new RegExp(`\\b${states} distinct states found`))
      expect(run()).toMatch(/Deadlock reached/)
    } finally {
      rmSync(directory, { recursive: true })
    }
  },
)
