/** What a path sees of the kernel's objects: small pure questions that guards and promises share. */
import type { See } from '../../checker/index.ts'
import { type Device, deviceFrames, deviceOf, type Frame, systemFrames, ZERO_PAGE } from '../names.ts'
import type { Gpu, System } from '../system.ts'
import type { Locals } from './locals.ts'

/** The PTE as one word and its frame. */
export function pteOf(
  system: System,
  see: See,
): { kind: 'none' | 'zero' | 'present' | 'migration' | 'device'; frame: Frame | null; writable: boolean } {
  const { value, context } = see(system.pte)
  if (value === 'none' || value === 'zero') return { kind: value, frame: null, writable: false }
  if ('present' in value) return { kind: 'present', frame: context.frame, writable: value.present === 'rw' }
  if ('migration' in value) return { kind: 'migration', frame: context.frame, writable: value.migration === 'w' }
  return { kind: 'device', frame: context.frame, writable: value.device === 'w' }
}

/** What a mirror maps: a frame, or the zero page. */
export function mirrorOf(system: System, device: Device, see: See): { frame: Frame | null; writable: boolean } {
  const { value, context } = see(system.gpu(device).mirror)
  return { frame: context.frame, writable: typeof value === 'object' && value.mapped === 'rw' }
}

/** What the CPU can use, or will be able to use after a fault, without asking anybody else: the page behind the PTE. */
export function shownBy(pte: ReturnType<typeof pteOf>): Frame | null {
  if (pte.kind === 'zero') return ZERO_PAGE
  return pte.kind === 'present' || pte.kind === 'device' ? pte.frame : null
}

/** Whether a frame holds the last write. */
export function isFresh(system: System, frame: Frame, see: See): boolean {
  if (frame === ZERO_PAGE) return see(system.lastWrite).value === 'zeroes'
  return see(system.folio(frame)).context.fresh
}

/** The first free frame of the pool that a migration's destination, or a fault's new page, comes from. */
export function freeFrame(system: System, device: Device | null, see: See): Frame | undefined {
  const pool = device === null ? systemFrames : deviceFrames(device)
  return pool.find((frame) => see(system.folio(frame)).value === 'free')
}

/** Where migrate_vma copies to: the owner's memory, or system memory. */
export const destination = ({ toSystem, owner }: Locals): Device | null => (toSystem ? null : owner)

/**
 * The page that migrate_vma_collect_pmd() would take as a source, lock or no lock.
 *
 * Kernel: the per-PTE decisions of migrate_vma_collect_pmd(), mm/migrate_device.c; for the older filters
 *         800bb1c8dc80 (src_owner) and the code before it, which took whatever it met.
 */
export function candidate(system: System, locals: Locals, see: See): Frame | null {
  const { kind, frame } = pteOf(system, see)
  if (kind !== 'present' && kind !== 'device') return null
  if (system.switches.ownerFilter === 'none') return frame
  if (kind === 'present') return asksForOwn(system, locals) ? null : frame
  return asksForOwn(system, locals) && deviceOf(frame) === locals.owner ? frame : null
}

/**
 * Whether the caller asks for device pages of its own instead of system pages: by flags from 5.9 on, before by src_owner,
 * which a caller may also have filled in for a migration to the device.
 */
export function asksForOwn({ switches, gpu }: System, { toSystem, owner }: Locals): boolean {
  const always = owner !== null && gpu(owner).driver.setsSrcOwner === 'always'
  return toSystem || (switches.ownerFilter === 'src_owner' && always)
}

/** The frame behind the PTE as a mapping would show it; only asked where there is one. */
export const frameBehind = (system: System, see: See): string => {
  const { kind, frame } = pteOf(system, see)
  return kind === 'zero' ? ZERO_PAGE : (frame ?? ZERO_PAGE)
}

/** Whether a driver erases its own mirror entry before the copy of this migration: Documentation/mm/hmm.rst, step 3. */
export const erasesOwn = ({ driver }: Gpu, { toSystem }: Locals): boolean =>
  driver.erasesBefore === 'every copy' || driver.erasesBefore === (toSystem ? 'copy back' : 'copy in')

/** The lock that a migration of this owner's holds from beginning to end, where its driver has one for it. */
export function operationLock(system: System, { owner, toSystem }: Pick<Locals, 'owner' | 'toSystem'>) {
  if (owner === null) return undefined
  const { driver, operationLock } = system.gpu(owner)
  return toSystem && driver.serialises !== 'every migration' ? undefined : operationLock
}
