/**
 * What is being explained: the kernel so far, who is doing what, and how a line of the log becomes a step of a path.
 *
 * The lines' own rules are in ./lines: each says which step of which path its line is, and what it says of that step.
 */
import type { AnyMachineSnapshot } from 'xstate'
import {
  type FollowedStep,
  Follower,
  type LogObservation,
  type PartRef,
  type Refusal,
  type See,
} from '../../checker/index.ts'
import type { Driver } from '../drivers/driver.ts'
import { type Device, deviceOf, type Frame } from '../names.ts'
import { type Locals, noLocals } from '../paths/locals.ts'
import type { Path } from '../paths/path.ts'
import type { PathThread } from '../paths/path-thread.ts'
import type { Switches } from '../switches.ts'
import { Canon } from './canon.ts'
import { after, type Cell, renamed, stateOf } from './cell.ts'
import {
  type DeviceFile,
  isNameless,
  Kernel,
  type Mm,
  type Page,
  type PteText,
  parsePte,
  pteState,
  type Slot,
} from './kernel.ts'
import type { Line } from './line.ts'
import { alwaysSilent, lettingGo, mayReachUnseen } from './silent.ts'
import { Task } from './task.ts'

/** A path that somebody walks at one page. */
export interface Walk {
  readonly path: Path
  readonly task: Task
  readonly page: Page
  readonly slot: Slot
  readonly file: DeviceFile | undefined
  /** As the model knows the thread. */
  readonly name: string
  thread: PathThread
  canon: Canon
  follower: Follower
  /** It met something that the model has no word for: what it does is taken as the log tells it. */
  outside?: string
  /** The log has told how its migration ends: all that is left is to let go. */
  finished?: true
}

/** What a walk sees instead of what this kernel has. */
export type Corrected = (part: PartRef, seen: AnyMachineSnapshot) => AnyMachineSnapshot

interface Beginning {
  /** The log has no lines of what it does. */
  readonly untold?: true
  /** The device file that it works for. */
  readonly file?: DeviceFile
  readonly name: string
  /** Where it begins, if not at the beginning. */
  readonly at?: { readonly state: string; readonly locals: Partial<Locals> }
  /** Of fork: the child's address. */
  readonly heir?: { readonly from: Slot; readonly to: Slot }
  /** The one frame that it is about, where it goes by frames. */
  readonly only?: Frame
}

/** A line that is no step of the model's. */
export class Unexplained extends Error {
  readonly reason: string
  readonly refusals: readonly Refusal[]

  constructor(reason: string, refusals: readonly Refusal[] = []) {
    super(reason)
    this.reason = reason
    this.refusals = refusals
  }
}

/** A step as it is kept for a race table. */
export interface Entry {
  readonly line: Line
  readonly walk: Walk
  readonly step: FollowedStep
}

interface Hooks {
  /** A step was explained. */
  readonly stepped: (entry: Entry) => void
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
  readonly #canons = new Map<string, Canon>()
  readonly #devices = new Set<Device>()
  readonly #hooks: Hooks

  constructor(switches: Switches, driver: Driver, hooks: Hooks) {
    this.switches = switches
    this.driver = driver
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
    this.#devices.add(file.device)
    return file
  }

  canon(page: Page): Canon {
    return this.#canon(page.slots.length)
  }

  /** At the beginning of a line. */
  next(line: Line): Task {
    this.line = line
    this.skipped = undefined
    for (const canon of this.#canons.values()) canon.use(this.kernel)
    return this.task(line.task)
  }

  /** Systems and paths take long to make, so those of one model are made once. */
  #canon(slots: number, heir?: { readonly from: number; readonly to: number }): Canon {
    const devices = this.#devices.size === 0 ? ['A'] : [...this.#devices].sort()
    const key = `${slots} ${devices} ${heir?.from} ${heir?.to}`
    const own = this.#canons.get(key)
    if (own !== undefined) return own
    const model = `${JSON.stringify(this.switches)} ${this.driver.name} ${key}`
    const canon = made.get(model) ?? new Canon(this.kernel, this.switches, this.driver, slots, devices, heir)
    made.set(model, canon)
    canon.use(this.kernel)
    this.#canons.set(key, canon)
    return canon
  }

