/**
 * What the lines of a migration have in common, whoever prints them: of which migration of its task a line is, and of which
 * of its pages. A migration of several pages is one walk for each.
 */
import type { AnyMachineSnapshot } from 'xstate'
import type { PartRef, See } from '../../../checker/index.ts'
import type { Device } from '../../names.ts'
import { folio } from '../../objects/folio.ts'
import type { Entry } from '../../paths/locals.ts'
import { stateOf } from '../cell.ts'
import type { Journal } from '../journal.ts'
import { type Line, number } from '../line.ts'
import type { Migration, Task } from '../task.ts'
import { Unexplained } from '../unexplained.ts'
import type { Walk } from '../walk.ts'
import { localsIn, localsOfWalk, stateIn } from './where.ts'

/** PAGE_SIZE */
export const size = 0x1000

/** A driver may leave a page where it is; the log then has no line of its copy. */
export const leavesAlone = ['alloc fails', 'driver skips']

/** What the migration knows of its page: each walk has one. */
export const entryIn = (walk: Walk, see: See): Entry | undefined => localsIn(walk, see).entries[0]

export function current(task: Task): Migration {
  const { migration } = task
  if (migration === undefined) throw new Unexplained(`${task.name} migrates nothing`)
  return migration
}

/** The page of a migration that a line is of: by address, by index or by its source. */
export function one(task: Task, fields: Line['fields'], by?: 'unmap' | 'page' | 'fin') {
  const migration = current(task)
  const va = fields.va === undefined || (by !== undefined && migration.mm === undefined) ? undefined : number(fields.va)
  const bySource = () => {
    const name = fields.pfn ?? fields.src
    return [...migration.walks.values()].find((walk) => localsOfWalk(walk).entries[0]?.src?.slice(1) === name)
  }
  const walk =
    va !== undefined
      ? migration.walks.get(va)
      : (migration.at(Number(fields.i)) ?? bySource() ?? [...migration.walks.values()].at(-1))
  if (walk === undefined) throw new Unexplained(`${task.name} migrates nothing there`)
  return { walk, migration }
}

/** The walk of a migration at an address that a line names. */
export function walkAt(j: Journal, task: Task, { mm, va }: Line['fields']): Walk {
  const { page } = j.place(j.kernel.mm(mm as string), va)
  const walk = [...(task.migration?.walks.values() ?? [])].find((other) => other.page === page)
  if (walk === undefined) throw new Unexplained(`${task.name} migrates nothing there`)
  return walk
}

/** What a line says of the whole call. */
export function agreesWithCall({ mm, start, end, owner }: Migration, fields: Line['fields']): void {
  if (mm === undefined) return
  const pages = (end - start) / size
  if (number(fields.start) !== start) throw new Unexplained(`the migration begins at ${start.toString(16)}`)
  if (fields.npages !== undefined && Number(fields.npages) !== pages)
    throw new Unexplained(`the migration is of ${pages} pages`)
  if (fields.owner !== undefined && fields.owner !== owner)
    throw new Unexplained(`the migration is for the owner ${owner}`)
}

export function mustBeIn(migration: Migration, stage: Migration['stage']): void {
  if (migration.stage !== stage)
    throw new Unexplained(`the migration is in the stage "${migration.stage}", and not in "${stage}"`)
}

/** Each call goes through its pages from the first to the last. */
export function comesNext({ last, mm, owner }: Migration, { event, fields }: Line): void {
  if (mm !== undefined && fields.owner !== undefined && fields.owner !== owner)
    throw new Unexplained(`the migration is for the owner ${owner}`)
  const place = fields.i === undefined ? number(fields.va) : Number(fields.i)
  const before = last.get(event)
  if (before !== undefined && place <= before) throw new Unexplained(`ev=${event} was there for a later page already`)
  last.set(event, place)
}

/** The page that a line is of, of which its call has told with it. */
export function tellsOf(task: Task, line: Line, by?: Parameters<typeof one>[2]): ReturnType<typeof one> {
  comesNext(current(task), line)
  const told = one(task, line.fields, by)
  told.migration.told.add(told.walk)
  return told
}

/** Each of its calls tells of each page. */
export function toldOfAll({ walks, told }: Migration, what: string): void {
  const left = [...walks.values()].find((walk) => !told.has(walk) && walk.outside === undefined)
  if (left !== undefined)
    throw new Unexplained(`before this line the log has to tell of ${left.page.va.toString(16)} ${what}`)
  told.clear()
}

/** What is evicted is of no one address space. */
export function beginsEviction(task: Task, device: Device | undefined): void {
  task.migrations.push({
    start: 0,
    end: 0,
    mm: undefined,
    device,
    owner: undefined,
    toSystem: true,
    walks: new Map(),
    at: () => undefined,
    stage: 'unmap',
    told: new Set(),
    last: new Map(),
    allocated: new Set(),
  })
}

/** The walks of a migration are over, or go on in the fault that they serve. */
export function finish(j: Journal, task: Task, migration: Migration): void {
  for (const walk of migration.walks.values()) {
    if (walk.outside === undefined) {
      j.letGo(walk)
      const serves = task.fault?.walk === walk
      j.step([walk], {
        events: [],
        via: leavesAlone,
        agrees: ({ after }) => {
          const state = stateIn(walk, after)
          const isOver = serves ? !state.includes('to ram') : ['idle', 'migrated', 'ended'].includes(state)
          return isOver || `it is in "${state}"`
        },
      })
    }
    if (task.fault?.walk !== walk) {
      j.end(walk)
      j.leave(walk.page, walk.slot)
    }
  }
  task.migrations.pop()
}

export const showEntry = (entry: Entry | undefined): string => {
  if (entry === undefined) return 'empty'
  if (entry.hole) return entry.lost ? 'a hole that is lost' : 'a hole'
  return entry.src === null ? 'empty' : `${entry.src}${entry.lost ? ', lost' : ''}`
}

/** A frame with more references than the model knows of: the log does not tell of all who hold one. */
export const withRefs = (part: PartRef, seen: AnyMachineSnapshot, name: string, refs: number): AnyMachineSnapshot =>
  part.name === name && seen.value !== 'free' && seen.context.refs < refs
    ? stateOf(folio, seen.value as object, { ...seen.context, refs })
    : seen
