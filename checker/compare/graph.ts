/** A graph whose moves carry letters: for each state one row of moves, in the order of the states' numbers. */

/** A move as one number. Exact as long as neither letters nor states come near to 2 ** 26. */
export const moveTo = (letter: number, state: number): number => letter * 2 ** 26 + state

export interface Moves {
  /** By state: the place of its first move. The next state's first move is the end of the row. */
  readonly first: ArrayLike<number>
  /** By place of a move: its letter, and the state that it leads to. */
  readonly letters: ArrayLike<number>
  readonly targets: ArrayLike<number>
}

export class Graph implements Moves {
  readonly first: number[] = [0]
  readonly letters: number[] = []
  readonly targets: number[] = []

  get size(): number {
    return this.first.length - 1
  }

  /** Adds the next state. A move that is there twice is added once. */
  add(moves: Iterable<number>): void {
    for (const move of new Set(moves)) {
      this.letters.push(Math.floor(move / 2 ** 26))
      this.targets.push(move % 2 ** 26)
    }
    this.first.push(this.letters.length)
  }

  /** The same moves backwards: by state, those that lead to it. */
  reversed(): Moves {
    const first = new Int32Array(this.size + 1)
    for (const to of this.targets) first[to + 1] = (first[to + 1] as number) + 1
    for (let state = 0; state < this.size; state++)
      first[state + 1] = (first[state + 1] as number) + (first[state] as number)
    const next = first.slice()
    const letters = new Int32Array(this.letters.length)
    const targets = new Int32Array(this.letters.length)
    for (let from = 0; from < this.size; from++)
      for (let place = this.first[from] as number; place < (this.first[from + 1] as number); place++) {
        const to = this.targets[place] as number
        const at = next[to] as number
        next[to] = at + 1
        letters[at] = this.letters[place] as number
        targets[at] = from
      }
    return { first, letters, targets }
  }
}
