/**
 * Lines of migrate_vma_setup(): what it collects of each page, and what it lists for the driver in the end. What it unmaps in
 * between: ./migrate-device-unmap.ts.
 */
import type { AnyMachineSnapshot } from 'xstate'
import type { PartRef } from '../../../checker/index.ts'
import { folio } from '../../objects/folio.ts'
import { gpuMigrate } from '../../paths/gpu-driver.ts'
import type { Entry } from '../../paths/locals.ts'
import { stateOf } from '../cell.ts'
import type { Journal } from '../journal.ts'
import { type Line, number } from '../line.ts'
import { migrateToSystem } from '../migrate-to-system.ts'
import type { Task } from '../task.ts'
import { Unexplained } from '../unexplained.ts'
import { threadName, type Walk } from '../walk.ts'
import { agreesWithCall, current, entryIn, one, showEntry, size, tellsOf, toldOfAll } from './migration.ts'
import { changesPte, mustBe } from './pte.ts'
import type { Rules } from './rule.ts'
import { agreesWithVma } from './vma.ts'
import { localsOfWalk, stateIn } from './where.ts'

export const migrateVmaSetup: Rules = {
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
        walks.set(va, j.begin(path, task, place, { file, name: threadName(file, task, what) }))
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
    const { walk } = tellsOf(task, line)
    const { page, slot } = walk
    const saw = j.pteText(fields.saw)
    if (fields.res === 'locked_unmapped') {
      j.step([walk], {
        events: [],
        agrees: ({ after }) => {
          const entry = entryIn(walk, after)
          if (entry?.src == null) return 'it has collected nothing'
          return (
            (agreesSrc(j, entry, fields.src) && j.may(entry.src, saw?.frame ?? null)) || `it has collected ${entry.src}`
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
  collect_hole: ({ fields }, j, task) => {
    const migration = current(task)
    const walks = [...migration.walks.values()].filter(
      ({ page }) => page.va >= number(fields.va) && page.va < number(fields.end),
    )
    for (const walk of walks) migration.told.add(walk)
    for (const { page, slot } of walks) mustBe(j, page, slot, { kind: 'none', frame: null, writable: false }, 'a hole')
    j.step(walks, (walk) => ({
      events: ['migrate_vma_collect_pmd'],
      agrees: ({ after }) => entryIn(walk, after)?.hole === true || migration.toSystem || 'it would collect no hole',
    }))
    return undefined
  },
  collect_skip: (_line, _j, task) => {
    const { walks, told } = current(task)
    for (const walk of walks.values()) told.add(walk)
    for (const walk of walks.values()) walk.outside = 'migrate_vma_setup() skips its VMA'
    return 'the model has no VMA that is skipped'
  },
  setup_src: (line, j, task) => {
    const { fields } = line
    const { walk, migration } = tellsOf(task, line)
    migration.stage = 'listed'
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
}

/** The step that makes a PTE a migration entry while the page is collected. */
export function collects(line: Line, j: Journal, task: Task): void {
  const { walk } = one(task, line.fields)
  changesPte(j, line, walk, ['migrate_vma_collect_pmd'])
}

/** What the log writes of src[i]: kind, page and flags. */
function agreesSrc(j: Journal, entry: Entry | undefined, src: string | undefined): boolean {
  const [kind, pfn, flags = ''] = src?.split(':') ?? []
  const migrates = flags.includes('M')
  if (kind === '-') return entry === undefined || (entry.src === null && entry.hole === migrates)
  if (entry === undefined || pfn === undefined) return false
  return j.may(entry.src, j.kernel.frame(pfn)) && entry.writable === flags.includes('W') && entry.lost === !migrates
}
