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
  readonly context: { readonly told: boolean; readonly readers: Readonly<Record<string, string>> }
}

export function showSubscription({ context: { told, readers } }: Subscription): string {
  const all = Object.entries(readers)
  const shown = all.map(([by, seq]) => (all.length === 1 ? `reader's seq ${seq}` : `seq of ${by} ${seq}`))
  return [told ? 'told' : 'not told', ...shown].join(', ')
}
