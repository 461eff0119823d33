/** PTEs that user space, or the end of a process, takes away or protects. */
import { after } from '../cell.ts'
import type { Journal } from '../journal.ts'
import type { Line } from '../line.ts'
import type { Slot } from '../parts.ts'
import type { Task } from '../task.ts'
import { Unexplained } from '../unexplained.ts'
import { wrotePte } from '../values.ts'
import { changesPte, isPte, mustBe } from './pte.ts'

export function zaps(line: Line, j: Journal, task: Task): string | undefined {
  const why = zapsPte(line, j, task)
  const { freed } = task
  task.freed = undefined
  const known = freed === undefined ? undefined : j.kernel.folios.get(freed)
  if (known !== undefined && known.state.value !== 'free')
    throw new Unexplained(`${freed} was freed, and ${known.state.context.refs} references are held`)
  return why
}

function zapsPte(line: Line, j: Journal, task: Task): string | undefined {
  const mm = j.kernel.mm(line.fields.mm as string)
  const { page, slot } = j.place(mm, line.fields.va)
  const { window } = task
  const walk = window?.walks.find((other) => other.page === page)
  if (walk !== undefined && slot.mapsFile) walk.outside = 'the page of a file goes: the model has anonymous memory only'
  if (walk !== undefined && walk.outside === undefined) {
    changesPte(j, line, walk, ['zap_pte_range'])
    wrotePte(j, slot)
    return undefined
  }
  if (
    mm.announces &&
    !(window?.mm === mm && window.state === 'open' && page.va >= window.start && page.va < window.end)
  )
    throw new Unexplained(`${task.name} has not announced it`)
  mustBe(j, page, slot, j.pteText(line.fields.old), `old=${line.fields.old}`)
  // nobody is told: the model's paths have nothing to do here but this
  const { frame } = slot.pte.state.context as { frame: string | null }
  const isMigration = typeof slot.pte.state.value === 'object' && 'migration' in slot.pte.state.value
  j.tell(slot.pte, { type: 'zap' })
  if (frame !== null && !isMigration) {
    const folio = j.kernel.folio(frame, page)
    if (after(folio.machine, folio.state, { type: 'folio_put' }) !== undefined) j.tell(folio, { type: 'folio_put' })
  }
  for (const other of page.frames) {
    const folio = j.kernel.folios.get(other)
    if (folio !== undefined && folio.state.value !== 'free')
      j.tell(folio, { type: 'discarded', at: slot.name } as never)
  }
  j.tell(slot.lastWrite, { type: 'discard' })
  wrotePte(j, slot)
  slot.mapsFile = false
  j.leave(page, slot)
  return walk?.outside
}

export function protects(line: Line, j: Journal, task: Task): string | undefined {
  const { fields } = line
  const { page, slot } = j.place(j.kernel.mm(fields.mm as string), fields.va)
  const [old, next] = [j.pteText(fields.old), j.pteText(fields.new)]
  const walk = task.window?.walks.find((other) => other.page === page)
  if (walk === undefined && slot.mm?.announces === true) throw new Unexplained(`${task.name} has not announced it`)
  mustBe(j, page, slot, old, `old=${fields.old}`)
  if (old?.kind === 'exclusive') protectsExclusive(slot, old.writable, next?.writable === true)
  if (next !== undefined && isPte(j, page, slot, next, j.see(page))) return undefined
  if (next?.kind === 'present' && next.writable) {
    // can_change_pte_writable(): as if the next write fault had come already
    j.tell(slot.pte, { type: 'wp_page_reuse' })
    return undefined
  }
  if (walk === undefined) j.tell(slot.pte, { type: 'ptep_set_wrprotect' })
  else changesPte(j, line, walk, ['change_pte_range'])
  return undefined
}

/** The model's exclusive entry says nothing of permissions; up to 6.14 the kernel's does. */
function protectsExclusive(slot: Slot, was: boolean, is: boolean): void {
  if (is && !was) throw new Unexplained('a protection gives an exclusive entry no right to write')
  slot.exclusiveWrites = is
}
