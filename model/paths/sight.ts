/** What a path sees of the kernel's objects: small pure questions that guards and promises share. */
import type { See } from '../../checker/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { type Device, deviceOf, type Frame, type Slot, ZERO_PAGE } from '../names.ts'
import { entryKinds, type MigrationFlavour } from '../objects/pte.ts'
import type { Address, Subscriber, System, Tlb } from '../system.ts'
import type { Entry, Locals } from './locals.ts'

export interface Pte {
  readonly kind: 'none' | 'zero' | 'present' | 'migration' | 'device' | 'exclusive' | 'swap'
  readonly frame: Frame | null
  readonly writable: boolean
  /** Of a migration or swap entry: whether its page was PageAnonExclusive. */
  readonly anonExclusive: boolean
  /** Mapped, but made to fault for NUMA hinting. */
  readonly protnone: boolean
  /** Of a swap entry: where the bytes are. */
  readonly slot: Slot | null
  readonly dirty: boolean
  readonly softDirty: boolean
}

/** A PTE as one word, and what it names. */
export function pteOf(address: Address, see: See): Pte {
  const { slot, dirty, softDirty } = see(address.pte).context
  return { ...kindOf(address, see), slot, dirty, softDirty }
}

function kindOf({ pte }: Address, see: See): Omit<Pte, 'slot' | 'dirty' | 'softDirty'> {
  const { value, context } = see(pte)
  const plain = { frame: context.frame, writable: false, anonExclusive: false, protnone: false }
  if (value === 'none' || value === 'zero') return { ...plain, kind: value, frame: null }
  // it is only made of a writable PTE
  if (value === 'exclusive') return { ...plain, kind: value, writable: true }
  if ('present' in value)
    return { ...plain, kind: 'present', writable: value.present === 'rw', protnone: value.present === 'protnone' }
  if ('swap' in value) return { ...plain, kind: 'swap', anonExclusive: value.swap === 'exclusive' }
  if ('device' in value) return { ...plain, kind: 'device', writable: value.device === 'w' }
  return { ...plain, kind: 'migration', writable: value.migration === 'w', anonExclusive: value.migration !== 'r' }
}

/** A PTE as the leaf of its statechart. */
export function entryKindOf({ pte }: Address, see: See): (typeof entryKinds)[number] | 'none' {
  const { value } = see(pte)
  const leaf = typeof value === 'string' ? value : Object.entries(value).flat().join('.')
  return entryKinds.find((kind) => kind === leaf) ?? 'none'
}

/** Whether an entry counts as a mapping of its page: a device-exclusive one does so only from 6.15 on. */
const isMapping = ({ switches }: System, { kind }: Pte): boolean =>
  kind === 'present' || kind === 'device' || (kind === 'exclusive' && switches.exclusiveMapcount === 'kept')

/** folio_mapcount(): the addresses at which a page is mapped. A migration entry is no mapping. */
export const mappings = (system: System, page: Frame, see: See): readonly Address[] =>
  system.addresses.filter((address) => {
    const pte = pteOf(address, see)
    return pte.frame === page && isMapping(system, pte)
  })

/** PageAnonExclusive() of a page that is mapped; nobody knows it up to 5.18. */
export const isAnonExclusive = (system: System, page: Frame, see: See): boolean =>
  see(system.folio(page)).context.anonExclusive

/** What a migration entry has to remember of a mapping. */
export function flavourOf(system: System, { kind, frame, writable }: Pte, see: See): MigrationFlavour {
  // a device-exclusive entry says nothing of permissions, and is made of exclusive pages only
  if (writable && kind !== 'exclusive') return 'w'
  return frame !== null && isAnonExclusive(system, frame, see) ? 're' : 'r'
}

/** What a device reaches at an address: a frame, or the zero page. The table of a stopped device leads nowhere. */
export function mirrorOf(
  subscriber: Subscriber,
  address: Address,
  see: See,
): { frame: Frame | null; writable: boolean; atomic: boolean } {
  if (!isRunning(subscriber, see)) return { frame: null, writable: false, atomic: false }
  const { value, context } = see(subscriber.mirror(address))
  const atomic = typeof value === 'object' && value.mapped === 'atomic'
  return { frame: context.frame, writable: atomic || (typeof value === 'object' && value.mapped === 'rw'), atomic }
}

/** Whether a device runs; only few drivers ever stop it. */
export const isRunning = ({ queues }: Subscriber, see: See): boolean =>
  queues === undefined || see(queues).value === 'running'

/** How a driver holds mmap_lock while it fills its mirror. With hmm_mirror it held it until it had mapped the snapshot. */
export function fillLock({ switches }: System, { driver }: Subscriber): Driver['mmapLock'] {
  return switches.mirrorApi === 'interval' ? driver.mmapLock : { ...driver.mmapLock, until: 'stored' }
}

/** Whether the driver has anything in its mirror. */
export const hasMappings = ({ addresses, mirror }: Subscriber, see: See): boolean =>
  addresses.some((address) => see(mirror(address)).value !== 'absent')

/** Whether an invalidation finds the subscriber in the interval tree. */
export const isInTree = ({ subscription }: Subscriber, see: See): boolean =>
  ['in tree', 'to be removed'].includes(String(see(subscription).value))

