/** Behaviours drawn as a graph: a network of one thread whose steps are the arrows. */
import { createMachine } from 'xstate'
import { network, type Observed, thread } from '../../../checker/index.ts'

/** From, label, to; without a label the step is silent. */
export type Arrow = readonly [from: string, label: string | undefined, to: string]

/** The first arrow starts the run. States without arrows are where it finishes, but for those in `stuck`. */
export function drawn(arrows: readonly Arrow[], { stuck = [] }: { stuck?: readonly string[] } = {}): Observed {
  const names = new Set(arrows.flatMap(([from, , to]) => [from, to]))
  const states = [...names].map((name) => {
    const on = arrows.flatMap(([from, label, to], i) =>
      from === name ? [[`${label ?? ''}#${i}`, { target: to, reenter: true }]] : [],
    )
    return [name, on.length > 0 || stuck.includes(name) ? { on: Object.fromEntries(on) } : { type: 'final' }]
  })
  const machine = createMachine({ id: 'drawn', initial: arrows[0]?.[0], states: Object.fromEntries(states) })
  return {
    network: network({ threads: [thread('it', machine)] }),
    observe: ({ event }) => event.split('#')[0] || undefined,
  }
}
