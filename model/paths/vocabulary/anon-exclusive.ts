/** PageAnonExclusive, which there is from 5.19 on. */
import type { Tell } from '../../../checker/index.ts'
import type { Frame } from '../../names.ts'
import type { System } from '../../system.ts'

export function becomeExclusive({ switches, folio }: System, frame: Frame, tell: Tell): void {
  if (switches.anonExclusive === 'on') tell(folio(frame), { type: 'SetPageAnonExclusive' })
}

export function becomeShared({ switches, folio }: System, frame: Frame, tell: Tell): void {
  if (switches.anonExclusive === 'on') tell(folio(frame), { type: 'ClearPageAnonExclusive' })
}
