/** How the local states of the kernel's objects read in a trace. */
import { type AddressName, type Frame, type Slot, ZERO_PAGE } from './names.ts'
import type { Keeps } from './system.ts'

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
  readonly context: Mapping['context'] & {
    readonly slot: Slot | null
    readonly dirty: boolean
    readonly softDirty: boolean
  }
}

export function showPte(pte: Pte): string {
  const { slot, dirty, softDirty } = pte.context
  return [
    showMapping(pte),
    ...(slot === null ? [] : [slot]),
    ...(dirty ? ['dirty'] : []),
    ...(softDirty ? ['soft-dirty'] : []),
  ].join(' ')
}

interface Bytes {
  readonly fresh: readonly AddressName[]
  readonly zeroes: boolean
}

/** @param addresses how many addresses there are; with one, bytes are simply fresh or stale */
function showBytes({ fresh, zeroes }: Bytes, addresses: number): string {
  const known = fresh.length === 0 ? 'stale' : addresses === 1 ? 'fresh' : `fresh for ${fresh.join(', ')}`
  return !zeroes ? known : addresses === 1 ? `${known} zeroes` : `zeroes, ${known}`
}

interface Folio {
  readonly value: unknown
  readonly context: Bytes & {
    readonly refs: number
    readonly holder: string | null
    readonly anonExclusive: boolean
    readonly dirty: boolean
    readonly writeback: boolean
    readonly onLru: boolean
    readonly isolator: string | null
    readonly charged: boolean
  }
}

interface TlbEntry extends Mapping {
  readonly context: Mapping['context'] & { readonly pending: boolean }
}

export const showTlb = (entry: TlbEntry): string =>
  `${showMapping(entry)}${entry.context.pending ? ', being zapped' : ''}`

/** @param addresses how many addresses there are; with one, a frame is shared with nobody */
export const showFolio =
  (addresses: number, keeps: Keeps) =>
  ({ context, value }: Folio): string => {
    if (value === 'free') return 'free'
    const { refs, holder, anonExclusive, dirty, writeback, onLru, isolator, charged } = context
    // what is kept always has its word, so that a change can be told word by word
    return [
      `${refs} ref${refs === 1 ? '' : 's'}`,
      holder === null ? 'unlocked' : 'locked',
      ...(anonExclusive && addresses > 1 ? ['exclusive'] : []),
      ...(keeps.dirty ? [`${dirty ? 'dirty' : 'clean'}${writeback ? ' under writeback' : ''}`] : []),
      ...(keeps.lru ? [onLru ? 'on LRU' : isolator === null ? 'off LRU' : 'isolated'] : []),
      ...(keeps.accounts ? [charged ? 'charged' : 'uncharged'] : []),
      showBytes(context, addresses),
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
  readonly value: unknown
  readonly context: { readonly told: boolean; readonly readers: Readers }
}

type Readers = Readonly<Record<string, string>>

function showReaders(readers: Readers, what: string, words: Readers): readonly string[] {
  const all = Object.entries(readers)
  return all.map(([by, value]) => `${all.length === 1 ? `reader's ${what}` : `${what} of ${by}`} ${words[value]}`)
}

const sequence = { current: 'current', moved: 'moved' }

/** Where it is goes without saying while it is in the tree. */
export function showSubscription({ value, context: { told, readers } }: Subscription): string {
  const place = value === 'in tree' ? [] : [String(value)]
  return [...place, told ? 'told' : 'not told', ...showReaders(readers, 'seq', sequence)].join(', ')
}

export function showHmmMirror({ context: { told, readers } }: Omit<Subscription, 'value'>): string {
  const words = { current: 'valid', moved: 'invalid' }
  // one count for each mm, which every mirror of that mm sees
  return [told ? 'hmm->notifiers > 0' : 'hmm->notifiers 0', ...showReaders(readers, 'range', words)].join(', ')
}

interface Counter {
  readonly context: { readonly inProgress: number; readonly readers: Readers }
}

export const showCounter = ({ context: { inProgress, readers } }: Counter): string =>
  [`${inProgress} in progress`, ...showReaders(readers, 'seq', sequence)].join(', ')

interface Cpu {
  readonly value: Record<string, unknown>
}

export const showCpu = ({ value: { code, work } }: Cpu): string =>
  work === 'none' ? `${code}` : `${code}, work ${work}`
