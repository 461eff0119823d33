/**
 * A mutation is a fault put into the model on purpose. It shows that the promises are worth something: one that nothing
 * can break would hold for no reason, and a fault that nothing catches is a hole in what is promised.
 */
import type { Driver } from '../drivers/driver.ts'
import type { Actor } from '../paths/actor.ts'
import type { forkWords } from '../paths/fork.ts'
import type { mremapWords } from '../paths/mremap.ts'
import type { words } from '../paths/path.ts'
import type { Producer } from '../paths/producer.ts'
import type { producerWords } from '../paths/vocabulary/producer.ts'
import type { Switches } from '../switches.ts'
import type { Where } from '../where.ts'

interface Fault {
  readonly id: string
  /** What is wrong, as a noun: `a migration that …`. */
  readonly what: string
  /** The entries of ../bugs that it stands for. None: it is there for a promise. */
  readonly standsFor: readonly string[]
}

export interface Mutation extends Fault {
  readonly how: How
  /** Where it is shown. Without the mutation everything holds there. */
  readonly where: Where
  /** Promises that catch it as well, each asked alone. */
  readonly alsoBreaks?: readonly string[]
  /** Why no promise catches it. */
  readonly uncaught?: string
}

/** One that the model cannot make. */
export interface OutOfReach extends Fault {
  /** What the model lacks. */
  readonly why: string
}

/** What differs from the model as it is; at least one of these. */
export interface How {
  readonly set?: Partial<Switches>
  /** A habit of every driver. */
  readonly driver?: (driver: Driver) => Partial<Driver>
  /** Descriptions of producers in the place of those with the same name. */
  readonly producers?: readonly Producer[]
  /** Other words in the paths. */
  readonly patch?: (actor: Actor) => Patch
}

/** Of all paths, and those that one kind of path has for itself. */
type Words = ReturnType<typeof words> &
  ReturnType<typeof producerWords> &
  ReturnType<typeof forkWords> &
  ReturnType<typeof mremapWords>

/** Other guards and actions under the same names: what `provide` of an XState machine takes. */
export interface Patch {
  readonly guards?: Partial<Words['guards']>
  readonly actions?: Partial<Words['actions']>
}
