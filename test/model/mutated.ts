/** A scenario with a fault put into the paths of its threads. */
import { check, network, type Result, type StructuralName, structural } from '../../checker/index.ts'
import { contract } from '../../model/drivers/contract.ts'
import { kernels } from '../../model/kernels.ts'
import type { Actor } from '../../model/paths/actor.ts'
import type { Locals } from '../../model/paths/locals.ts'
import type { PathEvent } from '../../model/paths/path.ts'
import { promises } from '../../model/properties/index.ts'
import { scenarios } from '../../model/scenarios/index.ts'
import { smallest } from '../../model/shape.ts'
import type { Switches } from '../../model/switches.ts'
import { buildSystem, type System } from '../../model/system.ts'

/** What `provide` of an XState machine takes: other guards and actions under the same names. */
export interface Fault {
  readonly guards?: Record<string, (asked: never) => boolean>
  readonly actions?: Record<string, unknown>
}

export interface Mutation {
  readonly fault: string
  readonly scenario: string
  readonly breaks: string
  readonly put: (system: System, actor: Actor) => Fault
}

/** What a guard or an action is given. */
export interface Deed {
  readonly context: Locals
  readonly event: PathEvent
}

/** Checks the one promise that the fault is to break, or all and the structure if it names none. */
export async function checkWith({ scenario, put, breaks }: Mutation): Promise<Result> {
  const chosen = scenarios.find(({ name }) => name === scenario)
  const switches = kernels.at(-1)?.switches
  if (chosen === undefined || switches === undefined) throw new Error(`no scenario ${scenario}`)
  const system = buildSystem(
    switches as Switches,
    { ...smallest(chosen.devices), ...chosen.shape },
    new Map(chosen.devices.map((device) => [device, contract])),
  )
  const threads = chosen.threads(system, 'once').map(({ ref, actor }) => {
    return { ref: { ...ref, machine: ref.machine.provide(put(system, actor) as never) }, actor }
  })
  const all = promises.map((promise) => promise.build(system, threads, promise))
  const isStructural = breaks in structural
  return check(network({ objects: system.objects, threads: threads.map(({ ref }) => ref) }), {
    properties: breaks === '' ? all : all.filter(({ name }) => name === breaks),
    structural: isStructural ? [breaks as StructuralName] : breaks === '' ? ['no-illegal-event', 'no-deadlock'] : [],
  })
}
