import { newestKernel } from '../../model/index.ts'
import { checkCommand } from '../check-command.ts'
import type { Task } from '../checks/task.ts'

/** What to type for a task; what is the usual is left out. */
export function commandOf({ scenario, kernel, set = {}, drivers = {}, mutation, properties, mode }: Task): string {
  const pairs = (values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([name, value]) => `${name}=${value}`)
  return checkCommand({
    scenario,
    kernel: kernel === newestKernel.name ? undefined : kernel,
    set: pairs(set),
    driver: pairs(drivers).filter((pair) => !pair.endsWith('=contract')),
    mutation,
    property: properties,
    forever: mode === 'forever',
  })
}
