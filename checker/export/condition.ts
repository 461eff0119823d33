/** What a learned path asks, as sets of local states: the form that every other language has words for. */
import type { Path } from '../learn/learner.ts'
import { type LocalStates, WHOLE } from '../learn/local-states.ts'

/** A part is in one of these local states. */
export interface Test {
  readonly part: number
  /** Ascending. */
  readonly among: readonly number[]
  /** What they have in common: what was looked at, and what it shows. */
  readonly common: { readonly what: string; readonly text: string } | undefined
}

/** All of them. */
export type Condition = readonly Test[]

/** Fine or not, or whatever it is where a part is in one of some local states; nowhere else is it fine. */
export type Tree = boolean | readonly { readonly test: Test; readonly then: Tree }[]

/** @param states of all parts, once no more are to come */
export class Conditions {
  readonly #states: readonly LocalStates[]
  readonly #tests = new Map<string, Test>()

  constructor(states: readonly LocalStates[]) {
    this.#states = states
  }

  /** Local states of a part. */
  size(part: number): number {
    return this.#of(part).snapshots.length
  }

  /** Tests that the ones before them imply are left out. */
  ofPath(path: Path): Condition {
    const tests: Test[] = []
    const left = new Map<number, readonly number[]>()
    for (let i = 0; i < path.length; i += 3) {
      const [part, view, local] = [path[i], path[i + 1], path[i + 2]] as [number, number, number]
      const test = this.#test(part, view, local)
      const before = left.get(part) ?? this.#all(part)
      const after = before.filter((state) => test.among.includes(state))
      if (after.length === before.length) continue
      left.set(part, after)
      tests.push(test)
    }
    return tests
  }

  /** The decision tree of a property; where nothing was ever learned, nothing is fine. */
  treeOf(lessons: readonly { readonly path: Path; readonly isFine: boolean }[]): Tree {
    return this.#tree(lessons, 0, new Map())
  }

  #tree(lessons: readonly { path: Path; isFine: boolean }[], at: number, left: Map<number, readonly number[]>): Tree {
    const [first] = lessons
    if (first === undefined) return false
    if (first.path.length === at) return first.isFine
    const [part, view] = [first.path[at], first.path[at + 1]] as [number, number]
    const byClass = new Map<number, typeof lessons>()
    for (const lesson of lessons) {
      const shown = this.#of(part).classOf(view, lesson.path[at + 2] as number)
      byClass.set(shown, [...(byClass.get(shown) ?? []), lesson])
    }
    const before = left.get(part) ?? this.#all(part)
    const branches = [...byClass.values()].flatMap((alike) => {
      const test = this.#test(part, view, alike[0]?.path[at + 2] as number)
      const after = before.filter((state) => test.among.includes(state))
      const then = this.#tree(alike, at + 3, new Map(left).set(part, after))
      return then === false ? [] : [{ test, after, then }]
    })
    const covered = branches.reduce((sum, { after }) => sum + after.length, 0)
    if (covered === before.length && branches.every(({ then }) => then === true)) return true
    const [only] = branches
    if (only === undefined) return false
    if (branches.length === 1 && only.after.length === before.length) return only.then
    return branches.map(({ test, then }) => ({ test, then }))
  }

  #test(part: number, view: number, local: number): Test {
    const states = this.#of(part)
    const shown = states.classOf(view, local)
    const key = `${part} ${view} ${shown}`
    const known = this.#tests.get(key)
    if (known !== undefined) return known
    const among = view === WHOLE ? [local] : this.#all(part).filter((state) => states.classOf(view, state) === shown)
    const test = { part, among, common: states.shownBy(view, local) }
    this.#tests.set(key, test)
    return test
  }

  #all(part: number): number[] {
    return [...this.#of(part).snapshots.keys()]
  }

  #of(part: number): LocalStates {
    return this.#states[part] as LocalStates
  }
}
