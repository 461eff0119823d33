/**
 * Decision trees as one array of integers, which is all that the search loop reads.
 *
 *   row        per thread and local state [field, mask, reads, writes, list, list, …]: tests one field, like a node. What
 *              the thread's events look at and change is there with a bit for each part; see `touch`
 *   list       [count, visits, use, entry, entry, …]: one per event that the thread may take in this situation; 0 while
 *              not yet made. Events that lead nowhere new here are not entries. `visits` says where it is counted for them,
 *              and for entries that are outcomes, how often the list is met; `use` has bit 0 if there are entries, and bit 1
 *              if any is a tree, so that the list must be gone through even to count
 *   node       [field, mask, child, child, …]: tests one field of the vector, one child per value; see `fieldOf`. If the
 *              field is wide, it tests the high bits only, and each child is a node that tests the low ones: most values
 *              are never met where a node is, and those that are have similar numbers
 *   outcome    [number, step-property root, keep, keep, …, set, set, …]: of each, one per word of the vector
 *   verdicts   one root per property
 *
 * An entry that points to a tree is positive for a node, 0 for "never asked", NOTHING for "not enabled" (or, in a
 * property's tree, "fine"), and otherwise minus the address of an outcome (or minus 2, 3, … for a broken clause).
 */
import { ModelError } from '../errors.ts'
import type { Locals, Path, Writes } from '../learn/learner.ts'
import { bitsFor, fieldOf, type Layout } from './layout.ts'

export const NOTHING = -1

/** Sizes of the fixed parts above. */
export const NODE = 2
export const OUTCOME = 2
export const LIST = 3
export const ROW = 4

/** Which nodes test high and low bits of their field one after the other. */
export interface Split {
  /** Those of fields that have so many values or more. */
  readonly from: number
  /** So many bits are low. */
  readonly low: number
}

/** The bit of a part in what rows read and write. Parts beyond 32 share bits: then events seem to meet that do not. */
const bitOf = (part: number): number => 1 << (part & 31)

/** What a node tests: a view of a part. */
interface Test {
  readonly part: number
  readonly view: number
  /** By what the view shows: the address of what comes next. Local states that the view does not tell apart share it. */
  readonly next: Map<number, number>
}

/** What a thread may do in one of its local states. */
interface Row {
  /** Where the address of its code is. */
  readonly cell: number
  /** The address of its choices' roots. */
  readonly roots: number
  readonly count: number
  /** The part that it tests, and how many of its choices' trees test it first. */
  part: number | undefined
  tested: number
  /** Parts that its choices look at or change, and those that they change, one bit each. */
  reads: number
  writes: number
}

