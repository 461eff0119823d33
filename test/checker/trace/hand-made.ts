/** Traces written by hand, with everything that is hard to print. */
import type { Trace, TraceStep, Violation } from '../../../checker/index.ts'

export function handMade(threads: number): Trace {
  const names = Array.from({ length: threads }, (_, i) => `worker number ${i + 1}`)
  const step = (thread: string, more: Partial<TraceStep>): TraceStep => ({
    thread,
    event: 'go',
    function: 'collect_and_lock',
    changes: [],
    moved: { from: 'idle', to: 'busy' },
    ...more,
  })
  const [first = 'worker number 1'] = names
  const before = 'open {owner: nobody, waiters: 0, dirty: true, sequence: 3}'
  const after = 'open {owner: nobody, waiters: 0, dirty: true, sequence: 4}'
  return {
    threads: names,
    initial: [
      { part: 'box', state: before },
      { part: 'untouched', state: 'idle' },
      ...names.map((part) => ({ part, state: 'idle' })),
    ],
    steps: [
      step(first, {
        note: 'nobody waits → nothing to do; “quoted”, 100 %, #3',
        changes: [{ object: 'box', from: before, to: after }],
      }),
      ...names.slice(1).map((name) => step(name, { function: 'look_around(all)' })),
      step(first, {
        function: 'release_everything_that_was_collected_and_locked',
        changes: [{ object: 'box', from: after, to: 'closed by worker number 1, waiting for the others' }],
      }),
    ],
    final: [],
  }
}

export const broken: Violation = {
  kind: 'invariant',
  property: 'box-stays-open',
  clause: 'the box is closed while worker number 2 looks',
  statement: 'Nobody closes a box that somebody looks into.',
  source: 'the house rules, section "Boxes", as agreed by Jérôme on the first of May',
}
