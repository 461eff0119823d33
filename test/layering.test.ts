/** Who may know what. The three layers are kept apart by this test and nothing else. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as face from '../checker/index.ts'

const root = join(import.meta.dirname, '..')

interface Source {
  /** From the root, with slashes. */
  readonly path: string
  readonly text: string
  readonly imports: readonly Import[]
}

interface Import {
  /** A package or Node module, or a path from the root. */
  readonly from: string
  /** False if only types are imported, which leaves no trace at run time. */
  readonly values: boolean
}

function sources(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => {
      const path = relative(root, join(root, folder, file)).replaceAll('\\', '/')
      const text = readFileSync(join(root, path), 'utf8')
      return { path, text, imports: importsOf(path, text) }
    })
}

function importsOf(path: string, text: string): Import[] {
  const statements = text.matchAll(/^\s*(?:import|export)\s+(type\s+)?([^'";]*?)\s*from\s+'([^']+)'/gm)
  const found = [...statements].map(([, type, names = '', from = '']) => {
    const listed = /^\{(.*)\}$/s
      .exec(names.trim())?.[1]
      ?.split(',')
      .filter((name) => name.trim() !== '')
    const onlyTypes = type !== undefined || (listed?.every((name) => name.trim().startsWith('type ')) ?? false)
    return { from: resolve(path, from), values: !onlyTypes }
  })
  const bare = [...text.matchAll(/\bimport\s*\(?\s*'([^']+)'/g)].map(([, from = '']) => ({
    from: resolve(path, from),
    values: true,
  }))
  return [...found, ...bare]
}

const resolve = (path: string, from: string): string =>
  from.startsWith('.') ? join(path, '..', from).replaceAll('\\', '/') : from

/** `file -> import`, for every import that is not allowed. */
const offences = (files: readonly Source[], allowed: (from: string, values: boolean, path: string) => boolean) =>
  files.flatMap(({ path, imports }) =>
    imports.filter(({ from, values }) => !allowed(from, values, path)).map(({ from }) => `${path} -> ${from}`),
  )

const checker = sources('checker')
const model = sources('model')

test('this test finds the files and their imports', () => {
  expect(checker.length).toBeGreaterThan(20)
  expect(model.length).toBeGreaterThan(20)
  const index = checker.find(({ path }) => path === 'checker/index.ts')
  expect(index?.imports).toContainEqual({ from: 'checker/errors.ts', values: true })
  expect(index?.imports).toContainEqual({ from: 'checker/result.ts', values: false })
  const step = checker.find(({ path }) => path === 'checker/step.ts')
  expect(step?.imports).toContainEqual({ from: 'xstate', values: true })
  expect(importsOf('a/b.ts', "import { type A, type B } from '../c.ts'\nimport './d.ts'\nawait import('e')")).toEqual([
    { from: 'c.ts', values: false },
    { from: 'a/d.ts', values: true },
    { from: 'e', values: true },
  ])
})

describe('the checker', () => {
  test('imports nothing but itself, xstate and Node', () => {
    const allowed = (from: string) => from.startsWith('checker/') || from === 'xstate' || from.startsWith('node:')
    expect(offences(checker, allowed)).toEqual([])
  })

  test('runs XState only where it learns, takes steps or says why none can be taken', () => {
    const asksXState = ['checker/step.ts', 'checker/waiting.ts', 'checker/guard.ts', 'checker/conform/follower.ts']
    const allowed = (from: string, values: boolean, path: string) =>
      from !== 'xstate' || !values || asksXState.includes(path) || path.startsWith('checker/learn/')
    expect(offences(checker, allowed)).toEqual([])
  })

  test('knows no word of the kernel', () => {
    const words = /\b(pages?|ptes?|folios?|kernels?|gpus?|mmus?|vmas?|migrat(?:e|es|ed|ing|ion|ions))\b/i
    const lines = checker.flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, i) => (words.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
    )
    expect(lines).toEqual([])
  })
})

describe('the model', () => {
  test('imports nothing but itself, xstate and the public face of the checker', () => {
    const allowed = (from: string) => from.startsWith('model/') || from === 'xstate' || from === 'checker/index.ts'
    expect(offences(model, allowed)).toEqual([])
  })
})

describe('the command line', () => {
  test('goes past the public face of the checker only for how its reports and its memory are laid out', () => {
    const past = ['checker/index.ts', 'checker/memory.ts', 'checker/trace/race.ts', 'checker/trace/wrap.ts']
    const allowed = (from: string) => !from.startsWith('checker/') || past.includes(from)
    expect(offences([...sources('cli'), ...sources('record')], allowed)).toEqual([])
  })
})

describe('what runs in a network', () => {
  test('knows a kernel only by the switches of its system, for which the run is watched', () => {
    const runs = /^model\/(objects|paths|drivers|properties|scenarios)\//
    const allowed = (from: string) => from !== 'model/kernels.ts' && from !== 'model/matrix.ts'
    expect(
      offences(
        model.filter(({ path }) => runs.test(path)),
        allowed,
      ),
    ).toEqual([])
  })
})

describe('the public face of the checker', () => {
  test('exports these values', () => {
    expect(Object.keys(face).sort()).toMatchInlineSnapshot(`
      [
        "Follower",
        "ModelError",
        "SeenTransitions",
        "alwaysEventually",
        "alwaysPossible",
        "breaksAgain",
        "check",
        "checkBounded",
        "compareBehaviours",
        "completes",
        "dotStateDiagram",
        "eventuallyAlways",
        "exportFormats",
        "exportNetwork",
        "formatCoverage",
        "formatItf",
        "formatMermaid",
        "formatRace",
        "invariant",
        "leadsTo",
        "mermaidStateDiagram",
        "network",
        "neverStuck",
        "object",
        "objectChanges",
        "observation",
        "replayTrace",
        "simulate",
        "stepProperty",
        "stronglyFair",
        "structural",
        "thread",
        "together",
        "unionCoverage",
        "walkThrough",
        "weaklyFair",
        "witness",
      ]
    `)
  })

  test('exports these types', () => {
    const text = readFileSync(join(root, 'checker/index.ts'), 'utf8')
    const types = [...text.matchAll(/export (type )?\{([^}]*)\}/g)].flatMap(([, type, names = '']) =>
      names
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '' && (type !== undefined || name.startsWith('type ')))
        .map((name) => name.replace(/^type /, '')),
    )
    expect(types.sort()).toMatchInlineSnapshot(`
      [
        "Advice",
        "BoundedOptions",
        "Change",
        "CheckOptions",
        "CompareOptions",
        "Comparison",
        "DiagramOptions",
        "Difference",
        "Expected",
        "ExportFormat",
        "ExportOptions",
        "Exported",
        "Fairness",
        "FollowOptions",
        "FollowedStep",
        "Inclusion",
        "Invariant",
        "Liveness",
        "LogObservation",
        "MachineCoverage",
        "Member",
        "Network",
        "ObjectRef",
        "Observation",
        "Observed",
        "Offer",
        "PartRef",
        "Predicate",
        "Progress",
        "Property",
        "Question",
        "RaceOptions",
        "Refusal",
        "ReplayReport",
        "Result",
        "RunEnd",
        "See",
        "Seen",
        "SeenTransition",
        "Shortcuts",
        "SimulateOptions",
        "Simulated",
        "Simulation",
        "Step",
        "StepProperty",
        "StructuralName",
        "Symmetry",
        "TakenStep",
        "Tell",
        "ThreadRef",
        "Trace",
        "TraceStep",
        "TransitionCoverage",
        "Turn",
        "Verdict",
        "Violation",
        "ViolationKind",
        "Waiting",
        "Witness",
      ]
    `)
  })
})
