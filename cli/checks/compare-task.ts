/** Answers whether a configuration behaves the same with other switches, in the form that a check has. */
import { compareBehaviours, type Difference, objectChanges } from '../../checker/index.ts'
import { type Configuration, configure } from '../../model/index.ts'
import { traceFileOf } from '../setup.ts'
import type { Ran } from './run-task.ts'
import type { Answer, Task } from './task.ts'

export async function compareWith(
  task: Task,
  set: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Ran> {
  const [left, right] = [configure(task), configure({ ...task, set: { ...task.set, ...set } })]
  const observed = ({ network }: Configuration) => ({ network, observe: objectChanges(network) })
  const limit = task.maxStates === undefined ? {} : { maxStates: task.maxStates }
  const comparison = await compareBehaviours(observed(left), observed(right), { signal, ...limit })
  const { leftInRight, rightInLeft, states, seconds } = comparison
  const counts = {
    states: states.left + states.right,
    transitions: 0,
    depth: 0,
    seconds,
    bytesPerState: 0,
    learned: 0,
    witnesses: [],
    reductions: [],
    warnings: [],
  }
  const lookedAt = [...new Set([...left.switchesLookedAt(), ...right.switchesLookedAt()])]
  const given = Object.entries(set).map(([name, value]) => `${name}=${value}`)
  const differs = (of: Configuration, without: string, difference: Difference): Answer => {
    const { trace, labels, end } = difference
    const last = end === undefined ? `show "${labels.at(-1)}"` : `end so: ${end}`
    const violated = { kind: 'step', property: 'same behaviours', clause: `${without} it cannot ${last}` } as const
    const found = { ...counts, depth: trace.steps.length, violated }
    const file = traceFileOf(of, { ...found, trace })
    return { verdict: 'violated', ...found, ...(file === undefined ? {} : { trace: file }) }
  }
  if (leftInRight.verdict === 'exceeds')
    return { answer: differs(left, `with ${given}`, leftInRight.difference), lookedAt }
  if (rightInLeft.verdict === 'exceeds')
    return { answer: differs(right, `without ${given}`, rightInLeft.difference), lookedAt }
  for (const inclusion of [leftInRight, rightInLeft])
    if (inclusion.verdict === 'incomplete')
      return { answer: { verdict: 'incomplete', reason: inclusion.reason, ...counts }, lookedAt }
  return { answer: { verdict: 'holds', ...counts }, lookedAt }
}
