/** Somebody to walk a path where only its states matter: the newest kernel, one GPU, the contract driver. */
import { contract } from './drivers/contract.ts'
import { kernels } from './kernels.ts'
import type { Actor } from './paths/actor.ts'
import { smallest } from './shape.ts'
import type { Switches } from './switches.ts'
import { buildSystem } from './system.ts'

const system = buildSystem(kernels.at(-1)?.switches as Switches, smallest(['A']), new Map([['A', contract]]))

export const sampleActor = (self: string): Actor => ({
  system,
  self,
  addresses: system.addresses,
  subscriber: system.subscribers[0],
})
