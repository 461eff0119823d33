/** Lines that tell of a page-table entry: what it was, what it is, and why. */
import type { See } from '../../../checker/index.ts'
import { type Frame, ZERO_PAGE } from '../../names.ts'
import { pteOf } from '../../paths/sight.ts'
import type { Address } from '../../system.ts'
import type { Journal } from '../journal.ts'
import type { Line } from '../line.ts'
import { names } from '../naming.ts'
import type { Page, Slot } from '../parts.ts'
import { type PteText, pteState } from '../pte-text.ts'
import { Unexplained } from '../unexplained.ts'
import { holds } from '../values.ts'
import { type Corrected, notTold, type Walk } from '../walk.ts'

/** Whether a PTE is what the log says. */
export function isPte(j: Journal, page: Page, slot: Slot, text: PteText, see: See, canon = j.canon(page)): boolean {
  const pte = pteOf(canon.address(page, slot), see)
  if (pte.kind !== text.kind || (text.kind !== 'zero' && !j.may(pte.frame, text.frame))) return false
  // a device-exclusive entry says nothing of permissions in the model
  if (text.kind === 'none' || text.kind === 'zero' || text.kind === 'exclusive') return true
  if (text.kind === 'migration' && !pte.writable) return !text.writable && pte.anonExclusive === text.exclusive
  return pte.writable === text.writable
}

const showPteOf = (j: Journal, page: Page, slot: Slot): string => shown(j.canon(page).address(page, slot), j.see(page))

/** The PTE is now, or was before this line, what the log says. */
export function mustBe(j: Journal, page: Page, slot: Slot, text: PteText | undefined, what: string): void {
  if (text === undefined) return
  if (text.kind === 'exclusive' && !page.isUntold) mustHaveBeen(slot, text.writable)
  const { unsure } = slot
  slot.unsure = false
  if (isPte(j, page, slot, text, j.see(page))) return
  if (unsure && text.kind === 'present' && !text.writable) {
    j.tell(slot.pte, { type: 'ptep_set_wrprotect' })
    if (isPte(j, page, slot, text, j.see(page))) return
  }
  if (page.isUntold || (slot.mm?.untold === true && !j.walks.has(page))) {
    // nothing was told of how it came about
    page.isUntold = false
    j.set(slot.pte, slot.pte.state)
    j.kernel.bind(page, slot, text)
    return
  }
  throw new Unexplained(`${what} is not what the PTE is: ${showPteOf(j, page, slot)}`)
}

/** From here on it is not known what maps the page, nor what its walks see. */
export function isUntold(j: Journal, page: Page, why: string): void {
  page.isUntold = true
  for (const walk of j.walks.get(page) ?? []) walk.outside ??= why
}

/** Whether a look without the lock since a task's last line may have met this. */
export function maySee(j: Journal, page: Page, slot: Slot, saw: PteText, since: number): boolean {
  const next = slot.mm === undefined ? undefined : j.soon(slot.mm.id, page.va)
  const { pte } = j.canon(page).address(page, slot)
  const states = [slot.pte.state, ...slot.was.filter(({ until }) => until > since).map(({ state }) => state)]
  if (next !== undefined) states.push(pteState(next))
  return states.some((state) =>
    isPte(j, page, slot, saw, ((part) => (part === pte ? state : j.see(page)(part))) as See),
  )
}

type Kind = PteText['kind']

/** By why=: what a PTE may have been and may become. */
const changes: Readonly<Record<string, readonly [from: readonly Kind[], to: readonly Kind[]]>> = {
  collect: [['present', 'device'], ['migration']],
  ttm: [['present', 'device'], ['migration']],
  rmig: [['migration'], ['present', 'device']],
  insert: [
    ['none', 'zero'],
    ['device', 'present'],
  ],
  anon: [['none'], ['zero', 'present']],
  file: [['none'], ['present']],
  cow: [['zero', 'present'], ['present']],
  reuse: [['present'], ['present']],
  access: [
    ['present', 'zero'],
    ['present', 'zero'],
  ],
  excl: [['present'], ['exclusive']],
  rexcl: [['exclusive'], ['present']],
  fork_dst: [['none'], ['zero', 'present', 'device', 'migration']],
  fork_copy: [['none'], ['present']],
}

