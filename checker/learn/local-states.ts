/** The local states of one part, numbered in the order in which they are met. */
import type { AnyMachineSnapshot } from 'xstate'
import { canonicalKey, deepFreeze } from '../canonical.ts'
import type { PartRef } from '../network.ts'
import { initialSnapshot } from '../step.ts'

export class LocalStates {
  readonly part: PartRef
  /** By number. Number 0 is the initial state. */
  readonly snapshots: AnyMachineSnapshot[] = []
  readonly #numbers = new Map<string, number>()

  constructor(part: PartRef) {
    this.part = part
    this.intern(initialSnapshot(part))
  }

  /** The snapshot's number; a new one if no equal snapshot has been met. */
  intern(snapshot: AnyMachineSnapshot): number {
    const key = canonicalKey(this.part.name, snapshot)
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    deepFreeze(snapshot.context)
    const number = this.snapshots.length
    this.#numbers.set(key, number)
    this.snapshots.push(snapshot)
    return number
  }

  at(number: number): AnyMachineSnapshot {
    const snapshot = this.snapshots[number]
    if (snapshot === undefined) throw new Error(`"${this.part.name}" has no local state ${number}`)
    return snapshot
  }
}
