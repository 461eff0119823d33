/**
 * Which search runs when, and which tasks one search answers.
 *
 * A search is a function of its question, scenario, drivers and mutation, and of the switches that it looked at. So a
 * task needs no search of its own if another search with the same of these looked only at switches on which both kernels
 * agree.
 */
import type { Settings } from '../../model/index.ts'
import { setupOf } from '../setup.ts'
import type { Ran } from './run-task.ts'
import type { Answer, Task } from './task.ts'

interface Schedule {
  /** The number of a task to search now; `undefined` if there is none, or it is better to wait for one that runs. */
  next(): number | undefined
  done(task: number, ran: Ran): void
  /** How many tasks are answered. */
  readonly answered: number
  /** In the order of the tasks, and independent of the order in which they ran; `undefined` for one without an answer. */
  answers(): readonly (Answer | undefined)[]
}

export function schedule(tasks: readonly Task[], settings: readonly Settings[]): Schedule {
  const family = tasks.map(({ properties, situation, sameWith, unwitnessed, coverage, maxStates, maxMemory }, i) => {
    const { scenario, drivers, mode, mutation, without } = settings[i] as Settings
    const asked = [properties, situation, sameWith, unwitnessed, coverage, maxStates, maxMemory]
    return JSON.stringify([scenario, drivers, mode, mutation, without, ...asked])
  })
  const waiting = new Set(tasks.keys())
  const running = new Set<number>()
  const ran = new Map<number, Ran>()

  const agree = (a: number, b: number, switches: readonly string[]): boolean =>
    family[a] === family[b] && switches.every((name) => settings[a]?.switches[name] === settings[b]?.switches[name])
  const areEqual = (a: number, b: number) => agree(a, b, Object.keys(settings[a]?.switches ?? {}))
  const answers = (search: number, task: number): boolean => {
    const known = ran.get(search)
    // what a limit or a signal cut short might have looked at more
    return known !== undefined && known.answer.verdict !== 'incomplete' && agree(search, task, known.lookedAt)
  }
  const first = (isFit: (task: number) => boolean) => [...waiting].find(isFit)
  const isRelated = (task: number) => [...running].some((other) => family[other] === family[task])
  const isTwin = (task: number) => [...running].some((other) => areEqual(other, task))

  return {
    next() {
      // one whose relative runs may soon need no search; better that than an idle worker, unless the answer is certain
      const task = first((task) => !isRelated(task)) ?? first((task) => !isTwin(task))
      if (task === undefined) return undefined
      waiting.delete(task)
      running.add(task)
      return task
    },
    done(task, how) {
      running.delete(task)
      ran.set(task, how)
      for (const other of [...waiting].filter((other) => answers(task, other))) {
        waiting.delete(other)
        ran.set(other, how)
      }
    },
    get answered() {
      return ran.size
    },
    answers() {
      const searches: number[] = []
      return tasks.map((_, task) => {
        const search = searches.find((search) => answers(search, task))
        if (search === undefined) searches.push(task)
        const answer = ran.get(search ?? task)?.answer
        return answer === undefined ? undefined : answerOf(settings[task] as Settings, answer, search)
      })
    },
  }
}

/** What a search found, as the answer to a task that it answers. */
function answerOf(settings: Settings, { trace, ...found }: Answer, sameAs: number | undefined): Answer {
  return {
    ...found,
    ...(trace === undefined ? {} : { trace: { ...trace, setup: setupOf(settings) } }),
    ...(sameAs === undefined ? {} : { sameAs }),
  }
}
