/** Writes a network, as far as it can be reached, in another tool's language. */
import type { Question } from '../check.ts'
import { ModelError } from '../errors.ts'
import type { Network, PartRef } from '../network.ts'
import { aut } from './aut.ts'
import { automaton } from './automaton.ts'
import { type ExploreOptions, learnEverything } from './learn-everything.ts'
import { murphi } from './murphi.ts'
import { type ProgramOptions, programOf } from './program.ts'
import { promela } from './promela.ts'
import { tla, tlaSettings } from './tla.ts'

/** The languages that a network can be written in. */
export const exportFormats = ['promela', 'murphi', 'tla', 'aut', 'rv'] as const
export type ExportFormat = (typeof exportFormats)[number]

export interface ExportOptions extends ProgramOptions, ExploreOptions {
  /** What the network is called, where the language wants a name. */
  readonly name: string
  /** The part that an automaton is made of: only for `rv`, and needed there. */
  readonly part?: PartRef
}

/** What was written. */
export interface Exported {
  readonly states: number
  readonly transitions: number
  /** Made as they are asked for. */
  readonly lines: Iterable<string>
  /** What belongs into a second file, beside it. */
  readonly settings?: { readonly extension: string; readonly lines: Iterable<string> }
}

/**
 * Explores the network to the end, whatever breaks on the way, and writes down what was learned. The text means exactly
 * what was explored: the same states, the same steps, and the same properties; witnesses are left out.
 *
 * @returns why not, where a limit or the signal ends the search early: a part of a network is no export
 * @throws ModelError as `check` does
 */
export async function exportNetwork(
  network: Network,
  question: Question,
  format: ExportFormat,
  options: ExportOptions,
): Promise<Exported | string> {
  const everything = await learnEverything(network, question, options)
  if (typeof everything === 'string') return everything
  const { store, transitions } = everything
  if (format === 'rv') {
    if (options.part === undefined) throw new ModelError('an automaton is made of one part; say which')
    return { states: store.count, transitions, lines: automaton(everything.learner, options.part, options.title) }
  }
  const program = programOf(everything, question, options)
  const lines = {
    promela: () => promela(program),
    murphi: () => murphi(program),
    tla: () => tla(program, options.name),
    aut: () => aut(program, store),
  }
  const settings = format === 'tla' ? { settings: { extension: '.cfg', lines: tlaSettings(program) } } : {}
  return { states: store.count, transitions, lines: lines[format](), ...settings }
}
