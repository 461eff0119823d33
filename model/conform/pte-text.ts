/** A page-table entry as a log writes it, and what state of the model's machine that is. */
import type { AnyMachineSnapshot } from 'xstate'
import { type Frame, ZERO_PAGE } from '../names.ts'
import { pte } from '../objects/pte.ts'
import { stateOf } from './cell.ts'
import type { Kernel } from './kernel.ts'

/** A PTE as the log writes it. */
export interface PteText {
  readonly kind: 'none' | 'zero' | 'present' | 'migration' | 'device' | 'exclusive'
  readonly frame: Frame | null
  readonly writable: boolean
  /** Of a migration entry: readable-exclusive, or writable. */
  readonly exclusive?: boolean
  /** The first that is told of it is that it is copied: somebody else has the page, too. */
  readonly shared?: boolean
}

export function pteState({ kind, frame, writable, exclusive }: PteText): AnyMachineSnapshot {
  const context = { frame: frame === ZERO_PAGE ? null : frame, slot: null, dirty: false, softDirty: false }
  switch (kind) {
    case 'none':
    case 'zero':
    case 'exclusive':
      return stateOf(pte, kind, context)
    case 'present':
      return stateOf(pte, { present: writable ? 'rw' : 'ro' }, context)
    case 'device':
      return stateOf(pte, { device: writable ? 'w' : 'r' }, context)
    case 'migration':
      return stateOf(pte, { migration: writable ? 'w' : exclusive === true ? 're' : 'r' }, context)
  }
}

const kinds = {
  none: 'none',
  zero: 'zero',
  sys: 'present',
  dev: 'device',
  mig: 'migration',
  excl: 'exclusive',
} as const

/** Reads what the log says of a PTE; nothing for an entry that the model has no word for. */
export function parsePte(kernel: Kernel, text: string | undefined): PteText | undefined {
  const [word = '', pfn, flags = ''] = text?.split(':') ?? []
  if (!(word in kinds)) return undefined
  const kind = kinds[word as keyof typeof kinds]
  if (kind === 'none') return { kind, frame: null, writable: false }
  if (kind === 'zero') {
    if (flags !== '' && pfn !== undefined) kernel.zeroPage = pfn // zero:PFN:r
    return { kind, frame: ZERO_PAGE, writable: false }
  }
  if (pfn === undefined) return undefined
  // what is present is no memory behind a device page, though it may have been
  const frame = kind === 'device' ? (kernel.devicePages.get(pfn) ?? `A${pfn}`) : kernel.frame(pfn, kind !== 'present')
  return { kind, frame, writable: flags.startsWith('w'), exclusive: flags.startsWith('w') || flags.startsWith('rx') }
}
