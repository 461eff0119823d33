/** Lines of migrate_vma_pages(): which pages move, and which holes are filled. migrate_device_pages() prints them, too. */
import type { AnyMachineSnapshot } from 'xstate'
import type { LogObservation, PartRef, See } from '../../../checker/index.ts'
import type { Journal } from '../journal.ts'
import type { Line } from '../line.ts'
import type { Task } from '../task.ts'
import type { Walk } from '../walk.ts'
import {
  agreesWithCall,
  beginsEviction,
  current,
  entryIn,
  leavesAlone,
  mustBeIn,
  one,
  showEntry,
  tellsOf,
  toldOfAll,
  withRefs,
} from './migration.ts'
import { changesPte, mustBe } from './pte.ts'
import type { Rules } from './rule.ts'
import { isAt } from './where.ts'

export const migrateVmaPages: Rules = {
  pages: ({ fields }, j, task) => {
    // a driver that evicts a whole chunk, of which nothing is in use
    if (task.migration === undefined && fields.mm === '0') beginsEviction(task, undefined)
    const migration = current(task)
    if (migration.mm !== undefined) mustBeIn(migration, 'driver')
    agreesWithCall(migration, fields)
    migration.stage = 'pages'
    for (const walk of migration.walks.values()) goesForHole(j, walk)
  },
  page: (line, j, task) => {
    const { fields } = line
    const { walk, migration } = tellsOf(task, line, 'page')
    const via = leavesAlone
    const events = migration.mm === undefined ? ['migrate_device_pages'] : ['migrate_vma_pages']
    if (fields.src === '0') {
      const left: LogObservation = {
        events,
        via,
        agrees: ({ after }) => entryIn(walk, after)?.lost !== false || 'the hole would be filled',
      }
      // a hole to which the driver has given no page
      if (j.isPossible(walk, left)) return void j.step([walk], left)
      j.step([walk], {
        events: [],
        via,
        agrees: ({ after }) => {
          const entry = entryIn(walk, after)
          return (
            entry === undefined ||
            (entry.src === null && (!entry.hole || entry.dst === null)) ||
            `src is ${showEntry(entry)}`
          )
        },
      })
      return
    }
    const lost = fields.res !== 'moved'
    const name = `folio ${j.kernel.frame(fields.src as string)}`
    const agrees = ({ before, after }: { before: See; after: See }) => {
      const was = entryIn(walk, before)
      if (!j.may(was?.src ?? null, j.kernel.frame(fields.src as string))) return `its source is ${was?.src}`
      return (entryIn(walk, after)?.lost ?? true) === lost || (lost ? 'the page would move' : 'the page would not move')
    }
    const observation = { events, via, agrees }
    // an unexplained reference may be one that the log does not tell of
    const isHeld = fields.res === 'map_fail' && !j.isPossible(walk, observation)
    const corrected = (part: PartRef, seen: AnyMachineSnapshot) =>
      isHeld && part.name === name ? withRefs(part, seen, name, seen.context.refs + 1) : seen
    j.step([walk], observation, corrected)
  },
  insert: (line, j, task) => {
    const { fields } = line
    const { walk } = tellsOf(task, line)
    const { page, slot } = walk
    if (fields.res === 'inserted') {
      j.step([walk], {
        events: [],
        agrees: ({ after }) => {
          const entry = entryIn(walk, after)
          return (entry?.lost === false && entry.hole) || 'it has inserted nothing'
        },
      })
      return undefined
    }
    mustBe(j, page, slot, j.pteText(fields.saw), `saw=${fields.saw}`)
    if (fields.res !== 'abort_pte_changed') {
      walk.outside = `${fields.res}: the model does not run out of memory there`
      return walk.outside
    }
    j.step([walk], {
      events: ['migrate_vma_insert_page'],
      via: ['migrate_vma_pages'],
      agrees: ({ after }) => entryIn(walk, after)?.lost !== false || 'it would insert its page',
    })
    return undefined
  },
  pages_ret: ({ fields }, _j, task) => {
    const migration = current(task)
    agreesWithCall(migration, fields)
    toldOfAll(migration, 'what became of it')
    migration.stage = 'mapped'
    if (migration.mm === undefined && migration.walks.size === 0) task.migrations.pop()
  },
}

/**
 * Without an invalidation nothing is told of a hole between the beginning of the call and the new page; so that is when it
 * goes on to the hole. The step changes nothing, and looks at nothing that others change.
 */
function goesForHole(j: Journal, walk: Walk): void {
  if (j.switches.holeNotify !== 'none' || walk.outside !== undefined) return
  const goesOn: LogObservation = { ...isAt(walk, [], 'hole: insert'), events: ['migrate_vma_pages'] }
  if (j.isPossible(walk, goesOn)) j.step([walk], goesOn)
}

/** The step that maps a new page at what was a hole. */
export function inserts(line: Line, j: Journal, task: Task): void {
  const { walk } = one(task, line.fields)
  changesPte(j, line, walk, ['migrate_vma_insert_page'], ['migrate_vma_pages'])
}
