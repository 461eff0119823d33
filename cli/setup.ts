/** The `setup` of a saved trace: how its network is built again. */
import { z } from 'zod'
import { ModelError } from '../checker/index.ts'
import type { Configuration } from '../model/index.ts'
import { configurationOf } from './choice.ts'
import type { TraceFile } from './trace-file.ts'

const setupSchema = z.object({
  scenario: z.string(),
  kernel: z.string(),
  switches: z.record(z.string(), z.string()),
  drivers: z.record(z.string(), z.string()),
  mode: z.enum(['once', 'forever']),
})

export function setupOf({ scenario, kernel, switches, drivers, mode }: Configuration): TraceFile['setup'] {
  return { scenario, kernel, switches, drivers, mode }
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