/** What a view of a part shows of a local state, as a number. */
type ClassOf = (part: number, view: number, local: number) => number

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
  readonly #rowsDrop: boolean
  readonly #split: Split | undefined
  /** By address of a node. */
  readonly #tests = new Map<number, Test>()
  /** By address of the cell that points to its code. */
  readonly #rows = new Map<number, Row>()
  /** By place in `visits`: the outcomes that each visit stands for. Place 0 is for lists without any. */
  readonly #visited: (readonly number[])[] = [[]]
  /** How often each list with such outcomes was gone through, since the last `settle`. */
  visits = new Float64Array(256)
  /** By address of a list: the numbers of the choices that are its entries. */
  readonly #lists = new Map<number, readonly number[]>()

  /**
   * @param counts by part, how many local states it has by now
   * @param rowsDrop whether rows test a part and drop what is disabled or leads nowhere new; see `makeList`
   * @param split how wide fields are tested; without it all at once
   */
  constructor(
    layout: Layout,
    counts: readonly number[],
    threadParts: readonly number[],
    properties: number,
    classOf: ClassOf,
    { rowsDrop, split }: { readonly rowsDrop: boolean; readonly split: Split | undefined },
  ) {
    this.layout = layout
    this.#split = split
    this.#rowsDrop = rowsDrop
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
    const cell = (this.rows[thread] as number) + local
    const row: Row = { cell, roots: this.#take(count), count, part: undefined, tested: 0, reads: 0, writes: 0 }
    this.#rows.set(cell, row)
    this.#addRow(row)
  }

  /** The address of the root of choice number `choice`. */
  choiceRoot(thread: number, local: number, choice: number): number {
    return this.#row(thread, local).roots + choice
  }

  /** The numbers of the choices that a list holds, by place. */
  choicesIn(list: number): readonly number[] {
    return this.#lists.get(list) ?? []
  }

  /** Declares that a choice in this row looks at parts, and changes some. */
  touch(thread: number, local: number, reads: Iterable<number>, writes: Iterable<number>): void {
    const row = this.#row(thread, local)
    for (const part of reads) row.reads |= bitOf(part)
    for (const part of writes) row.writes |= bitOf(part)
    row.reads |= row.writes
    this.#addFootprint(row)
  }

  /** The list that the search loop meets in the state `locals`; 0 if it has yet to be made. */
  listAt(thread: number, locals: Locals, threadPart: number): number {
    return this.code[this.#listCell(this.#row(thread, locals[threadPart] as number), locals)] as number
  }

  /**
   * Makes the list of the choices that are not known to be disabled in the state `locals`, from what is learned by now.
   *
   * A row tests the part that most of its choices' trees test first; so whole choices drop out, and those that stay start
   * one node further down. On two-phase commit that spares almost half of all walks.
   */
  makeList(thread: number, locals: Locals, threadPart: number): number {
    const row = this.#row(thread, locals[threadPart] as number)
    const roots = Array.from({ length: row.count }, (_, choice) => row.roots + choice)
    for (const root of roots) this.resolve(root, locals)
    if (this.#rowsDrop) this.#chooseTest(row, roots)
    const entries: number[] = []
    const numbers: number[] = []
    const outcomes: number[] = []
    roots.forEach((root, number) => {
      let entry = this.code[root] as number
      const part = this.#tests.get(entry)?.part
      if (part !== undefined && part === row.part)
        entry = this.#read(this.#childOf(entry, part, locals[part] as number))
      if (entry === NOTHING) return
      if (entry < 0) {
        outcomes.push(this.code[-entry] as number)
        if (this.#rowsDrop && this.#leadsNowhere(-entry)) return
      }
      entries.push(entry)
      numbers.push(number)
    })
    const list = this.#take(LIST + entries.length)
    this.code[list] = entries.length
    this.code[list + 1] = outcomes.length === 0 ? 0 : this.#addVisited(outcomes)
    this.code[list + 2] = (entries.length > 0 ? 1 : 0) | (entries.some((entry) => entry >= 0) ? 2 : 0)
    for (const [i, entry] of entries.entries()) this.code[list + LIST + i] = entry
    this.#lists.set(list, numbers)
    this.code[this.#listCell(row, locals)] = list
    return list
  }

  /** Adds to `fired`, by outcome, what was only counted as visits so far. */
  settle(fired: Float64Array): void {
    this.#visited.forEach((outcomes, at) => {
      for (const outcome of outcomes) fired[outcome] = (fired[outcome] as number) + (this.visits[at] as number)
      this.visits[at] = 0
    })
  }

  /** How many steps such visits stand for. */
  stepsOf(visits: Float64Array): number {
    return visits.reduce((sum, count, at) => sum + count * (this.#visited[at]?.length ?? 0), 0)
  }

  #leadsNowhere(outcome: number): boolean {
    const changes = this.code.subarray(outcome + OUTCOME, outcome + OUTCOME + 2 * this.layout.words)
    return this.code[outcome + 1] === NOTHING && changes.every((mask, i) => mask === (i < this.layout.words ? -1 : 0))
  }

  #addVisited(outcomes: readonly number[]): number {
    const at = this.#visited.push(outcomes) - 1
    if (at >= this.visits.length) {
      const visits = new Float64Array(this.visits.length * 2)
      visits.set(this.visits)
      this.visits = visits
    }
    return at
  }

  /** Lets a row test the part that most of its trees test first; all its lists are then to be made anew. */
  #chooseTest(row: Row, roots: readonly number[]): void {
    const tested = new Map<number, number>()
    for (const root of roots) {
      const part = this.#tests.get(this.code[root] as number)?.part
      if (part !== undefined) tested.set(part, (tested.get(part) ?? 0) + 1)
    }
    const [best] = [...tested].sort(([, a], [, b]) => b - a)
    if (best === undefined || best[1] <= row.tested) return
    row.part = best[0]
    row.tested = best[1]
    this.#addRow(row)
  }

  #addRow(row: Row): void {
    const { cell, part } = row
    const at =
      part === undefined
        ? this.#take(ROW + 1)
        : this.#addTest(fieldOf(this.layout, part), this.#mask[part] as number, ROW)
    this.code[cell] = at
    this.#addFootprint(row)
  }

  #addFootprint({ cell, reads, writes }: Row): void {
    const at = this.code[cell] as number
    this.code[at + NODE] = reads
    this.code[at + NODE + 1] = writes
  }

  #row(thread: number, local: number): Row {
    return this.#rows.get((this.rows[thread] as number) + local) as Row
  }

  #listCell({ cell, part }: Row, locals: Locals): number {
    return (this.code[cell] as number) + ROW + (part === undefined ? 0 : (locals[part] as number))
  }

  /** Adds an outcome that sets parts to values, and returns its address. */
  addOutcome(number: number, writes: Writes): number {
    const { layout } = this
    const at = this.#take(OUTCOME + 2 * layout.words)
    const { code } = this
    code[at] = number
    code.fill(-1, at + OUTCOME, at + OUTCOME + layout.words)
    for (let i = 0; i < writes.length; i += 3) {
      const part = writes[i] as number
      const shift = layout.shift[part] as number
      const keep = at + OUTCOME + (layout.word[part] as number)
      const set = keep + layout.words
      code[keep] = (code[keep] as number) & ~((layout.mask[part] as number) << shift)
      code[set] = (code[set] as number) | ((writes[i + 2] as number) << shift)
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
   * before once more, through another view: a child is for a single local state. Of mini's nodes that is two in five. May
   * move `code`.
   */
  resolve(root: number, locals: Locals): number {
    let at = root
    let before: Test | undefined
    let child = 0
    for (;;) {
      const entry = this.code[at] as number
      const test = this.#tests.get(entry)
      const again = test !== undefined && test.part === before?.part
      if (child !== 0 && !again) this.code[child] = entry
      if (test === undefined) return entry
      const local = locals[test.part] as number
      if (!again) child = this.#childOf(entry, test.part, local)
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
    const low = this.#lowBits(part)
    const node = this.#addTest(fieldOf(this.layout, part) + low, (this.#mask[part] as number) >> low)
    this.#tests.set(node, { part, view, next: new Map() })
    return node
  }

  /** What is at an address, which is worked out before: that may move `code`. */
  #read(at: number): number {
    return this.code[at] as number
  }

  /** Where a node has the child for a local state of the part that it tests. May move `code`. */
  #childOf(node: number, part: number, local: number): number {
    const low = this.#lowBits(part)
    if (low === 0) return node + NODE + local
    const high = node + NODE + (local >> low)
    const mask = 2 ** low - 1
    const below = (this.code[high] as number) || this.#addTest(fieldOf(this.layout, part), mask)
    this.code[high] = below
    return below + NODE + (local & mask)
  }

  /** How many bits of a part's field nodes leave to those below. */
  #lowBits(part: number): number {
    const split = this.#split
    return split !== undefined && (this.#mask[part] as number) + 1 >= split.from ? split.low : 0
  }

  /** A test of a field, with room for what comes after each of its values. */
  #addTest(field: number, mask: number, head = NODE): number {
    const at = this.#take(head + mask + 1)
    this.code[at] = field
    this.code[at + 1] = mask
    return at
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

/** The value of the field that a row or node tests; a shift takes only the last five bits of its number. */
export const fieldAt = (vectors: Int32Array, base: number, field: number, mask: number): number =>
  ((vectors[base + (field >>> 5)] as number) >>> field) & mask

/** Where the tree at `root` leads for the vector at `base`, in the search loop's way: a leaf, or 0 for "never asked". */
export function leafAt(code: Int32Array, root: number, vectors: Int32Array, base: number): number {
  let entry = code[root] as number
  while (entry > 0)
    entry = code[entry + NODE + fieldAt(vectors, base, code[entry] as number, code[entry + 1] as number)] as number
  return entry
}

const unstable = (where: () => string): ModelError =>
  new ModelError(
    `${where()} looks at other things than before in the same situation; it must be a function of what it looks at`,
  )
