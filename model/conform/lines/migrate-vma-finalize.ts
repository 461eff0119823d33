/** Lines of migrate_vma_finalize(): what became of each page, and the PTEs that are no migration entries any more. */
import type { Journal } from '../journal.ts'
import type { Line } from '../line.ts'
import type { Task } from '../task.ts'
import {
  agreesWithCall,
  current,
  entryIn,
  finish,
  leavesAlone,
  showEntry,
  tellsOf,
  toldOfAll,
  walkAt,
} from './migration.ts'
import { changesPte } from './pte.ts'
import type { Rules } from './rule.ts'
import { stateIn } from './where.ts'

export const migrateVmaFinalize: Rules = {
  finalize: ({ fields }, _j, task) => {
    const migration = current(task)
    agreesWithCall(migration, fields)
    if (migration.toSystem) migration.told.clear()
    else toldOfAll(migration, 'whether it maps it')
    migration.stage = 'finalize'
  },
  fin: (line, j, task) => {
    const { fields } = line
    const { walk } = tellsOf(task, line, 'fin')
    const { res } = fields
    j.step([walk], {
      events: [],
      via: leavesAlone,
      agrees: ({ after }) => {
        const entry = entryIn(walk, after)
        const state = stateIn(walk, after)
        if (res === 'nothing')
          return ((entry?.src ?? null) === null && (entry?.dst ?? null) === null) || `src is ${showEntry(entry)}`
        if (!/\.(finalize|unlock)$/.test(state)) return `it is in "${state}"`
        if (entry === undefined) return 'it has nothing to finish'
        if (res === 'moved' || res === 'restored') {
          if (!j.may(entry.src, j.kernel.frame(fields.src as string))) return `its source is ${entry.src}`
          return entry.lost === (res === 'restored') || `the page has ${entry.lost ? 'not ' : ''}moved`
        }
        return (entry.hole && entry.lost === (res === 'insert_dropped')) || `src is ${showEntry(entry)}`
      },
    })
    walk.finished = true
    if (res === 'inserted' || res === 'insert_dropped') j.letGo(walk)
  },
  finalize_ret: ({ fields }, j, task) => {
    const migration = current(task)
    agreesWithCall(migration, fields)
    toldOfAll(migration, 'how it ended')
    finish(j, task, migration)
  },
}

/** The step that replaces a migration entry: of the migration whose page it is. */
export function removesMigrationPte(line: Line, j: Journal, task: Task): void {
  const walk = walkAt(j, task, line.fields)
  changesPte(j, line, walk, ['remove_migration_ptes'])
  j.letGo(walk)
}
