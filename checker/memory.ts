/** How much memory a search takes if it is not told. */
import { totalmem } from 'node:os'

interface MemoryLimit {
  readonly bytes: number
  /** Why a search ends that needs more. */
  readonly reason: string
}

/**
 * Three quarters of what there is; the rest is for the model, the garbage collector and the machine's other work.
 *
 * @param machine bytes that the machine has
 * @param process bytes that this process may use, as in a container; 0 or more than the machine has if nobody says so
 */
export function memoryLimit(machine = totalmem(), process = allowed()): MemoryLimit {
  if (process > 0 && process < machine)
    return { bytes: process * 0.75, reason: 'three quarters of the memory that this process may use are in use' }
  return { bytes: machine * 0.75, reason: "three quarters of the machine's memory are in use" }
}

/** Says nothing where the platform does not. */
const allowed = (): number => process.constrainedMemory() ?? 0
