/** A path of the model that somebody walks at one page, from where it begins to the larger system that it may be moved to. */
import type { AnyMachineSnapshot } from 'xstate'
import { type FollowedStep, Follower, type PartRef } from '../../checker/index.ts'
import type { Frame } from '../names.ts'
import { type Locals, noLocals } from '../paths/locals.ts'
import type { Path } from '../paths/path.ts'
import type { PathThread } from '../paths/path-thread.ts'
import type { Canon } from './canon.ts'
import { stateOf } from './cell.ts'
import type { Line } from './line.ts'
import { type DeviceFile, isFirst, type Page, type Slot } from './parts.ts'
import { alwaysSilent, mayReachUnseen } from './silent.ts'
import type { Task } from './task.ts'

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

export interface Beginning {
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

/** Where a path is walked: a page, and the address space in which it is met. */
export interface Place {
  readonly page: Page
  readonly slot: Slot
}

/** A step as it is kept for a race table. */
export interface Entry {
  readonly line: Line
  readonly walk: Walk
  readonly step: FollowedStep
  /** `told`: it is what the line tells of. `before`: it must have been taken by then. `with`: it is done as soon as it can be. */
  readonly place: 'told' | 'before' | 'with'
}

/** What a line says that is no step of the model, and yet explains a race. */
export interface Remark {
  readonly line: Line
  readonly walk: Walk
  readonly remark: string
  /** Of a callback: whose it is. */
  readonly file?: DeviceFile
}

/** Why the lines of a walk are not held against the model. */
export const noShared = 'a shared mapping: the model has private anonymous memory only'
export const notTold = 'what is mapped there has no line: a huge page, or an entry that the model has no word for'

/** @param others who is at work at the page already */
export function newWalk(
  canon: Canon,
  path: Path,
  task: Task,
  { page, slot }: Place,
  { file, name, at, only, untold }: Beginning,
  others: ReadonlySet<Walk>,
): Walk {
  canon.look(page, only)
  const taken = new Set([...others].map((walk) => walk.name))
  let own = name
  for (let other = 2; taken.has(own); other++) own = `${name} ${other}`
  const subscriber = file === undefined ? undefined : canon.subscriber(page, file)
  const thread = canon.path(path, canon.address(page, slot), subscriber, own, only)
  const local =
    at === undefined ? undefined : stateOf(thread.ref.machine, at.state, { ...noLocals, rounds: null, ...at.locals })
  const options = optionsIn(canon)
  const follower = new Follower(thread.ref, untold ? { ...options, isLogged: () => false } : options, local)
  const walk: Walk = { path, task, page, slot, file, name: own, thread, canon, follower }
  if (file !== undefined && !isFirst(file))
    walk.outside = 'a device that is opened twice in one address space: the model has one mirror of each'
  if (slot.isShared) walk.outside = noShared
  if (page.isUntold) walk.outside = notTold
  return walk
}

/** It goes on in a larger system, for its page has come to one more address space. */
export function move(walk: Walk, canon: Canon): void {
  const { page } = walk
  const parts = new Map(canon.system.objects.map((part) => [part.name, part as PartRef]))
  // what is the only one of its kind has the bare kind for a name
  const partOf = (part: PartRef) => parts.get(part.name) ?? parts.get(`${part.name} mm`) ?? part
  const subscriber = walk.file === undefined ? undefined : canon.subscriber(page, walk.file)
  walk.thread = canon.path(walk.path, canon.address(page, walk.slot), subscriber, walk.name)
  walk.canon = canon
  const { machine } = walk.thread.ref
  walk.follower = walk.follower.moved(
    walk.thread.ref,
    optionsIn(canon),
    (local) => stateOf(machine, local.value as object, local.context as object),
    partOf,
  )
}

/** The end of a migration has a line before anything is let go of. */
export function mayLetGo({ follower, finished }: Walk): boolean {
  return finished === true || !follower.states.some(({ value }) => /:"(finalize|unlock)"/.test(JSON.stringify(value)))
}

/** What threads of a task that works for a device file are called. */
export function threadName(file: DeviceFile, task: Task, what: string): string {
  let place = file.tasks.get(task.name)
  if (place === undefined) {
    const taken = new Set(file.tasks.values())
    place = 1
    while (taken.has(place)) place++
    file.tasks.set(task.name, place)
  }
  return `GPU ${file.device} ${what}${place === 1 ? '' : ` ${place}`}`
}

function optionsIn(canon: Canon) {
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

/** Objects of whose changes the log does not tell. */
const unlogged = /^(folio|last write|vma|mm)\b/
