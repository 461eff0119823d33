/** Runs in which nothing races, for docs/protocol-in-pictures.md. */
import type { Turn } from '../checker/index.ts'

export interface Walk {
  readonly name: string
  readonly scenario: string
  /** One after the other; each is a picture of its own. */
  readonly turns: readonly Turn[]
}

export const walks: readonly Walk[] = [
  {
    name: 'there-and-back',
    scenario: 'cpu-vs-gpu',
    turns: [
      { thread: 'CPU', event: 'store' },
      { thread: 'GPU A migrate' },
      { thread: 'GPU A access', event: 'device write' },
      { thread: 'CPU', event: 'load' },
    ],
  },
]
