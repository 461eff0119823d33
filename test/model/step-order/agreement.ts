/**
 * Whether a step of the model did what the log says of it: the PTE, the mirrors, references, what was seen and decided.
 *
 * Whatever the model changes in the PTE or in a mirror must be in the log too, for the log has a line for each change.
 * The log's page numbers are bound to the model's frames as they are met, and released when the frame is free. The value
 * that the log reads from a page tells whether it holds the last write.
 */
import type { See } from '../../../checker/index.ts'
import { type Frame, ZERO_PAGE } from '../../../model/names.ts'
import type { Entry, Locals } from '../../../model/paths/locals.ts'
import type { PathThread } from '../../../model/paths/path-thread.ts'
import { isFresh, mirrorOf, pteOf } from '../../../model/paths/sight.ts'
import type { Address, System } from '../../../model/system.ts'
import type { Line } from './line.ts'

/** What a run has learned of the log so far. */
export interface Known {
  /** The model's frame by the log's page number. */
  readonly frames: ReadonlyMap<string, Frame>
  /** The value of the last write. */
  readonly last: string
}

export interface Taken {
  readonly system: System
  readonly thread: PathThread
  readonly before: See
  readonly after: See
  readonly lines: readonly Line[]
  readonly pageOf: (number: string) => string
}

/** What is known after the step, or `undefined` if the log says otherwise. */
export function agree(taken: Taken, known: Known): Known | undefined {
  const { system, before, after, lines } = taken
  const frames = new Map(known.frames)
  const written = lines.map(valueWritten).find((value) => value !== undefined)
  const last = written ?? known.last
  const told = new Set(lines.map(({ event, fields }) => (isOfMirror(event) ? fields.dev : event)))
  const address = onlyAddress(system)
  if (!told.has('pte') && show(pteOf(address, before)) !== show(pteOf(address, after))) return undefined
  for (const [index, subscriber] of system.subscribers.entries())
    if (
      !told.has(String(index)) &&
      show(mirrorOf(subscriber, address, before)) !== show(mirrorOf(subscriber, address, after))
    )
      return undefined
  if (!lines.every((line) => agrees(line, taken, frames, last))) return undefined
  for (const [number, frame] of frames)
    if (frame !== ZERO_PAGE && after(system.folio(frame)).value === 'free') frames.delete(number)
  return { frames, last }
}

/** The logs are cut to one address. */
export const onlyAddress = ({ addresses }: System): Address => addresses[0] as Address

const isOfMirror = (event: string) => event === 'dm_store' || event === 'dm_inval' || event === 'dm_erase'
const show = (value: object) => JSON.stringify(value)

function valueWritten({ event, fields }: Line): string | undefined {
  if (event === 'dm_write' || (event === 'u' && fields.op === '4')) return fields.val
  return event === 'pte' && fields.why === 'zap' ? '0' : undefined
}

