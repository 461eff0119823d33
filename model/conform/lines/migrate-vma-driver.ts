/** Lines of the driver in a migration: it allocates device pages, copies, frees, and maps in its mirror what has moved. */
import type { AnyMachineSnapshot } from 'xstate'
import type { Entry } from '../../paths/locals.ts'
import { mirrorOf } from '../../paths/sight.ts'
import type { Journal } from '../journal.ts'
import type { Line } from '../line.ts'
import { names } from '../naming.ts'
import type { Task } from '../task.ts'
import { Unexplained } from '../unexplained.ts'
import { heldTo } from '../values.ts'
import type { Walk } from '../walk.ts'
import { agreesWithPage, mapsAsTold } from './device-fault.ts'
import { comesNext, current, entryIn, leavesAlone, mustBeIn, one, showEntry, tellsOf } from './migration.ts'
import type { Rules } from './rule.ts'
import { localsOfWalk, stateIn } from './where.ts'

export const migrateVmaDriver: Rules = {
  dev_alloc: ({ fields }, j, task) => {
    const pfn = fields.pfn as string
    const frame = j.kernel.deviceFrame(pfn, j.kernel.device(fields.dev as string))
    const known = j.kernel.folios.get(frame)
    if (known !== undefined && known.state.value !== 'free') throw new Unexplained(`${frame} is in use already`)
    if (fields.backing !== undefined) {
      j.kernel.backing.set(fields.backing, frame)
      j.kernel.dangling.delete(fields.backing)
    }
    if (task.migration !== undefined) mustBeIn(task.migration, 'driver')
    task.migration?.allocated.add(pfn)
  },
  dev_free: ({ fields }, j, task) => {
    const frame = j.kernel.frame(fields.pfn as string)
    for (const walk of task.migration?.walks.values() ?? []) if (walk.finished) j.letGo(walk)
    const known = j.kernel.folios.get(frame)
    // the line of a PTE is printed after the page that it mapped was put
    const next = j.upcoming(task.name)[0]
    const isZapped = next?.fields.why === 'zap' && next.fields.old?.split(':')[1] === fields.pfn
    if (isZapped) task.freed = frame
    else if (known !== undefined && known.state.value !== 'free')
      throw new Unexplained(`${frame} is not free: ${known.state.context.refs} references are held`)
    if (fields.backing !== undefined) j.kernel.freesBacking(fields.backing)
  },
  copy_s2d_begin: (line, j, task) => {
    const { fields } = line
    comesNext(current(task), line)
    const { walk, migration } = one(task, fields)
    if (!migration.allocated.has(fields.dst as string)) throw new Unexplained(`dst=${fields.dst} was not allocated`)
    begins(j, walk, fields.src as string)
  },
  copy_s2d: copies,
  copy_d2s_begin: (line, j, task) => {
    const { fields } = line
    comesNext(current(task), line)
    begins(j, one(task, fields).walk, fields.backing as string)
  },
  copy_d2s: copies,
  dm_nostore: (line, j, task) => {
    const { walk } = tellsOf(task, line)
    j.step([walk], {
      events: [],
      via: leavesAlone,
      agrees: ({ after }) => !stateIn(walk, after).endsWith('.update') || 'it maps what it migrated',
    })
  },
}

/** A page goes to the device: the entry in the mirror is the new page. */
export function mapsMigrated({ fields, words }: Line, j: Journal, task: Task): void {
  agreesWithPage(j, fields)
  const { walk, migration } = one(task, fields)
  migration.told.add(walk)
  const file = j.file(fields.dm as string, fields)
  const frame = j.kernel.frame(fields.page as string)
  if (walk.outside !== undefined) mapsAsTold(j, file, walk.page, frame, words)
  j.step([walk], {
    events: ['update device table'],
    agrees: ({ after }) => {
      const { canon, page, slot } = walk
      const mapped = mirrorOf(canon.subscriber(page, file), canon.address(page, slot), after)
      if (!j.may(mapped.frame, frame)) return `it would map ${mapped.frame ?? 'nothing'}`
      return mapped.writable === words.includes('w') || `it would map it ${mapped.writable ? 'writable' : 'read-only'}`
    },
  })
}

function begins(j: Journal, walk: Walk, src: string): void {
  j.step([walk], {
    events: [],
    via: [],
    agrees: ({ after }) => {
      const entry = entryIn(walk, after)
      if (!stateIn(walk, after).endsWith('.driver')) return `it is in "${stateIn(walk, after)}"`
      if (src === '0') return entry?.hole === true || `src is ${showEntry(entry)}`
      return j.may(entry?.src ?? null, j.kernel.frame(src)) || `src is ${showEntry(entry)}`
    },
  })
}

function copies({ fields }: Line, j: Journal, task: Task): undefined {
  const { walk } = one(task, fields)
  copied(j, walk, fields)
}

/** The driver has copied a page: to which, and what it held. */
export function copied(j: Journal, walk: Walk, fields: Line['fields']): void {
  if (walk.outside !== undefined) return
  const dst = j.kernel.frame(fields.dst as string)
  const { src } = localsOfWalk(walk).entries[0] as Entry
  // the model erases the mirror's entry in this step; the log has told when that was, and what was mapped since stays
  const mirrors = [...j.kernel.files.values()].flatMap(({ mirrors }) => mirrors.get(walk.page.va) ?? [])
  const were = mirrors.map(({ state }) => state)
  j.step([walk], {
    events: ['alloc_and_copy'],
    agrees: ({ after }) => {
      const entry = entryIn(walk, after)
      return j.may(entry?.dst ?? null, dst) || `it would copy to ${entry?.dst}`
    },
  })
  mirrors.forEach((mirror, i) => {
    if (mirror.of === walk.page && mirror.state !== were[i]) j.set(mirror, were[i] as AnyMachineSnapshot)
  })
  const { dst: named } = localsOfWalk(walk).entries[0] as Entry
  if (named !== null) names(j, walk.page, named, dst)
  if (fields.val === undefined) return
  heldTo(j, walk.page, walk.slot, src === null ? dst : src, fields.val)
}
