/** Between a result and a saved trace, whose `setup` says how the network is built again. */
import { z } from 'zod'
import { ModelError, type Result } from '../checker/index.ts'
import { type Configuration, type Settings, titleOf } from '../model/index.ts'
import { configurationOf } from './choice.ts'
import { setup } from './schemas/result.ts'
import type { TraceFile } from './trace-file.ts'

const setupSchema = z.object(setup)
type Setup = z.infer<typeof setupSchema>

export function setupOf({ scenario, kernel, switches, drivers, mode, mutation, without }: Settings): Setup {
  return {
    ...{ scenario, kernel, switches: { ...switches }, drivers: { ...drivers }, mode },
    ...(mutation === undefined ? {} : { mutation }),
    ...(without === undefined ? {} : { without: [...without] }),
  }
}

/** What there is to save of a result; nothing if it has no trace. */
export function traceFileOf(
  settings: Settings,
  result: Pick<Result, 'trace' | 'violated' | 'states' | 'transitions' | 'depth'>,
): TraceFile | undefined {
  const { trace, violated: violation, states, transitions, depth } = result
  if (trace === undefined || violation === undefined) return undefined
  return { setup: setupOf(settings), found: { states, transitions, depth }, violation, trace }
}

/** The first line of a saved trace's race; nothing if its setup is another program's. */
export function titleOfFile({ setup }: TraceFile): string | undefined {
  const parsed = setupSchema.safeParse(setup)
  return parsed.success ? titleOf(parsed.data) : undefined
}

/** @throws ModelError naming the file, if this version of the model cannot build the network any more. */
export function configurationFrom(file: TraceFile, fileName: string): Configuration {
  const parsed = setupSchema.safeParse(file.setup)
  if (!parsed.success) {
    const fields = [...new Set(parsed.error.issues.map(({ path }) => path.join('.')))]
    throw new ModelError(
      `${fileName}: its setup does not say how to build the network; missing or wrong: ${fields.join(', ')}`,
    )
  }
  const { switches, drivers, ...rest } = parsed.data
  const pairs = (record: Record<string, string>) => Object.entries(record).map(([name, value]) => `${name}=${value}`)
  try {
    return configurationOf({ ...rest, set: pairs(switches), driver: pairs(drivers) })
  } catch (error) {
    if (error instanceof ModelError) throw new ModelError(`${fileName}: ${error.message}`, { cause: error })
    throw error
  }
}