  /** The same, where one address takes over from another. */
  #forkCanon(page: Page, { from, to }: { readonly from: Slot; readonly to: Slot }): Canon {
    return this.#canon(page.slots.length, { from: page.slots.indexOf(from), to: page.slots.indexOf(to) })
  }

  page(mm: Mm, va: number): Page {
    const isEmpty = mm.empty.delete(va) && !mm.untold
    return this.kernel.page(mm, va, () =>
      isEmpty ? { kind: 'none', frame: null, writable: false } : this.firstOf(mm.id, va),
    )
  }

  /** The page that a line names, and where its address space comes in there. */
  place(mm: Mm, va: string | number | undefined): { readonly page: Page; readonly slot: Slot } {
    const page = this.page(mm, typeof va === 'number' ? va : number(va))
    return { page, slot: this.kernel.slot(page, mm) }
  }

  /** Somebody begins to walk a path. */
  begin(
    path: Path,
    task: Task,
    { page, slot }: { readonly page: Page; readonly slot: Slot },
    { file, name, at, heir, only, untold }: Beginning,
  ): Walk {
    const canon = heir === undefined ? this.canon(page) : this.#forkCanon(page, heir)
    canon.look(page, only)
    const taken = new Set([...(this.walks.get(page) ?? [])].map((walk) => walk.name))
    let own = name
    for (let other = 2; taken.has(own); other++) own = `${name} ${other}`
    const subscriber = file === undefined ? undefined : canon.subscriber(page, file)
    const thread = canon.path(path, canon.address(page, slot), subscriber, own, only)
    const local =
      at === undefined ? undefined : stateOf(thread.ref.machine, at.state, { ...noLocals, rounds: null, ...at.locals })
    const options = this.#options(canon)
    const follower = new Follower(thread.ref, untold ? { ...options, isLogged: () => false } : options, local)
    const walk: Walk = { path, task, page, slot, file, name: own, thread, canon, follower }
    if (file !== undefined && !this.kernel.isFirst(file))
      walk.outside = 'a device that is opened twice in one address space: the model has one mirror of each'
    if (slot.isShared) walk.outside = noShared
    if (page.isUntold) walk.outside = notTold
    const walks = this.walks.get(page) ?? new Set()
    this.walks.set(page, walks.add(walk))
    return walk
  }

  end(walk: Walk): void {
    const walks = this.walks.get(walk.page)
    walks?.delete(walk)
    if (walks?.size === 0) this.walks.delete(walk.page)
    this.kernel.forget(walk.page)
  }

  /** Nobody has anything at an address any more: it is forgotten. */
  leave(page: Page, slot: Slot): void {
    if (slot.pte.state.value !== 'none' || this.walks.has(page)) return
    if (page.slots.some(({ mm, pte }) => mm !== undefined && pte.state.value !== 'none')) return
    if (page.slots.some(({ storing }) => storing.size > 0)) return
    for (const { mm } of page.slots) {
      for (const file of mm?.files ?? []) if (file.mirrors.get(page.va)?.state.context.frame != null) return
    }
    for (const { mm } of page.slots) {
      mm?.pages.delete(page.va)
      if (mm !== undefined) remember(mm.empty, page.va)
      for (const file of mm?.files ?? []) file.mirrors.delete(page.va)
    }
    page.isGone = true
    for (const frame of page.frames) if (this.kernel.folios.get(frame)?.of === page) this.kernel.forgetFolio(frame)
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
      if (seen.kind === 'refused') throw this.#refused(walk, seen.refusals)
      for (const [part, snapshot] of seen.changed) changes.set(walk.canon.cellOf(part, walk.page), snapshot)
      all.push({ walk, steps: seen.steps })
    }
    for (const { walk, steps } of all) for (const step of steps) this.#hooks.stepped({ line: this.line, walk, step })
    this.change(changes, new Set(walks))
    this.skipped = all.length > 0 ? undefined : walks.find(({ outside }) => outside !== undefined)?.outside
    return all.flatMap(({ steps }) => steps)
  }

  /**
   * A look without a lock: what it met may be newer than what has been told of, for a PTE is set before its line is drawn;
   * and it comes after a look at the sequence, with which it is one step in the model.
   */
  look(walk: Walk, observation: LogObservation): void {
    const { page, slot, name } = walk
    const next = slot.mm === undefined ? undefined : this.soon(slot.mm.id, page.va)
    const pte = walk.canon.address(page, slot).pte as PartRef
    const newer: Corrected = (part, seen) => (part === pte && next !== undefined ? pteState(next) : seen)
    const sooner: Corrected = (part, seen) =>
      part.name.startsWith('subscription') && seen.context.readers?.[name] === 'moved'
        ? stateOf(part.machine, seen.value as string, {
            ...seen.context,
            readers: { ...seen.context.readers, [name]: 'current' },
          })
        : seen
    // a mapping is counted until some time after its PTE was replaced
    const counted: Corrected = (part, seen) => {
      const other = page.slots.find((one) => one !== slot && walk.canon.address(page, one).pte === part)
      const was = other?.was.at(-1)
      return was === undefined || was.until < this.line.n - LATE ? seen : was.state
    }
    // what it met may have been replaced since, and somebody else may have held the page for a moment
    const before = this.#recentlyAt(walk).map(
      (state): Corrected =>
        (part, seen) =>
          part === pte ? state : seen,
    )
    const ways: readonly Corrected[] = [
      (_, seen) => seen,
      sooner,
      newer,
      (part, seen) => newer(part, sooner(part, seen)),
      counted,
      ...before,
    ]
    const way = ways.find((corrected) => this.isPossible(walk, observation, corrected))
    if (way !== undefined) return void this.step([walk], observation, way)
    const heldWay = ways.find((corrected) =>
      this.isPossible(walk, observation, (part, seen) => held(part, corrected(part, seen))),
    )
    const folios = [...page.frames].map((frame) => this.kernel.folio(frame, page))
    const were = folios.map(({ state }) => state)
    this.step([walk], observation, heldWay === undefined ? undefined : (part, seen) => held(part, heldWay(part, seen)))
    folios.forEach((cell, i) => {
      if (cell.state !== were[i]) this.set(cell, withRefs(cell.state, -1))
    })
  }

  /** What the PTE was since the walk's fault began. */
  #recentlyAt({ task, slot }: Walk): AnyMachineSnapshot[] {
    const since = task.fault?.since ?? this.line.n - LATE
    return slot.was
      .filter(({ until }) => until > since)
      .map(({ state }) => state)
      .reverse()
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
    for (const step of steps) this.#hooks.stepped({ line: this.line, walk, step })
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

  /** The log tells the number of a frame that had none. */
  name(page: Page, nameless: Frame, frame: Frame): void {
    if (!isNameless(nameless) || nameless === frame) return
    const { folios, files } = this.kernel
    const known = folios.get(frame)
    const isMapped = (known?.of as Page | undefined)?.slots.some(({ pte }) => pte.state.context.frame === frame)
    // references that somebody took of whom the log does not tell are put without a word, too
    if (known !== undefined && known.state.value !== 'free' && (isMapped || deviceOf(frame) !== undefined))
      throw new Unexplained(`${frame} is in use already: it cannot be allocated`)
    const folio = folios.get(nameless)
    this.kernel.forgetFolio(nameless)
    page.frames.delete(nameless)
    for (const [device, other] of page.nameless) if (other === nameless) page.nameless.delete(device)
    if (folio !== undefined) this.kernel.folio(frame, page).state = folio.state
    for (const { pte } of page.slots) pte.state = renamed(pte.machine, pte.state, nameless, frame)
    for (const file of files.values()) {
      const mirror = file.mirrors.get(page.va)
      if (mirror !== undefined) mirror.state = renamed(mirror.machine, mirror.state, nameless, frame)
    }
    for (const walk of this.walks.get(page) ?? [])
      walk.follower.rewrite((local) => renamed(walk.thread.ref.machine, local, nameless, frame))
  }

  /** A page has come to one more address space: whoever is at work there goes on in the larger system. */
  widen(page: Page, mm: Mm): Slot {
    const before = page.slots.length
    const slot = this.kernel.addSlot(page, mm)
    if (page.slots.length === before) return slot
    const canon = this.canon(page)
    const parts = new Map(canon.system.objects.map((part) => [part.name, part as PartRef]))
    // what is the only one of its kind has the bare kind for a name
    const partOf = (part: PartRef) => parts.get(part.name) ?? parts.get(`${part.name} mm`) ?? part
    for (const walk of this.walks.get(page) ?? []) {
      const subscriber = walk.file === undefined ? undefined : canon.subscriber(page, walk.file)
      walk.thread = canon.path(walk.path, canon.address(page, walk.slot), subscriber, walk.name)
      walk.canon = canon
      const { machine } = walk.thread.ref
      walk.follower = walk.follower.moved(
        walk.thread.ref,
        this.#options(canon),
        (local) => stateOf(machine, local.value as object, local.context as object),
        partOf,
      )
    }
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

  /** What threads of a task that works for a device file are called. */
  nameOf(file: DeviceFile, task: Task, what: string): string {
    let place = file.tasks.get(task.name)
    if (place === undefined) {
      const taken = new Set(file.tasks.values())
      place = 1
      while (taken.has(place)) place++
      file.tasks.set(task.name, place)
    }
    return `GPU ${file.device} ${what}${place === 1 ? '' : ` ${place}`}`
  }

  #refused(walk: Walk, refusals: readonly Refusal[]): Unexplained {
    return new Unexplained(`${walk.name} (${walk.task.name}) cannot have done this here`, refusals)
  }

  *#walksAt(owner: object): Iterable<Walk> {
    if ('va' in owner) yield* this.walks.get(owner as Page) ?? []
    else for (const [page, walks] of this.walks) if (page.slots.some(({ mm }) => mm === owner)) yield* walks
  }

  #drift(walk: Walk): void {
    if (walk.outside === undefined) walk.follower.drift(walk.canon.look(walk.page))
  }

  #options(canon: Canon) {
    return {
      silent: alwaysSilent,
      mayReach: mayReachUnseen,
      isOwn: (part: PartRef) => canon.isOwn(part),
      isLogged: (part: PartRef, before: AnyMachineSnapshot, after: AnyMachineSnapshot) =>
        !unlogged.test(part.name) &&
        (!part.name.startsWith('notifier') || canon.announces(part)) &&
        (!part.name.startsWith('subscription') || before.context.told !== after.context.told),
    }
  }
}

