import type { Expectation } from './matrix.ts'

export const expected: { readonly [mode: string]: { readonly [row: string]: Expectation } } = { once: {}, forever: {} }
