/** A GPU that faults twice and uses the page, against one producer of invalidations. */
import { check, network, type StructuralName, structural } from '../../checker/index.ts'
import { contract } from '../../model/drivers/contract.ts'
import type { Driver } from '../../model/drivers/driver.ts'
import { kernels } from '../../model/kernels.ts'
import type { Producer } from '../../model/paths/producer.ts'
import { promises } from '../../model/properties/index.ts'
import { accesses, cpu, faults, produces } from '../../model/scenarios/scenario.ts'
import { type Shape, smallest } from '../../model/shape.ts'
import type { Switches } from '../../model/switches.ts'
import { buildSystem } from '../../model/system.ts'

interface Setting {
  /** The only promise that is asked for; all of them, if left out. */
  readonly breaks: string
  readonly shape: Partial<Shape>
  readonly driver: Driver
  /** Switches that differ from those of the newest kernel. */
  readonly set: Partial<Switches>
  /** Whether a CPU stores as well: a device that only reads has nothing of its own to read. */
  readonly stores: boolean
}

/** What breaks first; nothing if every promise holds. */
export async function meets(
  producer: Producer,
  { breaks, shape = {}, driver = contract, set = {}, stores = false }: Partial<Setting> = {},
): Promise<string | undefined> {
  const switches = { ...(kernels.at(-1)?.switches as Switches), ...set }
  const system = buildSystem(switches, { ...smallest(['A']), ...shape }, new Map([['A', driver]]))
  const threads = [
    ...(stores ? [cpu(system, 'once', 1)] : []),
    faults(system, 'A', 'once', ['read', 'write'], { rounds: 2 }),
    accesses(system, 'A', 'once'),
    produces(system, producer, 'once'),
  ]
  const everything = Object.keys(structural) as StructuralName[]
  const isAsked = (name: string) => breaks === undefined || name === breaks
  const { verdict, violated } = await check(
    network({ objects: system.objects, threads: threads.map(({ ref }) => ref) }),
    {
      properties: promises
        .filter(({ name }) => isAsked(name))
        .map((promise) => promise.build(system, threads, promise)),
      structural: everything.filter(isAsked),
    },
  )
  return verdict === 'holds' ? undefined : violated?.property
}