const held: Corrected = (part, seen) =>
  part.name.startsWith('folio') && seen.value !== 'free' && seen.context.anonExclusive === false
    ? withRefs(seen, 1)
    : seen

const withRefs = (state: AnyMachineSnapshot, more: number): AnyMachineSnapshot =>
  stateOf(state.machine as never, state.value as object, { ...state.context, refs: state.context.refs + more })

/** So many addresses are remembered to be empty. */
const EMPTY = 4096

function remember(empty: Set<number>, va: number): void {
  empty.add(va)
  if (empty.size > EMPTY) empty.delete(empty.values().next().value as number)
}

/** The end of a migration has a line before anything is let go of. */
function mayLetGo({ follower, finished }: Walk): boolean {
  return finished === true || !follower.states.some(({ value }) => /:"(finalize|unlock)"/.test(JSON.stringify(value)))
}

/** Why the lines of a walk are not held against the model. */
export const noShared = 'a shared mapping: the model has private anonymous memory only'
export const notTold = 'what is mapped there has no line: a huge page, or an entry that the model has no word for'

/** How many lines others may print between a step and its own line. */
export const LATE = 30

const made = new Map<string, Canon>()

/** Objects of whose changes the log does not tell. */
const unlogged = /^(folio|last write|vma|mm)\b/

export const number = (hex: string | undefined): number => Number.parseInt(hex ?? '0', 16)
