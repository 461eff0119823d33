/** The local states of one part, numbered in the order in which they are met. */
import type { AnyMachineSnapshot } from 'xstate'
import { canonicalKey, deepFreeze, type Share } from '../canonical.ts'
import type { PartRef } from '../network.ts'
import { initialSnapshot } from '../step.ts'
import { askTwice } from './purity.ts'
import type { View } from './view.ts'

/** The view that tells every local state from every other. */
export const WHOLE = 0

interface ViewClasses extends View {
  /** By local state. */
  readonly classes: number[]
  readonly numbers: Map<string, number>
}

export class LocalStates {
  readonly part: PartRef
  /** By number. Number 0 is the initial state. */
  readonly snapshots: AnyMachineSnapshot[] = []
  readonly #numbers = new Map<string, number>()
  readonly #views: ViewClasses[] = []
  readonly #share: Share

  /** @param share one for all parts that may be compared */
  constructor(part: PartRef, share: Share) {
    this.part = part
    this.#share = share
    const where = () => `machine "${part.name}", at its start,`
    const key = (snapshot: AnyMachineSnapshot) => canonicalKey(part.name, snapshot)
    this.intern(
      askTwice(
        where,
        () => initialSnapshot(part),
        (a, b) => key(a) === key(b),
      ),
    )
  }

  /** The snapshot's number; a new one if no equal snapshot has been met. */
  intern(snapshot: AnyMachineSnapshot): number {
    const key = canonicalKey(this.part.name, snapshot)
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    deepFreeze(snapshot.context) // whoever still holds it must not change it either
    const number = this.snapshots.length
    this.#numbers.set(key, number)
    const { context, output } = snapshot
    this.snapshots.push(readOnly({ ...snapshot, context: this.#share(context), output: this.#share(output) }))
    return number
  }

  /** The view's number; views of one key are one view. */
  viewNumber(view: View): number {
    const known = this.#views.findIndex(({ key }) => key === view.key)
    if (known >= 0) return known + 1
    return this.#views.push({ ...view, classes: [], numbers: new Map() })
  }

  /** What a view shows of local state `number`, as a number: equal exactly if the view shows the same. */
  classOf(view: number, number: number): number {
    if (view === WHOLE) return number
    const { classes, numbers, show } = this.#views[view - 1] as ViewClasses
    let shown = classes[number]
    if (shown === undefined) {
      const text = show(this.at(number))
      shown = numbers.get(text) ?? numbers.size
      numbers.set(text, shown)
      classes[number] = shown
    }
    return shown
  }

  /** What is looked at through a view, and what it shows of local state `number`; nothing for the whole local state. */
  shownBy(view: number, number: number): { readonly what: string; readonly text: string } | undefined {
    const taken = this.#views[view - 1]
    return taken && { what: taken.key, text: taken.show(this.at(number)) }
  }

  at(number: number): AnyMachineSnapshot {
    const snapshot = this.snapshots[number]
    if (snapshot === undefined) throw new Error(`"${this.part.name}" has no local state ${number}`)
    return snapshot
  }
}

/** Steps start from this very object, and guards and properties are shown it: a write to it would change the model. */
function readOnly(snapshot: AnyMachineSnapshot): AnyMachineSnapshot {
  const refuse = () => {
    throw new TypeError('what is seen is read-only')
  }
  deepFreeze(snapshot.value)
  for (const nodes of Object.values(snapshot.historyValue)) Object.freeze(nodes)
  for (const field of [snapshot.historyValue, snapshot.children, snapshot._nodes]) Object.freeze(field)
  // a snapshot that was shown before has tags that are read-only already
  if (!Object.isFrozen(snapshot.tags))
    Object.freeze(Object.assign(snapshot.tags, { add: refuse, delete: refuse, clear: refuse }))
  return Object.freeze(snapshot)
}
