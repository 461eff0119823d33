/** What can be observed, as numbers: the labels of both sides, and how a run may end. */

/** How a run ends, where it does: `finished` if every thread is in a final state or in one tagged `rest`. */
export type RunEnd = 'finished' | 'deadlock' | 'illegal-event'

/** The letter of a step that shows nothing. */
export const SILENT = 0

/** By letter, from 1 on; labels come after them. */
const ends: readonly RunEnd[] = ['finished', 'deadlock', 'illegal-event']

/** The letter of an end. */
export const endLetter = (end: RunEnd): number => ends.indexOf(end) + 1

/** The end that a letter stands for; nothing if it stands for a label. */
export const endOf = (letter: number): RunEnd | undefined => ends[letter - 1]

export class Alphabet {
  readonly #labels: string[] = []
  readonly #numbers = new Map<string, number>()

  letter(label: string): number {
    const known = this.#numbers.get(label)
    if (known !== undefined) return known
    const letter = ends.length + this.#labels.push(label)
    this.#numbers.set(label, letter)
    return letter
  }

  label(letter: number): string {
    const label = this.#labels[letter - ends.length - 1]
    if (label === undefined) throw new Error(`letter ${letter} is no label`)
    return label
  }
}
