/** Conditions and trees as expressions of a language. */
import type { Condition, Test, Tree } from './condition.ts'
import type { Program } from './program.ts'

/** How a language writes what all of them have. */
interface Syntax {
  readonly equal: string
  readonly unequal: string
  readonly and: string
  readonly or: string
  readonly yes: string
  readonly no: string
  /** A local state as a value: its constant, unless told. */
  readonly value?: (state: { readonly id: string; readonly shown: string }) => string
  /** What stands behind a predicate's name where it is used. */
  readonly call?: string
}

export class Expressions {
  readonly #program: Program
  readonly #syntax: Syntax
  readonly #predicates: ReadonlyMap<Test, string>

  constructor(program: Program, syntax: Syntax) {
    this.#program = program
    this.#syntax = syntax
    this.#predicates = new Map(program.predicates.map(({ id, test }) => [test, id]))
  }

  variable(part: number): string {
    return this.#program.parts[part]?.id as string
  }

  value(part: number, local: number): string {
    const state = this.#program.parts[part]?.states[local]
    if (state === undefined) throw new Error(`part ${part} has no local state ${local}`)
    return this.#syntax.value?.(state) ?? state.id
  }

  /** A part is in one of some local states, all written out. */
  among(part: number, locals: readonly number[]): string {
    const { equal, or } = this.#syntax
    return locals.map((local) => `${this.variable(part)} ${equal} ${this.value(part, local)}`).join(` ${or} `)
  }

  test(test: Test): string {
    const { part, among } = test
    if (among.length === 1) return this.among(part, among)
    const { unequal } = this.#syntax
    const without =
      this.#program.parts[part]?.states.flatMap((_, local) => (among.includes(local) ? [] : [local])) ?? []
    if (without.length === 1) return `${this.variable(part)} ${unequal} ${this.value(part, without[0] as number)}`
    return `${this.#predicates.get(test)}${this.#syntax.call ?? ''}`
  }

  /** True where nothing is asked. */
  all(condition: Condition): string {
    return condition.length === 0
      ? this.#syntax.yes
      : condition.map((test) => this.test(test)).join(` ${this.#syntax.and} `)
  }

  /** In brackets if need be. */
  tree(tree: Tree): string {
    const { yes, no, and, or } = this.#syntax
    if (typeof tree === 'boolean') return tree ? yes : no
    if (tree.length === 0) return no
    const branches = tree.map(({ test, then }) =>
      then === true ? this.test(test) : `(${this.test(test)} ${and} ${this.tree(then)})`,
    )
    return branches.length === 1 ? (branches[0] as string) : `(${branches.join(` ${or} `)})`
  }
}
