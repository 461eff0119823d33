/** Who walks a path: a thread, the addresses it works on, and the subscriber it works for. */
import type { Address, Subscriber, System } from '../system.ts'
import type { Locals } from './locals.ts'

export interface Actor {
  readonly system: System
  /** The thread's name. */
  readonly self: string
  /** In the order in which a loop over a range visits them; never empty. */
  readonly addresses: readonly Address[]
  /** None for the CPU's own paths. */
  readonly subscriber: Subscriber | undefined
}

/** The address that the path works on just now. */
export function here({ addresses, self }: Actor, { i }: Locals): Address {
  const address = addresses[i]
  if (address === undefined) throw new Error(`"${self}" has no address ${i}`)
  return address
}

/** The subscriber that a driver's path works for. */
export function client({ subscriber, self }: Actor): Subscriber {
  if (subscriber === undefined) throw new Error(`"${self}" works for no subscriber`)
  return subscriber
}
