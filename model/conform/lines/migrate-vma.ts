/**
 * Lines of migrate_vma_setup(), _pages() and _finalize(), and of what the test driver does between them. A migration of
 * several pages is one walk for each.
 */
import type { AnyMachineSnapshot } from 'xstate'
import type { LogObservation, PartRef, See } from '../../../checker/index.ts'
import { type Device, deviceOf, type Frame } from '../../names.ts'
import { folio } from '../../objects/folio.ts'
import { evict } from '../../paths/evict.ts'
import { getUserPages } from '../../paths/get-user-pages.ts'
import { gpuMigrate } from '../../paths/gpu-driver.ts'
import type { Entry } from '../../paths/locals.ts'
import { mappings, mirrorOf } from '../../paths/sight.ts'
import { stateOf } from '../cell.ts'
import { type Journal, number, Unexplained, type Walk } from '../journal.ts'
import type { Line } from '../line.ts'
import { migrateToSystem } from '../migrate-to-system.ts'
import type { Migration, Task } from '../task.ts'
import { heldTo, wrote } from '../values.ts'
import { agreesWithPage, mapsAsTold } from './device-fault.ts'
import { changesPte, isPte, mustBe } from './pte.ts'
import type { Rules } from './rule.ts'
import { agreesWithVma } from './vma.ts'
import { isAt, localsIn, localsOfWalk, stateIn } from './where.ts'

const size = 0x1000
/** A driver may leave a page where it is; the log then has no line of its copy. */
const leavesAlone = ['alloc fails', 'driver skips']

const entryIn = (walk: Walk, see: See): Entry | undefined => localsIn(walk, see).entries[0]

