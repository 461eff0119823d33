/** Ghost: what the bytes at an address must be, where not a store changes it but the address itself. */
import type { Address, System } from '../../system.ts'
import type { Given } from './word.ts'

type Event = Pick<Given['event'], 'see' | 'tell'>

/** The bytes at one address are from now on those at another, too. */
export function inherit(system: System, { from, to }: { from: Address; to: Address }, { see, tell }: Event): void {
  const inherited = { type: 'inherited', from: from.name, to: to.name } as const
  for (const folio of foliosOf(system, from, see)) tell(folio, inherited)
  for (const slot of slotsOf(system, from, see)) tell(slot, inherited)
  tell(to.lastWrite, { type: see(from.lastWrite).value === 'zeroes' ? 'discard' : 'write' })
  inheritTracking({ from, to }, { see, tell })
}

/**
 * A VMA that fork or mremap makes is tracked as the one that it comes from; but the child itself has written nothing yet.
 * userfaultfd moves to a VMA that is there.
 */
function inheritTracking({ from, to }: { from: Address; to: Address }, { see, tell }: Event): void {
  if (from.softDirty === undefined || to.softDirty === undefined) return
  const state = see(from.softDirty).value
  if (to.from === from.name)
    tell(to.softDirty, { type: 'inherit', state: state === 'written' && to.mm !== from.mm ? 'unwritten' : state })
  else if (state === 'written') tell(to.softDirty, { type: 'write' })
}

/** There are only zeroes at the address. */
export function discard(system: System, address: Address, { see, tell }: Event): void {
  const discarded = { type: 'discarded', at: address.name } as const
  for (const folio of foliosOf(system, address, see)) tell(folio, discarded)
  for (const slot of slotsOf(system, address, see)) tell(slot, discarded)
  tell(address.lastWrite, { type: 'discard' })
  if (address.softDirty !== undefined) tell(address.softDirty, { type: 'discard' })
}

/** The page at the address is dropped; whatever user space has not given up is lost. */
export function drop(system: System, address: Address, event: Event): void {
  if (event.see(address.lastWrite).value !== 'data') discard(system, address, event)
}

/** Those whose bytes matter to an address. */
const foliosOf = (system: System, { family }: Address, see: Event['see']) =>
  system.frames.map(system.folio).filter((folio) => see(folio).context.family === family)

const slotsOf = (system: System, { family }: Address, see: Event['see']) =>
  system.slots.map(system.slot).filter((slot) => see(slot).context.family === family)
