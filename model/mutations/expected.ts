/** x */
import type { Expectation } from '../matrix.ts'

export const expectedMutations: Readonly<Record<string, Expectation>> = {}
