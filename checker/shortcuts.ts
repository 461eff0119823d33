/**
 * What the search does to be fast. None changes a verdict, a count or a counterexample; each can be switched off, to
 * compare.
 */
export interface Shortcuts {
  /** A property is evaluated only after steps that changed something it looks at. */
  readonly incremental: boolean
  /** Local states that look the same to a guard or property share what was learned; off: each is learned by itself. */
  readonly views: boolean
  /** A thread's row drops the events that are disabled in a situation, and only counts those that lead nowhere new. */
  readonly rows: boolean
  /** A machine of many local states is tested in two steps, so that tables need no room for what nobody ever looks at. */
  readonly split: boolean
  /** Successors that were found a moment ago are dropped before the store is asked. */
  readonly filter: boolean
  /** Where two steps lead to the same state in either order, only one of the ways there is looked up. */
  readonly sleepSets: boolean
  /** The search loop is written out for the network, as WebAssembly. */
  readonly generated: boolean
  /**
   * It is, once the search is large enough for it to pay; off: at once, with so little memory that a small search soon does
   * what a large one does when WebAssembly has no more, and few successors at a time, so that states are left in the middle.
   * Then machines have many local states as soon as they have more than two.
   */
  readonly patient: boolean
  /** Of many workers, one searches alone while the search is small, or a level is; off: all take part as soon as can be. */
  readonly alone: boolean
}

export const allShortcuts: Shortcuts = {
  incremental: true,
  views: true,
  rows: true,
  split: true,
  filter: true,
  sleepSets: true,
  generated: true,
  patient: true,
  alone: true,
}
