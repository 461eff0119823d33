/** A process and its child: one virtual address in each. */
import type { Shape } from '../shape.ts'

export const parent = 'VA'
export const child = 'child VA'

export const twoProcesses: Pick<Shape, 'addresses'> = {
  addresses: [
    // linked in this order: a walk of the reverse map comes to the parent first
    { name: parent, mm: 'mm', family: 'VA' },
    { name: child, mm: 'child', family: 'VA', from: parent },
  ],
}

/** The same, where the child opens the device of its parent for itself. */
export const twoMirrors: Pick<Shape, 'addresses' | 'subscribers'> = {
  ...twoProcesses,
  subscribers: [
    { name: 'A', device: 'A', mm: 'mm' },
    { name: 'A child', device: 'A', mm: 'child' },
  ],
}
