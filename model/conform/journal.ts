/**
 * What is being explained: the kernel so far, who is doing what, and how a line of the log becomes a step of a path.
 *
 * The lines' own rules are in ./lines: each says which step of which path its line is, and what it says of that step.
 */
import type { AnyMachineSnapshot } from 'xstate'
import type { FollowedStep, LogObservation, See } from '../../checker/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { deviceOf, type Frame } from '../names.ts'
import type { Path } from '../paths/path.ts'
import type { Switches } from '../switches.ts'
import type { Canon } from './canon.ts'
import { Canons } from './canons.ts'
import { after, type Cell } from './cell.ts'
import { isNameless, Kernel } from './kernel.ts'
import { type Line, number } from './line.ts'
import type { DeviceFile, Mm, Page, Slot } from './parts.ts'
import { type PteText, parsePte } from './pte-text.ts'
import { lettingGo } from './silent.ts'
import { Task } from './task.ts'
import { Unexplained } from './unexplained.ts'
import {
  type Beginning,
  type Corrected,
  type Entry,
  mayLetGo,
  move,
  newWalk,
  type Place,
  type Remark,
  type Walk,
} from './walk.ts'

interface Hooks {
  /** A step was explained. */
  readonly stepped: (entry: Entry) => void
  /** A line says something that is no step. */
  readonly remarked: (remark: Remark) => void
  /** Something at a page is not what it was. */
  readonly changed: (page: Page) => void
  /** A promise is broken by something that is one step in the model. */
  readonly broke: (page: Page, promise: string, clause: string) => void
}

export class Journal {
  readonly kernel = new Kernel()
  readonly tasks = new Map<string, Task>()
  readonly walks = new Map<Page, Set<Walk>>()
  readonly switches: Switches
  readonly driver: Driver
  line!: Line
  /** How the log first tells of a PTE from here on. */
  firstOf: (mm: string, va: number) => PteText | undefined = () => undefined
  /** What a PTE becomes within the next few lines. */
  soon: (mm: string, va: number) => PteText | undefined = () => undefined
  /** The next lines of a task. */
  upcoming: (task: string) => readonly Line[] = () => []
  /** Why a step that the line tells of was not held against the model, if none was. */
  skipped: string | undefined
  readonly #canons: Canons
  readonly #hooks: Hooks

  constructor(switches: Switches, driver: Driver, hooks: Hooks) {
    this.switches = switches
    this.driver = driver
    this.#canons = new Canons(this.kernel, switches, driver)
    this.#hooks = hooks
  }

  task(name: string = this.line.task): Task {
    const known = this.tasks.get(name)
    if (known !== undefined) return known
    const made = new Task(name)
    this.tasks.set(name, made)
    return made
  }

  /** The open file that a line names. */
  file(id: string, fields: Line['fields'], isNew = false): DeviceFile {
    const file = this.kernel.file(id, fields, isNew)
    this.#canons.devices.add(file.device)
    return file
  }

  canon(page: Page): Canon {
    return this.#canons.of(page)
  }

  /** At the beginning of a line. */
  next(line: Line): Task {
    this.line = line
    this.skipped = undefined
    this.#canons.use()
    return this.task(line.task)
  }

  page(mm: Mm, va: number): Page {
    const isEmpty = mm.empty.delete(va) && !mm.untold
    return this.kernel.page(mm, va, () =>
      isEmpty ? { kind: 'none', frame: null, writable: false } : this.firstOf(mm.id, va),
    )
  }

  /** The page that a line names, and where its address space comes in there. */
  place(mm: Mm, va: string | number | undefined): Place {
    const page = this.page(mm, typeof va === 'number' ? va : number(va))
    return { page, slot: this.kernel.slot(page, mm) }
  }

  /** Somebody begins to walk a path. */
  begin(path: Path, task: Task, place: Place, beginning: Beginning): Walk {
    const { page } = place
    const walks = this.walks.get(page) ?? new Set()
    const walk = newWalk(this.#canons.of(page, beginning.heir), path, task, place, beginning, walks)
    this.walks.set(page, walks.add(walk))
    return walk
  }

  /** Nobody has anything at an address any more: it is forgotten. */
  leave(page: Page, slot: Slot): void {
    if (!this.walks.has(page)) this.kernel.leave(page, slot)
  }

  end(walk: Walk): void {
    const walks = this.walks.get(walk.page)
    walks?.delete(walk)
    if (walks?.size === 0) this.walks.delete(walk.page)
    this.kernel.forget(walk.page)
  }

  /** One line is one step of each of these walks, which all see the world as it was before. */
  step(
    walks: readonly Walk[],
    observation: LogObservation | ((walk: Walk) => LogObservation),
    /** What the walk sees where the log knows better than this kernel. */
    corrected: Corrected = (_, seen) => seen,
  ): FollowedStep[] {
    const all: { readonly walk: Walk; readonly steps: readonly FollowedStep[] }[] = []
    const changes = new Map<Cell, AnyMachineSnapshot>()
    for (const walk of walks) {
      if (walk.outside !== undefined) continue
      const look = walk.canon.look(walk.page)
      const observe = () =>
        walk.follower.observe(
          (part) => corrected(part, look(part)),
          typeof observation === 'function' ? observation(walk) : observation,
        )
      let seen = observe()
      if (seen.kind === 'refused' && this.#othersLetGo(walk)) {
        walk.canon.look(walk.page)
        seen = observe()
      }
      if (seen.kind === 'refused')
        throw new Unexplained(`${walk.name} (${walk.task.name}) cannot have done this here`, seen.refusals)
      for (const [part, snapshot] of seen.changed) changes.set(walk.canon.cellOf(part, walk.page), snapshot)
      all.push({ walk, steps: seen.steps })
    }
    for (const { walk, steps } of all)
      for (const step of steps)
        this.#hooks.stepped({ line: this.line, walk, step, place: step === steps.at(-1) ? 'told' : 'before' })
    this.change(changes, new Set(walks))
    this.skipped = all.length > 0 ? undefined : walks.find(({ outside }) => outside !== undefined)?.outside
    return all.flatMap(({ steps }) => steps)
  }

  /** Whether a walk may be where an observation says; it stays as it is. */
  isPossible(walk: Walk, observation: LogObservation, corrected: Corrected = (_, seen) => seen): boolean {
    if (walk.outside !== undefined) return true
    const look = walk.canon.look(walk.page)
    return walk.follower.isPossible((part) => corrected(part, look(part)), observation)
  }

  /** Whoever may have let go of the page by now has done so if somebody else needs it; whether anybody has. */
  #othersLetGo(walk: Walk): boolean {
    const others = [...(this.walks.get(walk.page) ?? [])].filter((other) => other !== walk && mayLetGo(other))
    return others.map((other) => this.letGo(other)).includes(true)
  }

