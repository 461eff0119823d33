/** Lines of migrate_device_unmap(): which pages are given up, and what is unmapped in whatever address space maps it, too. */
import type { LogObservation } from '../../../checker/index.ts'
import { deviceOf, type Frame } from '../../names.ts'
import { mappings } from '../../paths/sight.ts'
import type { Journal } from '../journal.ts'
import type { Line } from '../line.ts'
import type { Task } from '../task.ts'
import { Unexplained } from '../unexplained.ts'
import { comesNext, current, entryIn, mustBeIn, one, walkAt, withRefs } from './migration.ts'
import { changesPte } from './pte.ts'
import type { Rules } from './rule.ts'

export const migrateDeviceUnmap: Rules = {
  unmap: (line, j, task) => {
    const { fields } = line
    comesNext(current(task), line)
    mustBeIn(current(task), 'unmap')
    const { walk } = one(task, fields, 'unmap')
    if ((fields.fault_page === '1') !== (task.fault?.walk === walk))
      throw new Unexplained(
        `fault_page=${fields.fault_page}, and ${task.name} ${task.fault?.walk === walk ? 'faults' : 'does not fault'} on it`,
      )
    const lost = fields.res !== 'ok'
    const refs = Number(fields.ref)
    const name = `folio ${j.kernel.frame(fields.pfn as string)}`
    const { system } = walk.canon
    const real = j.see(walk.page)(system.folio(j.kernel.frame(fields.pfn as string))).context.refs
    const observation: LogObservation = {
      events: ['migrate_device_unmap', 'migrate_vma_check_page', 'folio_isolate_lru fails'],
      via: ['migrate_device_unmap'],
      agrees: ({ before, after }) => {
        const entry = entryIn(walk, before)
        if (!j.may(entry?.src ?? null, j.kernel.frame(fields.pfn as string))) return `its source is ${entry?.src}`
        const known = before(system.folio(entry?.src as Frame)).context.refs
        const map = mappings(system, entry?.src as Frame, before).length
        if (map !== Number(fields.map)) return `map=${fields.map}, and by the model it is mapped ${map} times`
        const is = entryIn(walk, after)
        if (is === undefined || is.lost !== lost)
          return lost ? 'it would go on with the page' : 'it would give the page up'
        const isAlone = deviceOf(entry?.src ?? null) !== undefined && j.walks.get(walk.page)?.size === 1
        if (isAlone && real !== refs) return `ref=${refs}, and by the model ${real} references are held`
        return known <= refs || lost || `ref=${refs}, and ${known} references are held by those whom the model knows`
      },
    }
    // the count is printed after it was looked at: somebody may have put, or got, a reference in between
    const counts = [refs, ...(lost ? [1, 2, 3, 4].map((more) => refs + more) : [0])]
    const count = counts.find((held) =>
      j.isPossible(walk, observation, held === 0 ? undefined : (part, seen) => withRefs(part, seen, name, held)),
    )
    j.step([walk], observation, (part, seen) => (count === 0 ? seen : withRefs(part, seen, name, count ?? refs)))
  },
  unmap_restore: ({ fields }, j, task) => {
    const { walk } = one(task, fields)
    j.step([walk], {
      events: [],
      // the line is printed after the page was put back
      agrees: ({ after }) => {
        const entry = entryIn(walk, after)
        return entry === undefined || entry.lost || entry.src === null || 'it goes on with the page'
      },
    })
  },
}

/** Several mappings of a page become migration entries. */
export function unmapsElsewhere(line: Line, j: Journal, task: Task): void {
  changesPte(j, line, walkAt(j, task, line.fields), ['try_to_migrate_one'], ['migrate_device_unmap'])
}