/** What stays when a PTE changes so. */
const sameFrame: ReadonlySet<string> = new Set([
  'collect',
  'ttm',
  'reuse',
  'access',
  'excl',
  'rexcl',
  'mprot',
  'fork_src',
])

/** A line that says of itself what no kernel does. */
export function mustMakeSense(j: Journal, { fields }: Line): void {
  const [old, next] = [j.pteText(fields.old), j.pteText(fields.new)]
  const why = fields.why?.replace(/_batch$/, '') ?? ''
  const [from, to] = changes[why] ?? []
  if (old !== undefined && from?.includes(old.kind) === false)
    throw new Unexplained(`why=${fields.why} does not happen to old=${fields.old}`)
  if (next !== undefined && to?.includes(next.kind) === false)
    throw new Unexplained(`why=${fields.why} does not make new=${fields.new}`)
  if (why === 'zap' && next !== undefined && next.kind !== 'none')
    throw new Unexplained(`a zap leaves new=${fields.new}`)
  if (sameFrame.has(why) && old !== undefined && next !== undefined && old.frame !== next.frame)
    throw new Unexplained(`why=${fields.why} does not put another page there`)
}

/** The model's exclusive entry says nothing of permissions; up to 6.14 the kernel's does. */
export function mustHaveBeen({ exclusiveWrites }: Slot, was: boolean): void {
  if (exclusiveWrites !== undefined && exclusiveWrites !== was)
    throw new Unexplained(`the exclusive entry was ${exclusiveWrites ? 'writable' : 'read-only'}`)
}

/** A step that changes the PTE as the line says. */
export function changesPte(
  j: Journal,
  line: Line,
  walk: Walk,
  events: readonly string[],
  via: readonly string[] = [],
  corrected?: Corrected,
): void {
  const { page, slot } = j.place(j.kernel.mm(line.fields.mm as string), line.fields.va)
  const [old, next] = [j.pteText(line.fields.old), j.pteText(line.fields.new)]
  mustBe(j, page, slot, old, `old=${line.fields.old}`)
  if (next === undefined && line.fields.why === 'mprot') {
    isUntold(j, page, notTold)
    return
  }
  if (next === undefined) throw new Unexplained(`new=${line.fields.new} is no entry that the model knows`)
  if (walk.outside !== undefined) {
    becomes(j, page, slot, next)
    return
  }
  j.step(
    [walk],
    {
      events,
      via,
      agrees: ({ after }) =>
        isPte(j, page, slot, next, after, walk.canon) ||
        `the PTE would not be ${line.fields.new} but ${shown(walk.canon.address(page, slot), after)}`,
    },
    corrected,
  )
  named(j, page, slot, next)
}

/** The PTE is as the log tells it, by a step that the model has no path for; its page is as if nobody else had it. */
export function becomes(j: Journal, page: Page, slot: Slot, text: PteText): void {
  const { frame: old } = slot.pte.state.context as { readonly frame: Frame | null }
  j.set(slot.pte, pteState(text))
  holds(j, slot, undefined)
  const isMapped = (frame: Frame) => page.slots.some(({ pte }) => pte.state.context.frame === frame)
  if (old !== null && !isMapped(old)) j.kernel.forgetFolio(old)
  const { frame } = text
  if (frame === null || frame === ZERO_PAGE) return
  if ((j.kernel.folios.get(frame)?.state.value ?? 'free') === 'free') j.kernel.bind(page, slot, text)
}

/** What the log says of a PTE names its page. */
export function named(j: Journal, page: Page, slot: Slot, text: PteText): void {
  const { frame } = pteOf(j.canon(page).address(page, slot), j.see(page))
  if (frame !== null && text.frame !== null) names(j, page, frame, text.frame)
}

function shown(address: Address, see: See): string {
  const { kind, frame, writable } = pteOf(address, see)
  return [kind, frame, writable ? 'writable' : ''].filter((word) => word !== null && word !== '').join(' ')
}
