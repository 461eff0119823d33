import { kernels } from '../kernels.ts'
import type { SwitchName } from '../switches.ts'

/** Of kernels that are alike in all these switches, the first: the others would only repeat its verdict. */
export function kernelsThatDiffer(...names: readonly SwitchName[]): readonly string[] {
  const seen = new Set<string>()
  return kernels.flatMap(({ name, switches }) => {
    const values = names.map((name) => switches[name]).join()
    if (seen.has(values)) return []
    seen.add(values)
    return [name]
  })
}
