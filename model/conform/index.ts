/** Logs of a running kernel, held against the model. */
import { ModelError } from '../../checker/index.ts'
import { missingOn } from '../availability.ts'
import { withSwitches } from '../configure.ts'
import { driverNamed } from '../drivers/index.ts'
import { kernelNamed } from '../kernels.ts'
import { type ExplainOptions, type Explanation, explain } from './explain.ts'
import { inOrder } from './in-order.ts'

/** Which model a log is held against. */
export interface LogModel {
  readonly kernel: string
  readonly driver: string
  readonly set: Readonly<Record<string, string>>
}

/** What the logs' lines are named after: the kernel that prints them, with the driver that ships with it. */
export const loggedKernel: LogModel = { kernel: '6.12', driver: 'test_hmm', set: {} }

/**
 * Holds a log against the model.
 *
 * @param lines the text, line by line
 * @param name what it is called in messages
 * @throws ModelError, one line, if a name is unknown, or the text is no log or not all of one
 */
export async function explainLog(
  lines: AsyncIterable<string>,
  name: string,
  model: LogModel = loggedKernel,
  options: ExplainOptions = {},
): Promise<Explanation> {
  const kernel = kernelNamed(model.kernel)
  const driver = driverNamed(model.driver)
  if (kernel === undefined) throw new ModelError(`no kernel "${model.kernel}"`)
  if (driver === undefined) throw new ModelError(`no driver "${model.driver}"`)
  const switches = withSwitches(kernel, model.set)
  const missing = missingOn(driver, { ...kernel, switches })
  if (missing !== undefined)
    throw new ModelError(`driver "${driver.name}" does not run on kernel ${kernel.name}: ${missing}`)
  return explain(inOrder(lines, name), name, switches, driver, options)
}
