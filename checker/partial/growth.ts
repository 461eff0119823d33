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

/** How much further a search must be for another sample: a search of a thousand million states has 1300 of them. */
const FURTHER = 1 + 1 / 64

/** States below which it is not worth guessing. */
const FEW = 1000

export class Growth {
  readonly #samples: Sample[] = []
  #last: Sample = { expanded: 0, states: 1 }

  /** @param queue states found and not yet expanded */
  add(states: number, queue: number): void {
    this.#last = { expanded: states - queue, states }
    const { expanded } = this.#samples.at(-1) ?? { expanded: 0 }
    if (this.#last.expanded > expanded * FURTHER) this.#samples.push(this.#last)
  }

  /** Nothing while there is no end in sight. */
  get expected(): Expected | undefined {
    const last = this.#last
    if (last.states < FEW) return undefined
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
