/** Lines of fork(): one invalidation for each VMA, and each entry twice, as it is left in the parent and as the child gets it. */
import type { Frame } from '../../names.ts'
import { vmaToCome } from '../../objects/vma.ts'
import { fork } from '../../paths/fork.ts'
import { stateOf } from '../cell.ts'
import type { Journal } from '../journal.ts'
import { type Line, number } from '../line.ts'
import type { Mm, Page } from '../parts.ts'
import type { Task } from '../task.ts'
import { Unexplained } from '../unexplained.ts'
import type { Walk } from '../walk.ts'
import { isPte, mustBe, named } from './pte.ts'
import type { Rules } from './rule.ts'

export const forks: Rules = {
  fork_begin: ({ fields }, j, task) => {
    const parent = j.kernel.mm(fields.mm as string)
    j.kernel.replaces(fields.child as string)
    task.forking = { parent, child: j.kernel.addMm(fields.child as string, parent.kin), walks: new Map() }
  },
}

/** The parent's pages in a VMA that are about to be copied, as the task's next lines name them. */
export function forksHere(j: Journal, task: Task, start: number, end: number): Walk[] {
  const { forking } = task
  if (forking === undefined) return []
  const named: number[] = []
  for (const { event, fields } of j.upcoming(task.name)) {
    if (event === 'inv_end') break
    if (event === 'pte' && fields.why?.startsWith('fork') === true) named.push(number(fields.va))
  }
  // of an entry that is none nothing is told, nor of a file's page that nobody has made his own
  const known = pagesBetween(forking.parent, start, end).filter(
    (page) => !fromNothing.test(JSON.stringify(j.kernel.slot(page, forking.parent).pte.state.value)),
  )
  // the logs have no lines of what a file's VMA has in copies of its own
  const untold = new Set<number>()
  for (const page of pagesBetween(forking.parent, start, end)) {
    const slot = j.kernel.slot(page, forking.parent)
    if (!slot.ofFile || named.includes(page.va)) continue
    const first = j.firstOf(forking.child.id, page.va)
    if (first?.kind === 'present') untold.add(page.va)
    else slot.unsure = true
  }
  const all = new Set([...named, ...known.map(({ va }) => va), ...untold])
  const walks = [...all].map((va) => {
    const place = j.place(forking.parent, va)
    const child = j.widen(place.page, forking.child)
    child.vma.state = stateOf(vmaToCome, 'unborn', {})
    return j.begin(fork, task, place, {
      name: 'fork',
      heir: { from: place.slot, to: child },
      ...(untold.has(va) ? { untold: true } : {}),
    })
  })
  for (const walk of walks) forking.walks.set(walk.page, walk)
  return walks
}

/** The parent's entry and the child's are changed in one step, of which the log has two lines; or one, if only the child's changes. */
export function copiesEntry(line: Line, j: Journal, task: Task): string | undefined {
  const { fields } = line
  const { forking } = task
  if (forking === undefined) throw new Unexplained(`${task.name} does not fork`)
  const isParent = fields.why === 'fork_src'
  const place = j.place(isParent ? j.kernel.mm(fields.mm as string) : forking.parent, fields.va)
  const walk = forking.walks.get(place.page)
  if (walk === undefined) throw new Unexplained('the page is not in the VMA that is copied')
  const { page } = place
  const child = j.kernel.slot(page, forking.child)
  const slot = isParent ? place.slot : child
  const [old, next] = [j.pteText(fields.old), j.pteText(fields.new)]
  if (next === undefined) throw new Unexplained(`new=${fields.new} is no entry that the model knows`)
  if (!isParent && forking.copied === page) {
    forking.copied = undefined
    mustBe(j, page, slot, next, `new=${fields.new}`)
    return undefined
  }
  mustBe(j, page, slot, old, `old=${fields.old}`)
  j.step([walk], {
    events: ['copy_pte_range'],
    via: forking.parent.announces ? [] : ['dup_mmap', 'copy_page_range'],
    agrees: ({ after }) => isPte(j, page, slot, next, after, walk.canon) || `the PTE would not be ${fields.new}`,
  })
  named(j, page, slot, next)
  child.last = j.kernel.slot(page, forking.parent).last
  forking.copied = isParent ? page : undefined
  return undefined
}

/** try_restore_exclusive_pte(): before it is copied, an exclusive entry is undone, without a word to anybody. */
export function restoresForFork({ fields }: Line, j: Journal, { forking, name }: Task): undefined {
  const { page, slot } = j.place(j.kernel.mm(fields.mm as string), fields.va)
  const [old, next] = [j.pteText(fields.old), j.pteText(fields.new)]
  if (forking === undefined || !forking.walks.has(page)) throw new Unexplained(`${name} does not copy it`)
  mustBe(j, page, slot, old, `old=${fields.old}`)
  if (old?.kind !== 'exclusive' || next?.kind !== 'present' || old.frame !== next.frame)
    throw new Unexplained(`new=${fields.new} does not restore ${fields.old}`)
  const { holder } = j.kernel.folio(old.frame as Frame, page).state.context as { readonly holder: string | null }
  if (holder !== null && holder !== 'somebody') throw new Unexplained(`${holder} holds the lock of ${old.frame}`)
  j.tell(slot.pte, { type: 'restore_exclusive_pte', writable: next.writable } as never)
  return undefined
}

/** The VMA is copied. */
export function forked(j: Journal, task: Task, walks: readonly Walk[]): void {
  for (const walk of walks) {
    j.end(walk)
    const child = walk.page.slots.find(({ mm }) => mm === task.forking?.child)
    if (child !== undefined) child.vma.state = stateOf(vmaToCome, walk.slot.vma.state.value as string, {})
    task.forking?.walks.delete(walk.page)
  }
}

const fromNothing = /none|zero|present/

const pagesBetween = (mm: Mm, start: number, end: number): Page[] =>
  [...mm.pages.values()].filter(({ va }) => va >= start && va < end)
