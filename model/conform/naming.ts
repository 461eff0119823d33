/** Frames are allocated before the log tells their numbers: from then on they go by these, wherever they are known. */
import { deviceOf, type Frame } from '../names.ts'
import { renamed } from './cell.ts'
import type { Journal } from './journal.ts'
import { isNameless } from './kernel.ts'
import type { Page } from './parts.ts'
import { Unexplained } from './unexplained.ts'

/** The log tells the number of a frame that had none. */
export function names(j: Journal, page: Page, nameless: Frame, frame: Frame): void {
  if (!isNameless(nameless) || nameless === frame) return
  const { folios, files } = j.kernel
  const known = folios.get(frame)
  const isMapped = (known?.of as Page | undefined)?.slots.some(({ pte }) => pte.state.context.frame === frame)
  // references that somebody took of whom the log does not tell are put without a word, too
  if (known !== undefined && known.state.value !== 'free' && (isMapped || deviceOf(frame) !== undefined))
    throw new Unexplained(`${frame} is in use already: it cannot be allocated`)
  const folio = folios.get(nameless)
  j.kernel.forgetFolio(nameless)
  page.frames.delete(nameless)
  for (const [device, other] of page.nameless) if (other === nameless) page.nameless.delete(device)
  if (folio !== undefined) j.kernel.folio(frame, page).state = folio.state
  for (const { pte } of page.slots) pte.state = renamed(pte.machine, pte.state, nameless, frame)
  for (const file of files.values()) {
    const mirror = file.mirrors.get(page.va)
    if (mirror !== undefined) mirror.state = renamed(mirror.machine, mirror.state, nameless, frame)
  }
  for (const walk of j.walks.get(page) ?? [])
    walk.follower.rewrite((local) => renamed(walk.thread.ref.machine, local, nameless, frame))
}
