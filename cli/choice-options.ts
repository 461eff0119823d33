/** The options that say which network is meant, and what is asked of it: the same for every command that explores one. */
import type { Command } from 'commander'
import { ModelError } from '../checker/index.ts'
import { type Configuration, newestKernel, scenarios } from '../model/index.ts'
import { questionOf } from './checks/task.ts'
import { configurationOf, names } from './choice.ts'
import { parseCount, parseSize } from './numbers.ts'

export interface ChoiceOptions {
  readonly kernel?: string
  readonly set?: readonly string[]
  readonly driver?: readonly string[]
  readonly mutation?: string
  readonly without?: readonly string[]
  readonly property?: readonly string[]
  readonly once?: true
  readonly forever?: true
}

/** Where a search gives up. */
export interface LimitOptions {
  readonly maxStates?: number
  readonly maxMemory?: number
}

/** An option that may be given more than once. */
export const again = (value: string, earlier: readonly string[] | undefined): string[] => [...(earlier ?? []), value]

/** @param verb what is done with a property */
export function addChoiceOptions(command: Command, verb: string): Command {
  return command
    .option('--kernel <version>', `any release, also with +PROPOSAL (default: the newest, ${newestKernel.name})`)
    .option('--set <switch=value>', 'change one switch of that kernel; may be repeated', again)
    .option('--driver <device=name>', 'the driver of one device; may be repeated', again)
    .option('--mutation <id>', 'put a fault into the model; see hmmcheck list mutations')
    .option('--without <thread>', 'leave out one thread of the scenario; may be repeated', again)
    .option('--property <name>', `${verb} only this property; may be repeated`, again)
    .option('--once', 'every thread runs a fixed number of times (the default)')
    .option('--forever', 'every thread starts again when it is done')
}

export function addLimitOptions(command: Command): Command {
  return command
    .option('--max-states <number>', 'give up as incomplete after this many states', parseCount('--max-states'))
    .option(
      '--max-memory <size>',
      'give up as incomplete before the process takes more memory than this, for instance 8G',
      parseSize('--max-memory'),
    )
}

/** @throws ModelError, one line, for what does not exist or does not go together */
export function chosen(
  command: string,
  scenario: string | undefined,
  options: ChoiceOptions,
): { scenario: string; configuration: Configuration; question: ReturnType<typeof questionOf> } {
  if (scenario === undefined)
    throw new ModelError(`${command} needs the name of a scenario; allowed: ${names(scenarios).join(', ')}`)
  if (options.once && options.forever) throw new ModelError('--once and --forever exclude each other; give one of them')
  const configuration = configurationOf({ ...options, scenario, mode: options.forever ? 'forever' : 'once' })
  return { scenario, configuration, question: questionOf(configuration, { properties: options.property ?? [] }) }
}
