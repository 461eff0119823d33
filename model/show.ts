/** How the local states of the kernel's objects read in a trace. */
import { type AddressName, type Frame, ZERO_PAGE } from './names.ts'

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

interface Folio {
  readonly value: unknown
  readonly context: {
    refs: number
    holder: string | null
    anonExclusive: boolean
    fresh: readonly AddressName[]
    zeroes: boolean
  }
}

/** @param addresses how many addresses there are; with one, a frame is simply fresh or stale, and shared with nobody */
export const showFolio =
  (addresses: number) =>
  ({ context: { refs, holder, anonExclusive, fresh, zeroes }, value }: Folio): string => {
    if (value === 'free') return 'free'
    const known = fresh.length === 0 ? 'stale' : addresses === 1 ? 'fresh' : `fresh for ${fresh.join(', ')}`
    const bytes = !zeroes ? known : addresses === 1 ? `${known} zeroes` : `zeroes, ${known}`
    const lock = holder === null ? 'unlocked' : 'locked'
    const owned = anonExclusive && addresses > 1 ? ', exclusive' : ''
    return `${refs} ref${refs === 1 ? '' : 's'}, ${lock}${owned}, ${bytes}`
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
  return [told ? 'notifiers open' : 'none open', ...showReaders(readers, 'range', words)].join(', ')
}

interface Counter {
  readonly context: { readonly inProgress: number; readonly readers: Readers }
}

export const showCounter = ({ context: { inProgress, readers } }: Counter): string =>
  [`${inProgress} in progress`, ...showReaders(readers, 'seq', sequence)].join(', ')
