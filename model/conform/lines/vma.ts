/** The VMA's flags, where a line tells them: a protection that nothing was mapped under changes without any line. */
import { vma } from '../../objects/vma.ts'
import { stateOf } from '../cell.ts'
import type { Journal } from '../journal.ts'
import { number } from '../line.ts'
import type { Slot } from '../parts.ts'

const VM_WRITE = 2
const VM_SHARED = 8

export function agreesWithVma(j: Journal, slot: Slot, flags: string | undefined): void {
  if (flags === undefined) return
  slot.isShared = (number(flags) & VM_SHARED) !== 0
  const value = (number(flags) & VM_WRITE) !== 0 ? 'mapped' : 'read-only'
  if (slot.vma.state.value !== value) j.set(slot.vma, stateOf(vma, value, {}))
}

/** Somebody works on a page of a VMA: if the last one was unmapped, there is a new one. */
export function thereIsVma(j: Journal, slot: Slot): void {
  if (slot.vma.state.value === 'detached') j.set(slot.vma, stateOf(vma, 'mapped', {}))
}