export const migrateVma: Rules = {
  setup: ({ fields }, j, task) => {
    const [start, end] = [number(fields.start), number(fields.end)]
    const mm = j.kernel.mm(fields.mm as string)
    const device = j.kernel.owners.get(fields.owner ?? '') ?? task.ioctl?.file.device
    const toSystem = fields.sel === 'devpriv'
    const file = task.ioctl?.file ?? [...mm.files].find((other) => other.device === device)
    if (device !== undefined) j.kernel.owners.set(fields.owner as string, device)
    const walks = new Map<number, Walk>()
    const { fault } = task
    if (toSystem && fault !== undefined && fields.fault_pfn !== '0') {
      j.step([fault.walk], {
        events: [],
        agrees: ({ after }) => stateIn(fault.walk, after).includes('to ram') || 'no driver was called',
      })
      const { faultPage } = localsOfWalk(fault.walk)
      if (fault.walk.outside === undefined && faultPage !== j.kernel.frame(fields.fault_pfn as string))
        throw new Unexplained(`the fault is on ${faultPage}`)
      walks.set(fault.va, fault.walk)
    } else {
      if (file === undefined) throw new Unexplained(`no file of the owner ${fields.owner} is open`)
      if (device !== file.device)
        throw new Unexplained(`the owner ${fields.owner} is not that of the device ${file.device}`)
      for (let va = start; va < end; va += size) {
        const place = j.place(mm, va)
        agreesWithVma(j, place.slot, fields.vm_flags)
        const [path, what] = toSystem ? [migrateToSystem, 'migrate back'] : [gpuMigrate, 'migrate']
        walks.set(va, j.begin(path, task, place, { file, name: j.nameOf(file, task, what) }))
      }
    }
    if (toSystem && fields.sel === 'sys') throw new Unexplained('it selects system pages')
    const at = (i: number) => walks.get(start + i * size)
    task.migrations.push({
      start,
      end,
      mm,
      device,
      owner: fields.owner,
      toSystem,
      walks,
      at,
      stage: mm.announces ? 'setup' : 'unmap',
      told: new Set(),
      last: new Map(),
      allocated: new Set(),
    })
  },
  collect: (line, j, task) => {
    const { fields } = line
    comesNext(current(task), line)
    const { walk, migration } = one(task, fields)
    migration.told.add(walk)
    const { page, slot } = walk
    const saw = j.pteText(fields.saw)
    if (fields.res === 'locked_unmapped') {
      const src = j.pteText(fields.saw)
      j.step([walk], {
        events: [],
        agrees: ({ after }) => {
          const entry = entryIn(walk, after)
          if (entry?.src == null) return 'it has collected nothing'
          return (
            (agreesSrc(j, entry, fields.src) && j.may(entry.src, src?.frame ?? null)) || `it has collected ${entry.src}`
          )
        },
      })
      return undefined
    }
    // the zero page has none either: it is left alone by who does not select system memory
    if (fields.res === 'skip_nopage_or_thp' && saw?.kind !== 'zero') {
      walk.outside = 'what is mapped there is no page of its own: the model has no huge and no special mappings'
      return walk.outside
    }
    mustBe(j, page, slot, saw, `saw=${fields.saw}`)
    const hole = fields.res === 'hole' || fields.res === 'zero'
    // somebody of whom the log does not tell may hold the page's lock, or a pin
    const busy = fields.res === 'lock_fail' || fields.res === 'pinned_gup'
    const corrected = (part: PartRef, seen: AnyMachineSnapshot) =>
      busy && part.name === `folio ${saw?.frame}` && seen.value !== 'free' && seen.context.holder === null
        ? stateOf(folio, { allocated: 'locked' }, { ...seen.context, holder: 'somebody' })
        : seen
    j.step(
      [walk],
      {
        events: ['migrate_vma_collect_pmd'],
        agrees: ({ after }) => {
          const entry = entryIn(walk, after)
          if (entry?.src != null) return `it would collect ${entry.src}`
          return (entry?.hole ?? false) === hole || (hole ? 'it would collect no hole' : 'it would collect a hole')
        },
      },
      corrected,
    )
    return undefined
  },
  collect_hole: ({ fields }, _j, task) => {
    const migration = current(task)
    const walks = [...migration.walks.values()].filter(
      ({ page }) => page.va >= number(fields.va) && page.va < number(fields.end),
    )
    for (const walk of walks) migration.told.add(walk)
    for (const { page, slot } of walks) mustBe(_j, page, slot, { kind: 'none', frame: null, writable: false }, 'a hole')
    _j.step(walks, (walk) => ({
      events: ['migrate_vma_collect_pmd'],
      agrees: ({ after }) => entryIn(walk, after)?.hole === true || migration.toSystem || 'it would collect no hole',
    }))
    return undefined
  },
  collect_skip: (_line, j, task) => {
    const { walks, told } = current(task)
    for (const walk of walks.values()) told.add(walk)
    for (const walk of walks.values()) walk.outside = 'migrate_vma_setup() skips its VMA'
    void j
    return 'the model has no VMA that is skipped'
  },
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
  setup_src: (line, j, task) => {
    const { fields } = line
    comesNext(current(task), line)
    current(task).stage = 'listed'
    const { walk, migration } = one(task, fields)
    migration.told.add(walk)
    j.letGo(walk)
    j.step([walk], {
      events: [],
      agrees: ({ after }) =>
        agreesSrc(j, entryIn(walk, after), fields.src) || `src is ${showEntry(entryIn(walk, after))}`,
    })
  },
  setup_ret: ({ fields }, _j, task) => {
    const migration = current(task)
    agreesWithCall(migration, fields)
    toldOfAll(migration, 'what it has collected')
    migration.stage = 'driver'
    const migrating = [...migration.walks.values()].filter((walk) =>
      localsOfWalk(walk).entries.some(({ src, hole, lost }) => !lost && (src !== null || hole)),
    )
    if (
      [...migration.walks.values()].every(({ outside }) => outside === undefined) &&
      migrating.length !== Number(fields.cpages)
    )
      throw new Unexplained(`cpages=${fields.cpages}, and by the model ${migrating.length} pages go on`)
  },
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
  copy_s2d: (line, j, task) => copies(line, j, task),
  copy_d2s_begin: (line, j, task) => {
    const { fields } = line
    comesNext(current(task), line)
    begins(j, one(task, fields).walk, fields.backing as string)
  },
  copy_d2s: (line, j, task) => copies(line, j, task),
  pages: ({ fields }, _j, task) => {
    // a driver that evicts a whole chunk, of which nothing is in use
    if (task.migration === undefined && fields.mm === '0') beginsEviction(task, undefined)
    const migration = current(task)
    if (migration.mm !== undefined) mustBeIn(migration, 'driver')
    agreesWithCall(migration, fields)
    migration.stage = 'pages'
  },
  page: (line, j, task) => {
    const { fields } = line
    comesNext(current(task), line)
    const { walk, migration } = one(task, fields, 'page')
    migration.told.add(walk)
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
    comesNext(current(task), line)
    const { walk, migration } = one(task, fields)
    migration.told.add(walk)
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
  dm_nostore: (line, j, task) => {
    const { fields } = line
    comesNext(current(task), line)
    const { walk, migration } = one(task, fields)
    migration.told.add(walk)
    j.step([walk], {
      events: [],
      via: leavesAlone,
      agrees: ({ after }) => !stateIn(walk, after).endsWith('.update') || 'it maps what it migrated',
    })
  },
  finalize: ({ fields }, _j, task) => {
    const migration = current(task)
    agreesWithCall(migration, fields)
    if (migration.toSystem) migration.told.clear()
    else toldOfAll(migration, 'whether it maps it')
    migration.stage = 'finalize'
  },
  fin: (line, j, task) => {
    const { fields } = line
    comesNext(current(task), line)
    const { walk, migration } = one(task, fields, 'fin')
    migration.told.add(walk)
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

/** Each of its calls tells of each page. */
export function toldOfAll({ walks, told }: Migration, what: string): void {
  const left = [...walks.values()].find((walk) => !told.has(walk) && walk.outside === undefined)
  if (left !== undefined)
    throw new Unexplained(`before this line the log has to tell of ${left.page.va.toString(16)} ${what}`)
  told.clear()
}

/** The walks of a migration are over, or go on in the fault that they serve. */
export function finish(j: Journal, task: Task, migration: Migration): void {
  for (const walk of migration.walks.values()) {
    if (walk.outside === undefined) {
      j.letGo(walk)
      const serves = task.fault?.walk === walk
      j.step([walk], {
        events: [],
        via: [...leavesAlone],
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

/** The step that replaces a migration entry: of the migration whose page it is. */
export function removesMigrationPte(line: Line, j: Journal, task: Task): void {
  const mm = j.kernel.mm(line.fields.mm as string)
  const { page } = j.place(mm, line.fields.va)
  const walk = [...(task.migration?.walks.values() ?? [])].find((other) => other.page === page)
  if (walk === undefined) throw new Unexplained(`${task.name} migrates nothing there`)
  changesPte(j, line, walk, ['remove_migration_ptes'])
  j.letGo(walk)
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

/** Several mappings of a page become migration entries. */
export function unmapsElsewhere(line: Line, j: Journal, task: Task): void {
  const { page } = j.place(j.kernel.mm(line.fields.mm as string), line.fields.va)
  const walk = [...(task.migration?.walks.values() ?? [])].find((other) => other.page === page)
  if (walk === undefined) throw new Unexplained(`${task.name} migrates nothing there`)
  changesPte(j, line, walk, ['try_to_migrate_one'], ['migrate_device_unmap'])
}

export function collects(line: Line, j: Journal, task: Task): void {
  const { walk } = one(task, line.fields)
  changesPte(j, line, walk, ['migrate_vma_collect_pmd'])
}

export function inserts(line: Line, j: Journal, task: Task): void {
  const { walk } = one(task, line.fields)
  changesPte(j, line, walk, ['migrate_vma_insert_page'], ['migrate_vma_pages'])
}

/** A driver evicts its pages: each is found through its reverse map. */
export const evicts: Rules = {
  evict: ({ fields }, j, task) => {
    const frame = j.kernel.frame(fields.pfn as string)
    if (fields.res !== 'locked') return undefined
    const found = mappingOf(j, task, frame)
    if (found === undefined) return 'a page of which the log tells nothing else'
    const { page, slot } = found
    const file = task.ioctl?.file ?? [...(slot.mm?.files ?? [])].find(({ device }) => device === deviceOf(frame))
    if (file === undefined) {
      if (task.migration === undefined) beginsEviction(task, deviceOf(frame))
      const walk = j.begin(getUserPages, task, found, { name: 'evict' })
      walk.outside = 'a page whose device file is closed: the model has no subscriber for it'
      current(task).walks.set(page.va, walk)
      return walk.outside
    }
    if (task.migration === undefined) {
      beginsEviction(task, file.device)
    }
    const walk = j.begin(evict, task, { page, slot }, { file, name: j.nameOf(file, task, 'evict'), only: frame })
    current(task).walks.set(page.va, walk)
    j.step([walk], {
      events: ['migrate_device_pfn_lock'],
      agrees: ({ after }) => entryIn(walk, after)?.src === frame || 'it would take no page',
    })
    return undefined
  },
  evict_copy: ({ fields }, j, task) => {
    const frame = j.kernel.frame(fields.src as string)
    const walk = [...(task.migration?.walks.values() ?? [])].find(
      (other) => localsOfWalk(other).entries[0]?.src === frame,
    )
    if (walk === undefined) return 'a page that is not known to be evicted'
    copied(j, walk, fields)
    return undefined
  },
}

/** Where a device page is mapped; of one that is new, the next lines of the task tell. */
function mappingOf(j: Journal, task: Task, frame: Frame) {
  const page = j.kernel.folios.get(frame)?.of as Walk['page'] | undefined
  const slot = page?.slots.find(({ mm, pte }) => mm !== undefined && pte.state.context.frame === frame)
  if (page !== undefined && slot !== undefined) return { page, slot }
  const next = j
    .upcoming(task.name)
    .find(({ event, fields }) => event === 'pte' && j.pteText(fields.old)?.frame === frame)
  return next === undefined ? undefined : j.place(j.kernel.mm(next.fields.mm as string), next.fields.va)
}

/** What is evicted has no call of its own that ends it: its walks are over with the last page. */
export function endsEviction(j: Journal, task: Task): void {
  const { migration } = task
  if (migration === undefined || migration.mm !== undefined) return
  finish(j, task, migration)
}

function beginsEviction(task: Task, device: Device | undefined): void {
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

/** What a line says of the whole call. */
function agreesWithCall({ mm, start, end, owner }: Migration, fields: Line['fields']): void {
  if (mm === undefined) return
  const pages = (end - start) / size
  if (number(fields.start) !== start) throw new Unexplained(`the migration begins at ${start.toString(16)}`)
  if (fields.npages !== undefined && Number(fields.npages) !== pages)
    throw new Unexplained(`the migration is of ${pages} pages`)
  if (fields.owner !== undefined && fields.owner !== owner)
    throw new Unexplained(`the migration is for the owner ${owner}`)
}

function mustBeIn(migration: Migration, stage: Migration['stage']): void {
  if (migration.stage !== stage)
    throw new Unexplained(`the migration is in the stage "${migration.stage}", and not in "${stage}"`)
}

/** Each call goes through its pages from the first to the last. */
function comesNext({ last, mm, owner }: Migration, { event, fields }: Line): void {
  if (mm !== undefined && fields.owner !== undefined && fields.owner !== owner)
    throw new Unexplained(`the migration is for the owner ${owner}`)
  const place = fields.i === undefined ? number(fields.va) : Number(fields.i)
  const before = last.get(event)
  if (before !== undefined && place <= before) throw new Unexplained(`ev=${event} was there for a later page already`)
  last.set(event, place)
}

function current(task: Task): Migration {
  const { migration } = task
  if (migration === undefined) throw new Unexplained(`${task.name} migrates nothing`)
  return migration
}

function one(task: Task, fields: Line['fields'], by?: 'unmap' | 'page' | 'fin') {
  const migration = current(task)
  const number16 =
    fields.va === undefined || (by !== undefined && migration.mm === undefined) ? undefined : number(fields.va)
  const bySource = () => {
    const name = fields.pfn ?? fields.src
    return [...migration.walks.values()].find((walk) => localsOfWalk(walk).entries[0]?.src?.slice(1) === name)
  }
  const walk =
    number16 !== undefined
      ? migration.walks.get(number16)
      : (migration.at(Number(fields.i)) ?? bySource() ?? [...migration.walks.values()].at(-1))
  if (walk === undefined) throw new Unexplained(`${task.name} migrates nothing there`)
  return { walk, migration }
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

function copied(j: Journal, walk: Walk, fields: Line['fields']): void {
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
  if (named !== null) j.name(walk.page, named, dst)
  if (fields.val === undefined) return
  heldTo(j, walk.page, walk.slot, src === null ? dst : src, fields.val)
  void wrote
}

/** What the log writes of src[i]: kind, page and flags. */
function agreesSrc(j: Journal, entry: Entry | undefined, src: string | undefined): boolean {
  const [kind, pfn, flags = ''] = src?.split(':') ?? []
  const migrates = flags.includes('M')
  if (kind === '-') return entry === undefined || (entry.src === null && entry.hole === migrates)
  if (entry === undefined || pfn === undefined) return false
  return j.may(entry.src, j.kernel.frame(pfn)) && entry.writable === flags.includes('W') && entry.lost === !migrates
}

const showEntry = (entry: Entry | undefined): string => {
  if (entry === undefined) return 'empty'
  if (entry.hole) return entry.lost ? 'a hole that is lost' : 'a hole'
  return entry.src === null ? 'empty' : `${entry.src}${entry.lost ? ', lost' : ''}`
}

const withRefs = (part: PartRef, seen: AnyMachineSnapshot, name: string, refs: number): AnyMachineSnapshot =>
  part.name === name && seen.value !== 'free' && seen.context.refs < refs
    ? stateOf(folio, seen.value as object, { ...seen.context, refs })
    : seen

export { isAt, isPte }
