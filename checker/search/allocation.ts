/** What typed arrays, maps and plain arrays throw when they get no more. Errors of the model are none: they are named. */
export const isAllocationFailure = (error: unknown): boolean =>
  error instanceof RangeError && !error.message.includes('call stack')