  /** What leaves no trace and keeps others waiting is done as soon as it can be; whether there was anything. */
  letGo(walk: Walk): boolean {
    if (walk.outside !== undefined) return false
    const { steps, changed } = walk.follower.settle(walk.canon.look(walk.page), lettingGo)
    if (steps.length === 0) return false
    const place = walk.task.name === this.line.task ? 'with' : 'before'
    for (const step of steps) this.#hooks.stepped({ line: this.line, walk, step, place })
    this.change(
      new Map([...changed].map(([part, state]) => [walk.canon.cellOf(part, walk.page), state])),
      new Set([walk]),
    )
    return true
  }

  /** Whoever may have looked at what changes now, may have looked before. */
  change(changes: ReadonlyMap<Cell, AnyMachineSnapshot>, by: ReadonlySet<Walk> = new Set()): void {
    const owners = new Set([...changes.keys()].map(({ of }) => of))
    for (const owner of owners) for (const walk of this.#walksAt(owner)) if (!by.has(walk)) this.#drift(walk)
    for (const [cell, state] of changes) this.#set(cell, state)
    for (const owner of owners) if ('va' in owner) this.#hooks.changed(owner as Page)
  }

  /** The log tells an object of the kernel something that no path of the model does. */
  tell(cell: Cell, ...events: readonly { readonly type: string }[]): void {
    let { state } = cell
    for (const event of events) {
      const next = after(cell.machine, state, event)
      if (next === undefined)
        throw new Unexplained(
          `"${cell.name}" does not accept ${event.type} in ${JSON.stringify(state.value).replaceAll('"', '')}`,
        )
      state = next
    }
    this.change(new Map([[cell, state]]))
  }

  set(cell: Cell, state: AnyMachineSnapshot): void {
    this.change(new Map([[cell, state]]))
  }

  /** What the line says of a walk that takes no step there. */
  remark(walk: Walk, remark: string, file?: DeviceFile): void {
    this.#hooks.remarked({ line: this.line, walk, remark, ...(file === undefined ? {} : { file }) })
  }

  /** Nothing of a page has changed, but something that its promises depend on. */
  touch(page: Page): void {
    this.#hooks.changed(page)
  }

  /** What is one step in the model came apart, and a promise is broken in between. */
  breaks(page: Page, promise: string, clause: string): void {
    this.#hooks.broke(page, promise, clause)
  }

  /** What is seen at a page just now. */
  see(page: Page): See {
    return this.canon(page).look(page) as See
  }

  /** A page has come to one more address space: whoever is at work there goes on in the larger system. */
  widen(page: Page, mm: Mm): Slot {
    const before = page.slots.length
    const slot = this.kernel.addSlot(page, mm)
    if (page.slots.length === before) return slot
    const canon = this.canon(page)
    for (const walk of this.walks.get(page) ?? []) move(walk, canon)
    return slot
  }

  pteText(text: string | undefined): PteText | undefined {
    return parsePte(this.kernel, text)
  }

  /** Whether a frame of the model may be the one that the log names. */
  may(frame: Frame | null, named: Frame | null): boolean {
    if (frame === named) return true
    return frame !== null && named !== null && isNameless(frame) && deviceOf(frame) === deviceOf(named)
  }

  #set(cell: Cell, state: AnyMachineSnapshot): void {
    const slot = 'slots' in cell.of ? (cell.of as Page).slots.find(({ pte }) => pte === cell) : undefined
    if (slot !== undefined) {
      slot.was.push({ until: this.line.n, state: cell.state })
      if (slot.was.length > 8) slot.was.shift()
    }
    cell.state = state
  }

  *#walksAt(owner: object): Iterable<Walk> {
    if ('va' in owner) yield* this.walks.get(owner as Page) ?? []
    else for (const [page, walks] of this.walks) if (page.slots.some(({ mm }) => mm === owner)) yield* walks
  }

  #drift(walk: Walk): void {
    if (walk.outside === undefined) walk.follower.drift(walk.canon.look(walk.page))
  }
}