/**
 * Whether a mirror may go on showing a page that the CPU's table has let go of. A driver that holds a reference on the
 * page, and lets go of it only later, says so: what it reads and writes then is that page, and no longer the address.
 */
export function mayKeepItsPage({ driver: { pins } }: Subscriber, { vma }: Address, see: See): boolean {
  if (pins === undefined || pins.letsGo === 'on every event') return false
  return pins.letsGo === 'at the next fill' || see(vma).value !== 'detached'
}

/** Every mirror entry: who has it, and for which address. */
export const mirrors = ({ subscribers }: System): readonly (readonly [Subscriber, Address])[] =>
  subscribers.flatMap((subscriber) => subscriber.addresses.map((address) => [subscriber, address] as const))

/** Every TLB entry: whose it is, and for which address. */
export const tlbEntries = ({ tlbs, address }: System): readonly (readonly [Tlb, Address])[] =>
  tlbs.flatMap((tlb) => [...tlb.entries.keys()].map((name) => [tlb, address(name)] as const))

/** What a TLB translates an address to without a look at the page table. */
export function tlbOf({ entries }: Tlb, { name }: Address, see: See) {
  const entry = entries.get(name)
  if (entry === undefined) return { frame: null, writable: false, pending: false }
  const { value, context } = see(entry)
  return { ...context, writable: typeof value === 'object' && value.cached === 'rw' }
}

/** What serves an access of a thread without a walk of the page table: an entry of its own TLB, if it allows as much. */
export function hitOf(system: System, thread: string, address: Address, see: See, write: boolean) {
  const own = system.tlbs.find((tlb) => tlb.thread === thread)
  if (own === undefined) return undefined
  const { frame, writable, pending } = tlbOf(own, address, see)
  return frame === null || (write && !writable) ? undefined : { frame, pending }
}

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

/** folio_maybe_dma_pinned(), as far as it is known: a device's FOLL_PIN. Other references do not say what they are for. */
export const isPinned = ({ subscribers }: System, page: Frame, see: See): boolean =>
  subscribers.some(
    ({ addresses, pin }) => pin !== undefined && addresses.some((address) => see(pin(address)).context.frame === page),
  )

/** The slot of swap that a page caches. */
export const cachedSlot = ({ slots, slot }: System, frame: Frame, see: See): Slot | undefined =>
  slots.find((name) => see(slot(name)).context.cache === frame)

/** Whether what a swap entry stands for holds the last write to an address: the page that caches the slot, or the slot. */
export function isSwapFresh(system: System, slot: Slot, address: Address, see: See): boolean {
  const { cache, fresh } = see(system.slot(slot)).context
  return cache === null ? fresh.includes(address.name) : isFresh(system, cache, address, see)
}

/** Whether the kernel knows that the page behind a PTE differs from any copy of it in swap. */
export const isKnownDirty = (system: System, { frame, dirty }: Pte, see: See): boolean =>
  dirty || (frame !== null && see(system.folio(frame)).context.dirty)

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
export function candidate(system: System, locals: Locals, address: Address, see: See): Frame | null {
  const { kind, frame } = pteOf(address, see)
  if (kind !== 'present' && kind !== 'device') return null
  if (system.switches.ownerFilter === 'none') return frame
  if (kind === 'present') return asksForOwn(system, locals) ? null : frame
  const { by } = locals
  const isOwn = by !== null && deviceOf(frame) === system.subscriber(by).device
  const asksForBoth = by !== null && system.switches.ownerFilter === 'flags' && system.subscriber(by).driver.collectsOwn
  return isOwn && (asksForBoth || asksForOwn(system, locals)) ? frame : null
}

/**
 * Whether the caller asks for device pages of its own instead of system pages: by flags from 5.9 on, before by src_owner,
 * which a caller may also have filled in for a migration to the device.
 */
export function asksForOwn({ switches, subscriber }: System, { toSystem, by }: Locals): boolean {
  const always = by !== null && subscriber(by).driver.setsSrcOwner === 'always'
  return toSystem || (switches.ownerFilter === 'src_owner' && always)
}

/** The frame behind a PTE as a mapping would show it; only asked where there is one. */
export const frameBehind = (address: Address, see: See): Frame => shownBy(pteOf(address, see)) ?? ZERO_PAGE

/** Whether a driver erases its own mirror entry before the copy of this migration: Documentation/mm/hmm.rst, step 3. */
export const erasesOwn = ({ driver }: Subscriber, { toSystem }: Pick<Locals, 'toSystem'>): boolean =>
  driver.erasesBefore === 'every copy' || driver.erasesBefore === (toSystem ? 'copy back' : 'copy in')

/** The address that takes over from this one: in the same address space by mremap, in another by fork. */
export const heirOf = ({ addresses }: System, { name, mm }: Address, by: 'fork' | 'mremap'): Address | undefined =>
  addresses.find((other) => other.from === name && (other.mm === mm) === (by === 'mremap'))

/** Where a subscriber mirrors the virtual address of an address of this or another process: fork keeps it the same. */
export const sameVirtualAddress = ({ addresses }: Subscriber, { name, from }: Address): Address | undefined =>
  addresses.find((own) => own.name === name) ?? addresses.find((own) => own.name === from || own.from === name)

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
