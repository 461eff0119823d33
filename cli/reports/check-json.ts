/** The JSON document of `check`; its fields are a promise to scripts, so `version` counts their changes. */
import type { Result } from '../../checker/index.ts'
import type { Configuration } from '../../model/index.ts'

export function checkDocument(configuration: Configuration, result: Result) {
  const { scenario, kernel, switches, drivers, mode } = configuration
  return {
    version: 1,
    scenario,
    kernel,
    switches,
    drivers,
    mode,
    verdict: result.verdict,
    reason: result.reason ?? null,
    violated: result.violated ?? null,
    states: result.states,
    transitions: result.transitions,
    depth: result.depth,
    seconds: result.seconds,
    bytesPerState: result.bytesPerState,
    workers: 1,
    reductions: [],
    learned: result.learned,
    witnesses: result.witnesses,
    warnings: result.warnings,
    coverage: result.coverage,
    trace: result.trace?.steps ?? null,
  }
}
