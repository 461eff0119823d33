/**
 * A run that shows a word, with as few steps as can be.
 *
 * The search for a word keeps no runs. One is found afterwards, breadth first over how much of the word has been shown in
 * which state; then XState takes it once more, without any learned table, and must show the same word.
 */
import type { See } from '../network.ts'
import { takeStep } from '../step.ts'
import { Recorder } from '../trace/recorder.ts'
import type { Trace } from '../trace/trace.ts'
import { explainWaiting } from '../waiting.ts'
import { endLetter, SILENT } from './alphabet.ts'
import { INITIAL, type Observed, type ObservedStep, type ObservedSteps } from './observed-steps.ts'

interface Place {
  readonly state: number
  /** Letters shown. */
  readonly shown: number
  readonly way: { readonly from: Place; readonly step: ObservedStep } | undefined
}

export function runOf(word: readonly number[], steps: ObservedSteps, { network, observe }: Observed): Trace {
  const recorder = new Recorder(steps.learner)
  const letters: number[] = []
  for (const { taken, letter } of findRun(steps, word)) {
    if (taken === undefined) {
      const isFinished = explainWaiting(network, recorder.look).length === 0
      letters.push(endLetter(isFinished ? 'finished' : 'deadlock'))
      continue
    }
    const { thread, offer } = taken
    const before = recorder.look
    const outcome = takeStep(thread, offer, before)
    if (outcome.kind === 'disabled') throw lost()
    const after = outcome.kind === 'taken' ? outcome.after : new Map()
    recorder.add({ thread, offer, fired: outcome.fired, after })
    if (outcome.kind === 'illegal') {
      letters.push(endLetter('illegal-event'))
      continue
    }
    const [was, is] = [before as See, recorder.look as See]
    const label = observe({ thread: thread.name, event: offer.type, before: was, after: is })
    if ((label === undefined) !== (letter === SILENT)) throw lost()
    if (label !== undefined) letters.push(steps.alphabet.letter(label))
  }
  if (letters.length !== word.length || letters.some((letter, i) => letter !== word[i])) throw lost()
  return recorder.trace()
}

function findRun(steps: ObservedSteps, word: readonly number[]): ObservedStep[] {
  const queue: Place[] = [{ state: INITIAL, shown: 0, way: undefined }]
  const known = new Set<string>()
  for (const from of queue) {
    if (from.shown === word.length) return stepsTo(from)
    for (const step of steps.from(from.state)) {
      if (step.letter !== SILENT && step.letter !== word[from.shown]) continue
      const shown = from.shown + (step.letter === SILENT ? 0 : 1)
      const key = `${step.to} ${shown}`
      if (known.has(key)) continue
      known.add(key)
      queue.push({ state: step.to, shown, way: { from, step } })
    }
  }
  throw lost()
}

function stepsTo(place: Place): ObservedStep[] {
  const steps: ObservedStep[] = []
  for (let { way } = place; way !== undefined; way = way.from.way) steps.push(way.step)
  return steps.reverse()
}

/** Purity is checked while learning, so this means a fault in the checker itself. */
const lost = (): Error =>
  new Error('internal: XState does not repeat the behaviour that was found; please report this model')
