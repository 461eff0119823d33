/** A step's function as it is written: `function()`; a name of several words, which no function has, stays as it is. */
export function showCall(name: string): string {
  return name.endsWith(')') || /\s/.test(name) ? name : `${name}()`
}
