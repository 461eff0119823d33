/** How the local states of the kernel's objects read in a trace. */
import { type AddressName, type Frame, type Slot, ZERO_PAGE } from './names.ts'

/** `{ present: 'rw' }` as `present rw`. */
function showValue(value: string | Record<string, unknown>): string {
  return typeof value === 'string' ? value : Object.entries(value).flat().join(' ')
}

interface Mapping {
  readonly value: string | Record<string, unknown>
  readonly context: { readonly frame: Frame | null }
}

export function showMapping({ value, context: { frame } }: Mapping): string {
  return frame === null ? showValue(value) : `${showValue(value)} ${frame === ZERO_PAGE ? 'zero' : frame}`
}

interface Pte extends Mapping {
  readonly context: Mapping['context'] & { readonly slot: Slot | null; readonly dirty: boolean }
}

export function showPte(pte: Pte): string {
  const { slot, dirty } = pte.context
  return `${showMapping(pte)}${slot === null ? '' : ` ${slot}`}${dirty ? ' dirty' : ''}`
}

interface Bytes {
  readonly fresh: readonly AddressName[]
  readonly zeroes: boolean
}

/** @param addresses how many addresses there are; with one, bytes are simply fresh or stale */
function showBytes({ fresh, zeroes }: Bytes, addresses: number): string {
  const bytes = fresh.length === 0 ? 'stale' : addresses === 1 ? 'fresh' : `fresh for ${fresh.join(', ')}`
  return `${bytes}${zeroes ? ' zeroes' : ''}`
}

interface Folio {
  readonly value: unknown
  readonly context: Bytes & {
    readonly refs: number
    readonly holder: string | null
    readonly dirty: boolean
    readonly writeback: boolean
    readonly onLru: boolean
    readonly isolator: string | null
    readonly charged: boolean
  }
}

/** What is kept of folios: see ./system.ts. */
interface Keeps {
  readonly dirty: boolean
  readonly lru: boolean
  readonly accounts: boolean
}

/** Always as many words, so that what changed can be told word by word. */
export const showFolio =
  (addresses: number, keeps: Keeps) =>
  ({ context, value }: Folio): string => {
    if (value === 'free') return 'free'
    const { refs, holder, dirty, writeback, onLru, isolator, charged } = context
    return [
      `${refs} ref${refs === 1 ? '' : 's'}`,
      holder === null ? 'unlocked' : 'locked',
      showBytes(context, addresses),
      ...(keeps.dirty ? [`${dirty ? 'dirty' : 'clean'}${writeback ? ' under writeback' : ''}`] : []),
      ...(keeps.lru ? [onLru ? 'on LRU' : isolator === null ? 'off LRU' : 'isolated'] : []),
      ...(keeps.accounts ? [charged ? 'charged' : 'uncharged'] : []),
    ].join(', ')
  }

interface SwapSlot {
  readonly value: unknown
  readonly context: Bytes & { readonly count: number; readonly cache: Frame | null }
}

export const showSwapSlot =
  (addresses: number) =>
  ({ context, value }: SwapSlot): string => {
    if (value === 'free') return 'free'
    const { count, cache } = context
    const names = count === 0 ? 'in no PTE' : `in ${count} PTE${count === 1 ? '' : 's'}`
    return [names, cache === null ? 'not cached' : `cached by ${cache}`, showBytes(context, addresses)].join(', ')
  }

interface Subscription {
  readonly context: { readonly told: boolean; readonly readers: Readonly<Record<string, string>> }
}

export function showSubscription({ context: { told, readers } }: Subscription): string {
  const all = Object.entries(readers)
  const shown = all.map(([by, seq]) => (all.length === 1 ? `reader's seq ${seq}` : `seq of ${by} ${seq}`))
  return [told ? 'told' : 'not told', ...shown].join(', ')
}
