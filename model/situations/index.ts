import * as collection from './collection.ts'
import * as holes from './holes.ts'
import * as mirrors from './mirrors.ts'
import * as puttingBack from './putting-back.ts'
import type { Situation } from './situation.ts'
import { tellings } from './told.ts'

/** Every situation that a claim or an obligation asks for. */
export const situations: readonly Situation[] = [
  ...[collection, holes, mirrors, puttingBack].flatMap((group) => Object.values(group)),
  ...tellings,
]
