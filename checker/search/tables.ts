/**
 * Decision trees as one array of integers, which is all that the search loop reads.
 *
 *   row        per thread and local state: the address of its choice list; 0 while not yet asked
 *   choices    [count, root, root, …]: one tree per event that the thread may take in this local state
 *   node       [word, shift, mask, child, child, …]: tests one field of the vector, one child per value
 *   outcome    [number, step-property root, keep, set, keep, set, …]: a pair per word of the vector
 *   verdicts   one root per property
 *
 * An entry that points to a tree is positive for a node, 0 for "never asked", NOTHING for "not enabled" (or, in a
 * property's tree, "fine"), and otherwise minus the address of an outcome (or minus 2, 3, … for a broken clause).
 */
import { ModelError } from '../errors.ts'
import type { Locals, Path, Writes } from '../learn/learner.ts'
import { bitsFor, type Layout } from './layout.ts'

export const NOTHING = -1

/** Sizes of the fixed parts above. */
export const NODE = 3
export const OUTCOME = 2

/** What a node tests: a view of a part. */
interface Test {
  readonly part: number
  readonly view: number
  /** By what the view shows: the address of what comes next. Local states that the view does not tell apart share it. */
  readonly next: Map<number, number>
}

/** What a view of a part shows of a local state, as a number. */
export type ClassOf = (part: number, view: number, local: number) => number

export class Tables {
  readonly layout: Layout
  /** By part, 2 ** n - 1: a row or node has a child for each value up to this. A field of a vector may be wider. */
  readonly #mask: Int32Array
  code = new Int32Array(1 << 12)
  #size = 2 // so that no address is taken for 0 or, negated, for NOTHING
  /** By thread: the address of its rows. */
  readonly rows: Int32Array
  /** By property: the address of its root. */
  readonly verdicts: Int32Array

  readonly #classOf: ClassOf
  /** By address of a node. */
  readonly #tests = new Map<number, Test>()

  /** @param counts by part, how many local states it has by now */
  constructor(
    layout: Layout,
    counts: readonly number[],
    threadParts: readonly number[],
    properties: number,
    classOf: ClassOf,
  ) {
    this.layout = layout
    this.#classOf = classOf
    this.#mask = Int32Array.from(counts, (count) => 2 ** bitsFor(count) - 1)
    this.rows = Int32Array.from(threadParts, (part) => this.#take((this.#mask[part] as number) + 1))
    this.verdicts = Int32Array.from({ length: properties }, () => this.#take(1))
  }

  get bytes(): number {
    return this.code.byteLength
  }

  /** Whether rows and nodes have room for `count` local states of `part`. */
  fits(part: number, count: number): boolean {
    return count <= (this.#mask[part] as number) + 1
  }

  /** Declares that `thread` has `count` choices in its local state `local`. */
  addChoices(thread: number, local: number, count: number): void {
    const at = this.#take(1 + count)
    this.code[at] = count
    this.code[(this.rows[thread] as number) + local] = at
  }

  /** The address of the root of choice number `choice`. */
  choiceRoot(thread: number, local: number, choice: number): number {
    return (this.code[(this.rows[thread] as number) + local] as number) + 1 + choice
  }

  /** Adds an outcome that sets parts to values, and returns its address. */
  addOutcome(number: number, writes: Writes): number {
    const { layout } = this
    const at = this.#take(OUTCOME + 2 * layout.words)
    const { code } = this
    code[at] = number
    for (let word = 0; word < layout.words; word++) code[at + OUTCOME + 2 * word] = -1
    for (let i = 0; i < writes.length; i += 3) {
      const part = writes[i] as number
      const shift = layout.shift[part] as number
      const to = at + OUTCOME + 2 * (layout.word[part] as number)
      code[to] = (code[to] as number) & ~((layout.mask[part] as number) << shift)
      code[to + 1] = (code[to + 1] as number) | ((writes[i + 2] as number) << shift)
    }
    return at
  }

  /**
   * Extends the tree at `root` by `path`, ending in `leaf`.
   *
   * @throws ModelError if an earlier answer read other parts first: then the model is not a function.
   */
  addPath(root: number, path: Path, leaf: number, where: () => string): void {
    const locals: number[] = []
    let at = root
    for (let i = 0; i < path.length; i += 3) {
      const [part, view, local] = [path[i], path[i + 1], path[i + 2]] as [number, number, number]
      let node = this.code[at] as number
      if (node === 0) {
        node = this.#addNode(part, view) // may move `code`
        this.code[at] = node
      }
      const test = this.#tests.get(node)
      if (test?.part !== part || test.view !== view) throw unstable(where)
      at = this.#next(test, local)
      locals[part] = local
    }
    if (this.code[at] !== 0) throw unstable(where)
    this.code[at] = leaf
    this.resolve(root, locals)
  }

  /**
   * Where the tree at `root` leads in the state `locals`: a leaf, or 0 if that has yet to be asked.
   *
   * Sets the children that the search loop follows on its way there. They leave out nodes that test the part of the node
   * before once more, through another view: a child is for a single local state. Of mini's nodes that is two in five.
   */
  resolve(root: number, locals: Locals): number {
    const { code } = this
    let at = root
    let before: Test | undefined
    let child = 0
    for (;;) {
      const entry = code[at] as number
      const test = this.#tests.get(entry)
      const again = test !== undefined && test.part === before?.part
      if (child !== 0 && !again) code[child] = entry
      if (test === undefined) return entry
      const local = locals[test.part] as number
      if (!again) child = entry + NODE + local
      const next = test.next.get(this.#classOf(test.part, test.view, local))
      if (next === undefined) return 0
      before = test
      at = next
    }
  }

  /** The address of what comes after a test. */
  #next({ part, view, next }: Test, local: number): number {
    const shown = this.#classOf(part, view, local)
    const at = next.get(shown) ?? this.#take(1)
    next.set(shown, at)
    return at
  }

  #addNode(part: number, view: number): number {
    const mask = this.#mask[part] as number
    const node = this.#take(NODE + mask + 1)
    this.code[node] = this.layout.word[part] as number
    this.code[node + 1] = this.layout.shift[part] as number
    this.code[node + 2] = mask
    this.#tests.set(node, { part, view, next: new Map() })
    return node
  }

  #take(length: number): number {
    const at = this.#size
    this.#size += length
    if (this.#size > this.code.length) {
      const next = new Int32Array(Math.max(this.#size, this.code.length * 2))
      next.set(this.code)
      this.code = next
    }
    return at
  }
}

const unstable = (where: () => string): ModelError =>
  new ModelError(
    `${where()} looks at other things than before in the same situation; it must be a function of what it looks at`,
  )