function agrees({ event, fields, words }: Line, taken: Taken, frames: Map<string, Frame>, last: string): boolean {
  const { system, thread, before, after, pageOf } = taken
  const is = after(thread.ref).context as Locals
  const was = before(thread.ref).context as Locals
  // the step may already be on to the next entry, or at the end
  const entry = is.entries[was.entry] ?? was.entries[was.entry]
  const address = onlyAddress(system)
  const state = deepest(after(thread.ref).value)
  const bound = (number: string | undefined, frame: Frame | null): boolean => {
    if (number === undefined || frame === null) return false
    const page = pageOf(number)
    if (page === ZERO_PAGE || frame === ZERO_PAGE) return page === frame
    const other = [...frames].find(([known, name]) => known !== page && name === frame)
    if (other !== undefined || (frames.get(page) ?? frame) !== frame) return false
    frames.set(page, frame)
    return true
  }
  const pteIs = (text: string | undefined, see: See) => {
    const pte = pteOf(address, see)
    const [kind, number, flags] = text?.split(':') ?? []
    if (kind === 'none' || kind === 'zero') return pte.kind === kind
    const kinds = {
      present: 'sys',
      device: 'dev',
      migration: 'mig',
      exclusive: 'excl',
      swap: 'swap',
      none: 'none',
      zero: 'zero',
    }
    return kinds[pte.kind] === kind && bound(number, pte.frame) && pte.writable === flags?.startsWith('w')
  }
  const mirror = (see: See) => mirrorOf(system.subscriber(fields.dev === '0' ? 'A' : 'B'), address, see)
  const refs = (frame: Frame | null) => (frame === null ? undefined : String(after(system.folio(frame)).context.refs))
  const shows = (frame: Frame | null, see: See) =>
    frame !== null && isFresh(system, frame, address, see) === (fields.val === last)

  switch (event) {
    case 'pte':
      return pteIs(fields.old, before) && pteIs(fields.new, after)
    case 'seq_open':
    case 'seq_close':
      return String(after(address.mm.notifier).context.active) === fields.active
    case 'dm_inval': {
      const erases = taken.lines.some((line) => line.event === 'dm_erase')
      return (mirror(before).frame !== null) === erases && mirror(after).frame === null
    }
    case 'dm_erase':
      return fields.had === '0' ? mirror(before).frame === null : bound(fields.page, mirror(before).frame)
    case 'dm_store':
      return bound(fields.page, mirror(after).frame) && mirror(after).writable === words.includes('w')
    case 'dm_load':
      return bound(fields.page, mirror(before).frame) && mirror(before).writable === (fields.w === '1')
    case 'dm_read':
      return shows(mirror(before).frame, before)
    case 'collect':
      return pteIs(fields.saw, before) && collected(fields.res, entry)
    case 'collect_hole':
      return pteOf(address, before).kind === 'none' && collected('hole', entry)
    case 'unmap':
      return (
        entry !== undefined &&
        bound(fields.pfn, entry.src) &&
        refs(entry.src) === fields.ref &&
        fields.map === '0' &&
        entry.lost === (fields.res !== 'ok')
      )
    case 'copy_s2d':
    case 'copy_d2s':
      return (
        entry !== undefined &&
        (fields.src === '0' ? entry.hole : bound(fields.src, entry.src)) &&
        bound(fields.dst, entry.dst) &&
        shows(entry.dst, after)
      )
    case 'page':
      return entry?.lost === (fields.res !== 'moved')
    case 'insert':
      return fields.res === 'inserted'
        ? entry?.lost === false && pteOf(address, before).kind === fields.over
        : entry?.lost === true && pteIs(fields.saw, before)
    case 'fin': {
      return (was.entries[was.entry]?.lost ?? false) === (fields.res === 'restored' || fields.res === 'insert_dropped')
    }
    case 'fault':
    case 'rf':
      return is.write === words.includes('W')
    case 'dpf':
      return bound(fields.pfn, is.faultPage) && refs(is.faultPage) === fields.ref
    case 'u':
      return fields.op !== '5' || shows(pteOf(address, before).frame ?? ZERO_PAGE, before)
    case 'read_begin':
      return fields.wait === '0'
    case 'hmm_fault':
      return state === 'look' && is.write === (fields.need === 'W')
    case 'hmm_pte': {
      const [, number, flags] = fields.saw?.split(':') ?? []
      const [seen] = is.snapshot
      return seen !== undefined && bound(number, seen.frame) && seen.writable === flags?.startsWith('w')
    }
    case 'hmm_seq_retry':
    case 'rf_collide':
      return state === 'begin again'
    case 'rf_commit':
      return state === 'store'
    default:
      return true
  }
}

function collected(res: string | undefined, entry: Entry | undefined): boolean {
  if (entry === undefined) return res !== 'hole' && res !== 'zero' && res !== 'locked_unmapped'
  const { hole, src } = entry
  if (res === 'hole' || res === 'zero') return hole
  return !hole && (src !== null) === (res === 'locked_unmapped')
}

/** The innermost name of a state value: `store` of `{ faulting: 'store' }`. */
export function deepest(value: unknown): string {
  if (typeof value === 'string') return value
  return deepest(Object.values(value as object)[0])
}
