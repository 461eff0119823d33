/** One check by names, and what it answers: plain data, so that both can go to another thread and come back. */
import { type Result, type StructuralName, structural } from '../../checker/index.ts'
import { type Choice, type Configuration, type Mode, promises, type Row } from '../../model/index.ts'
import { names } from '../choice.ts'
import { oneOf } from '../one-of.ts'
import type { TraceFile } from '../trace-file.ts'

export interface Task extends Choice {
  /** The names of promises and structural properties to check; all where nothing is said. */
  readonly properties?: readonly string[]
  /** A situation of the model: nothing is checked but whether it can come about, which is `violated`. */
  readonly situation?: string
  /** Switches: nothing is checked but whether objects change in the same ways with them; if not, that is `violated`. */
  readonly sameWith?: Readonly<Record<string, string>>
  /** Leave the scenario's witnesses out: the answer is not meant to stand alone. */
  readonly unwitnessed?: true
  /** Whether to answer what fires, and which locks are held where, up to the end, whatever breaks on the way. */
  readonly coverage?: boolean
  /** Give up as incomplete after this many states. */
  readonly maxStates?: number
  /** Give up as incomplete at this many bytes of search memory; by default the search's share of the machine's. */
  readonly maxMemory?: number
}

export interface Answer extends Omit<Result, 'coverage' | 'observed' | 'trace' | 'workers'> {
  /** Only if it was asked for. */
  readonly coverage?: Result['coverage']
  readonly observed?: Result['observed']
  /** The counterexample, where the violation has one, as `check --save` writes it. */
  readonly trace?: TraceFile
  /**
   * The number of the earlier task whose search answered this one, too: everything is equal that the search looked at.
   * `seconds` are that search's.
   */
  readonly sameAs?: number
}

const structuralNames = Object.keys(structural) as StructuralName[]

/**
 * What to check: everything that belongs to the scenario, or only what was asked for. A mutated model, or one without some
 * of its threads, owes no witness: that something becomes unreachable breaks no promise.
 *
 * @throws ModelError for a wrong name.
 */
export function questionOf(configuration: Configuration, task: Pick<Task, 'properties' | 'situation' | 'unwitnessed'>) {
  const { scenario, properties, byNameOnly, situations, mutation, without } = configuration
  const { properties: asked = [], situation, unwitnessed } = task
  const owesNone = unwitnessed || mutation !== undefined || without !== undefined
  const witnesses = owesNone ? [] : configuration.witnesses
  if (situation !== undefined) {
    oneOf('situation', situation, names(situations))
    return { properties: situations.filter(({ name }) => name === situation), structural: [], witnesses }
  }
  if (asked.length === 0) return { properties, structural: structuralNames, witnesses }
  const all = [...properties, ...byNameOnly]
  for (const name of asked) {
    oneOf('property', name, [...names(promises), ...structuralNames])
    oneOf(`property for the scenario ${scenario}:`, name, [...names(all), ...structuralNames])
  }
  return {
    properties: all.filter(({ name }) => asked.includes(name)),
    structural: structuralNames.filter((name) => asked.includes(name)),
    witnesses,
  }
}

export const taskOfRow = ({ scenario, kernel, drivers }: Row, mode: Mode): Task => ({ scenario, kernel, drivers, mode })

/** How progress and errors name a check: `hole-race, 5.9, contract`. */
export function nameOf({
  scenario,
  kernel,
  drivers = {},
  set = {},
  mode,
  mutation,
  properties,
  situation,
  sameWith,
}: Task): string {
  const changed = Object.entries(set).map(([name, value]) => `${name}=${value}`)
  const used = new Set(Object.values(drivers))
  const devices = Object.entries(drivers).map(([device, driver]) => `${device}=${driver}`)
  return [
    scenario,
    changed.length === 0 ? kernel : `${kernel} with ${changed.join(' ')}`,
    ...(used.size === 1 ? used : devices),
    ...(mode === 'forever' ? ['forever'] : []),
    ...(mutation === undefined ? [] : [mutation]),
    ...(properties ?? []),
    ...(situation === undefined ? [] : [situation]),
    ...(sameWith === undefined ? [] : ['compared']),
  ].join(', ')
}
