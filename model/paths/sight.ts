/** What a path sees of the kernel's objects: small pure questions that guards and promises share. */
import type { See } from '../../checker/index.ts'
import { type Device, deviceOf, type Frame, type Slot, ZERO_PAGE } from '../names.ts'
import type { Address, Subscriber, System } from '../system.ts'
import type { Entry, Locals } from './locals.ts'

export interface Pte {
  readonly kind: 'none' | 'zero' | 'present' | 'migration' | 'device' | 'exclusive' | 'swap'
  readonly frame: Frame | null
  readonly writable: boolean
  /** Of swap: where its bytes are. */
  readonly slot: Slot | null
  readonly dirty: boolean
}

/** A PTE as one word, and what it names. */
export function pteOf(address: Address, see: See): Pte {
  const { slot, dirty } = see(address.pte).context
  return { ...kindOf(address, see), slot, dirty }
}

function kindOf({ pte }: Address, see: See): Pick<Pte, 'kind' | 'frame' | 'writable'> {
  const { value, context } = see(pte)
  if (value === 'none' || value === 'zero' || value === 'swap') return { kind: value, frame: null, writable: false }
  // it is only made of a writable PTE, and becomes one again
  if (value === 'exclusive') return { kind: value, frame: context.frame, writable: true }
  if ('present' in value) return { kind: 'present', frame: context.frame, writable: value.present === 'rw' }
  if ('migration' in value) return { kind: 'migration', frame: context.frame, writable: value.migration === 'w' }
  return { kind: 'device', frame: context.frame, writable: value.device === 'w' }
}

/** folio_mapcount(): the addresses at which a page is mapped. A migration entry is no mapping. */
export const mappings = ({ addresses }: System, page: Frame, see: See): readonly Address[] =>
  addresses.filter((address) => {
    const { kind, frame } = pteOf(address, see)
    return frame === page && (kind === 'present' || kind === 'device')
  })

/** What a mirror maps at an address: a frame, or the zero page. */
export function mirrorOf(
  subscriber: Subscriber,
  address: Address,
  see: See,
): { frame: Frame | null; writable: boolean; atomic: boolean } {
  const { value, context } = see(subscriber.mirror(address))
  const atomic = typeof value === 'object' && value.mapped === 'atomic'
  return { frame: context.frame, writable: atomic || (typeof value === 'object' && value.mapped === 'rw'), atomic }
}

/** Every mirror entry: who has it, and for which address. */
export const mirrors = ({ subscribers }: System): readonly (readonly [Subscriber, Address])[] =>
  subscribers.flatMap((subscriber) => subscriber.addresses.map((address) => [subscriber, address] as const))

/** What the CPU can use, or will be able to use after a fault, without asking anybody else: the page behind the PTE. */
export function shownBy(pte: Pte): Frame | null {
  if (pte.kind === 'zero') return ZERO_PAGE
  return pte.kind === 'migration' ? null : pte.frame
}

/** Whether a frame holds the last write to an address. */
export function isFresh(system: System, frame: Frame, address: Address, see: See): boolean {
  if (frame === ZERO_PAGE) return see(address.lastWrite).value === 'zeroes'
  return see(system.folio(frame)).context.fresh.includes(address.name)
}

/** The slot of swap that a page caches. */
export const cachedSlot = ({ slots, slot }: System, frame: Frame, see: See): Slot | undefined =>
  slots.find((name) => see(slot(name)).context.cache === frame)

/** Whether what a swap entry stands for holds the last write to an address: the page that caches the slot, or the slot. */
export function isSwapFresh(system: System, slot: Slot, address: Address, see: See): boolean {
  const { cache, fresh } = see(system.slot(slot)).context
  return cache === null ? fresh.includes(address.name) : isFresh(system, cache, address, see)
}

/** The addresses of a family for which zeroes are the last write: what a cleared page holds. */
export const zeroAddresses = ({ addresses }: System, family: string, see: See): string[] =>
  addresses
    .filter((address) => address.family === family && see(address.lastWrite).value === 'zeroes')
    .map(({ name }) => name)

/** The first free frame of the pool that a migration's destination, or a fault's new page, comes from. */
export function freeFrame(system: System, device: Device | undefined, see: See): Frame | undefined {
  return system.frames.find((frame) => deviceOf(frame) === device && see(system.folio(frame)).value === 'free')
}

/** Where migrate_vma copies to: the memory of the device whose migration it is, or system memory. */
export const destination = (system: System, { toSystem, by }: Locals): Device | undefined =>
  toSystem || by === null ? undefined : system.subscriber(by).device

/** The entry that migrate_vma works on just now. */
export const entryOf = ({ entries, entry }: Locals): Entry | undefined => entries[entry]

/** Whether an entry still migrates, with its page or as a hole. */
export const migrates = ({ src, hole, lost }: Entry): boolean => !lost && (src !== null || hole)

/**
 * The page that migrate_vma_collect_pmd() would take as a source at an address, lock or no lock.
 *
 * Kernel: the per-PTE decisions of migrate_vma_collect_pmd(), mm/migrate_device.c; for the older filters
 *         800bb1c8dc80 (src_owner) and the code before it, which took whatever it met.
 */
export function candidate(system: System, { toSystem, by }: Locals, address: Address, see: See): Frame | null {
  const { kind, frame } = pteOf(address, see)
  if (kind !== 'present' && kind !== 'device') return null
  if (system.switches.ownerFilter === 'none') return frame
  if (kind === 'present') return toSystem ? null : frame
  return toSystem && by !== null && deviceOf(frame) === system.subscriber(by).device ? frame : null
}

/** The frame behind a PTE as a mapping would show it; only asked where there is one. */
export const frameBehind = (address: Address, see: See): Frame => shownBy(pteOf(address, see)) ?? ZERO_PAGE

/** Whether a driver erases its own mirror entry before the copy of this migration: Documentation/mm/hmm.rst, step 3. */
export const erasesOwn = ({ driver }: Subscriber, { toSystem }: Locals): boolean =>
  toSystem || driver.erasesBefore === 'every copy'

/** The addresses that a reverse map of a page at `address` visits; for a page picked by its frame number, all. */
export const rmap = ({ addresses, address }: System, at: string | null): readonly Address[] =>
  at === null ? addresses : addresses.filter(({ family }) => family === address(at).family)

/** A PTE in a sentence: `present P1`. */
export function showPte({ kind, frame, slot }: Pte): string {
  const names = frame ?? slot
  return names === null ? kind : `${kind} ${names}`
}

/** An address in a sentence: there is no need to name the only one. */
export const pteName = ({ addresses }: System, { name }: Address): string =>
  addresses.length === 1 ? 'the PTE' : `the PTE of ${name}`
