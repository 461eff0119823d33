/** Tells the mirrors that the entry is about to change, and that it has changed. */
import type { Tell } from '../../../checker/index.ts'
import type { Device } from './memory.ts'

export const invalidateStart = (devices: readonly Device[], tell: Tell) => {
  for (const { mirror } of devices) tell(mirror, { type: 'invalidateStart' })
}

export const invalidateEnd = (devices: readonly Device[], tell: Tell) => {
  for (const { mirror } of devices) tell(mirror, { type: 'invalidateEnd' })
}
