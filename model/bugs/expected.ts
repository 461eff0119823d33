/** x */
import type { Expectation } from '../matrix.ts'

export const expectedBugs: Readonly<Record<string, Expectation>> = {}
