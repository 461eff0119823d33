import { bookMutations } from './books.ts'
import { deviceFaultMutations } from './device-faults.ts'
import { driverMutations } from './drivers.ts'
import { faultMutations } from './faults.ts'
import { migrationMutations } from './migration.ts'
import type { Mutation } from './mutation.ts'
import { notifierMutations } from './notifiers.ts'
import { producerMutations } from './producers.ts'
import { sharingMutations } from './sharing.ts'
import { softDirtyMutations } from './soft-dirty.ts'
import { tlbMutations } from './tlbs.ts'

/** Every mutation that the model can make. */
export const mutations: readonly Mutation[] = [
  ...migrationMutations,
  ...driverMutations,
  ...deviceFaultMutations,
  ...notifierMutations,
  ...producerMutations,
  ...faultMutations,
  ...sharingMutations,
  ...bookMutations,
  ...tlbMutations,
  ...softDirtyMutations,
]

export { outOfReach as mutationsOutOfReach } from './out-of-reach.ts'

export const mutationNamed = (id: string): Mutation | undefined => mutations.find((mutation) => mutation.id === id)
