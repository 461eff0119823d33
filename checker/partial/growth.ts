/**
 * How many states there may be in all, from how a search has grown.
 *
 * Each state that is expanded adds so many new ones. While these are one or more, there is no end in sight. Once they are
 * fewer, what is still to be expanded comes to an end, sooner the fewer they are: if it goes on as over the last quarter
 * of the search, or as over the last eighth. What is told goes from what is found to twice the larger guess
 * of what is to come.
 */
export interface Expected {
  readonly least: number
  readonly most: number
}

interface Sample {
  readonly expanded: number
  readonly states: number
}

/** Samples that are kept: every other one is dropped when there are twice as many. */
const KEPT = 256

/** States below which it is not worth guessing. */
const FEW = 1000

export class Growth {
  #samples: Sample[] = []

  /** @param queue states found and not yet expanded */
  add(states: number, queue: number): void {
    const last = this.#samples.at(-1)
    if (last !== undefined && states - queue <= last.expanded) return
    this.#samples.push({ expanded: states - queue, states })
    if (this.#samples.length > 2 * KEPT) this.#samples = this.#samples.filter((_, i) => i % 2 === 1)
  }

  /** Nothing while there is no end in sight. */
  get expected(): Expected | undefined {
    const last = this.#samples.at(-1)
    if (last === undefined || last.states < FEW) return undefined
    const totals = [0.75, 0.875].map((from) => {
      const start = this.#samples.findLast(({ expanded }) => expanded <= last.expanded * from)
      if (start === undefined || start.expanded === last.expanded) return Number.POSITIVE_INFINITY
      const fresh = (last.states - start.states) / (last.expanded - start.expanded)
      const queue = last.states - last.expanded
      return fresh >= 1 ? Number.POSITIVE_INFINITY : last.states + (queue * fresh) / (1 - fresh)
    })
    // levels grow and shrink on the way, so twice as much to come is no surprise; nor is it that hardly anything comes
    const most = last.states + 2 * (Math.max(...totals) - last.states)
    return Number.isFinite(most) ? { least: last.states, most: Math.round(most) } : undefined
  }
}
