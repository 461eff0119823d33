/** Lines of a PTE that a fault changes, by why it does. */
import { folio } from '../../objects/folio.ts'
import { vma } from '../../objects/vma.ts'
import { stateOf } from '../cell.ts'
import type { Journal } from '../journal.ts'
import type { Line } from '../line.ts'
import { looksUnlocked } from '../lockless.ts'
import { pteState } from '../pte-text.ts'
import type { Fault, Task } from '../task.ts'
import { Unexplained } from '../unexplained.ts'
import { holds } from '../values.ts'
import type { Corrected, Walk } from '../walk.ts'
import { restoresForFork } from './fork.ts'
import { changesPte, mustBe } from './pte.ts'
import { isAt } from './where.ts'

export function faultsIn(line: Line, j: Journal, task: Task): string | undefined {
  const { fields } = line
  const { why } = fields
  const fault = task.fault
  const mm = j.kernel.mm(fields.mm as string)
  const { page, slot } = j.place(mm, fields.va)
  if (why === 'access') {
    mustBe(j, page, slot, j.pteText(fields.old), `old=${fields.old}`)
    mustBe(j, page, slot, j.pteText(fields.new), `new=${fields.new}`)
    return undefined
  }
  if (why === 'file') return mapsFile(line, j, fault)
  if (why === 'rexcl' && task.forking !== undefined && fault === undefined) return restoresForFork(line, j, task)
  if (fault === undefined || fault.walk.page !== page) throw new Unexplained(`${task.name} has no fault there`)
  if (why === 'anon') changesPte(j, line, fault.walk, ['do_anonymous_page'])
  if (why === 'cow') {
    // where nobody is told, no line before this says when the page was seen to be shared
    if (unannounced(fault.walk).length > 0)
      looksUnlocked(j, fault.walk, isAt(fault.walk, unannounced(fault.walk), 'copy: set pte'))
    changesPte(j, line, fault.walk, ['wp_page_copy sets pte'], unannounced(fault.walk))
    slot.mapsFile = false
  }
  if (why === 'reuse') changesPte(j, line, fault.walk, ['do_wp_page'])
  if (why === 'rexcl') restoresExclusive(line, j, fault.walk)
  return fault.walk.outside
}

function restoresExclusive(line: Line, j: Journal, walk: Walk): void {
  const { slot, page } = walk
  const wasWritable = j.pteText(line.fields.old)?.writable === true
  // what was write-protected as an exclusive entry comes back so, whatever the VMA allows by now
  const protect: Corrected = (part, seen) =>
    !wasWritable && part === walk.canon.address(page, slot).vma ? stateOf(vma, 'read-only', {}) : seen
  const via = slot.mm?.announces ? [] : ['remove_device_exclusive_entry']
  changesPte(j, line, walk, ['restore_exclusive_pte'], via, protect)
  j.letGo(walk)
}

/** What a path announces leaves no line where nobody has ever subscribed. */
export const unannounced = ({ slot }: Walk): readonly string[] =>
  slot.mm?.announces === true ? [] : ['wp_page_copy', 'mn_itree_inv_end']

/** A page of a file comes in, which the model knows no path for: here it is a page that somebody else holds, too. */
function mapsFile({ fields }: Line, j: Journal, fault: Fault | undefined): string {
  if (fault === undefined) throw new Unexplained('nobody faults there')
  const { page, slot } = j.place(j.kernel.mm(fields.mm as string), fields.va)
  const [old, next] = [j.pteText(fields.old), j.pteText(fields.new)]
  mustBe(j, page, slot, old, `old=${fields.old}`)
  const why = 'a page of a file is mapped: the model has anonymous memory only'
  fault.walk.outside = why
  slot.mapsFile = true
  slot.ofFile = true
  holds(j, slot, undefined)
  // a special mapping: there is no page behind it that anybody counts
  if (next?.frame == null) {
    j.set(slot.pte, pteState({ kind: 'present', frame: null, writable: false }))
    return why
  }
  const cell = j.kernel.folio(next.frame, page)
  const held = cell.state.value === 'free' ? 1 : cell.state.context.refs
  const context = {
    ...cell.state.context,
    refs: held + 1,
    family: 'VA',
    fresh: page.slots.map(({ name }) => name),
    written: true,
  }
  j.set(cell, stateOf(folio, { allocated: 'unlocked' }, context))
  j.set(slot.pte, pteState(next))
  return why
}
