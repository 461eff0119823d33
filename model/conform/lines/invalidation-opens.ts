/**
 * Whose invalidation a task announces: what it does already, or a call that begins with it. What was seen without a lock
 * before it is looked for here, too.
 */
import type { Event } from '../../drivers/driver.ts'
import type { Producer } from '../../paths/producer.ts'
import { producerPath } from '../../paths/producer-path.ts'
import { madviseDontneed } from '../../paths/producers/madvise-dontneed.ts'
import { mprotect } from '../../paths/producers/mprotect.ts'
import { munmap } from '../../paths/producers/munmap.ts'
import type { Journal } from '../journal.ts'
import { looksUnlocked } from '../lockless.ts'
import type { DeviceFile, Mm, Page } from '../parts.ts'
import type { Announced, Task } from '../task.ts'
import { Unexplained } from '../unexplained.ts'
import type { Walk } from '../walk.ts'
import { forksHere } from './fork.ts'
import { metPage } from './make-device-exclusive.ts'
import { thereIsVma } from './vma.ts'
import { isAt, localsOfWalk } from './where.ts'

type Opening = Pick<Announced, 'walks' | 'opens' | 'via'>

/** Calls of which the announcement is the first line. */
const producers: Partial<
  Record<Event, { readonly producer: Producer; readonly opens: string; readonly via: readonly string[] }>
> = {
  CLEAR: { producer: madviseDontneed, opens: 'zap_page_range_single', via: ['do_madvise'] },
  UNMAP: { producer: munmap, opens: 'unmap_region', via: ['__vm_munmap'] },
  PROTECTION_VMA: { producer: mprotect, opens: 'change_protection', via: ['mprotect_fixup'] },
}

/** Whose invalidation it is, and which step opens it. */
export function openingOf(
  j: Journal,
  task: Task,
  { event, mm, start, end }: Pick<Announced, 'event' | 'owner' | 'mm' | 'start' | 'end'>,
): Opening & { readonly toCall: Set<DeviceFile>; readonly ends: boolean } {
  const opening = (walks: readonly Walk[], opens: string, via: readonly string[] = [], ends = false) => ({
    walks,
    opens,
    via,
    ends,
    toCall: new Set<DeviceFile>(),
  })
  const { migration, fault, exclusives } = task
  const inRange = ({ page }: Walk) => page.va >= start && page.va < end
  if (event === 'MIGRATE') {
    if (migration === undefined) throw new Unexplained(`${task.name} migrates nothing`)
    const walks = [...migration.walks.values()].filter(inRange)
    if (migration.stage === 'setup') return opening(walks, 'migrate_vma_setup')
    if (migration.stage !== 'pages')
      throw new Unexplained('a migration announces itself in its setup and at its first hole')
    const holes = walks.filter((walk) => {
      const [entry] = localsOfWalk(walk).entries
      return entry?.hole === true && entry.dst !== null
    })
    if (holes.length === 0) throw new Unexplained('there is no hole that is to be filled')
    return opening(holes, 'migrate_vma_pages')
  }
  if (event === 'CLEAR' && migration?.stage === 'unmap') {
    const page = mm.pages.get(start)
    const walk = [...migration.walks.values()].find((other) => other.page === page)
    if (walk === undefined) throw new Unexplained('nothing that is migrated is mapped there')
    // that the page is still mapped somewhere was seen before this line
    looksUnlocked(j, walk, isAt(walk, ['migrate_device_unmap', 'try_to_migrate_one'], 'rmap: start'))
    return opening([walk], 'try_to_migrate')
  }
  if (event === 'CLEAR' && fault !== undefined && fault.va === start && fault.mm === mm) {
    const { walk } = fault
    if (walk.outside !== undefined) return opening([], 'wp_page_copy')
    // what is to be copied was seen before this line
    looksUnlocked(j, walk, isAt(walk, ['do_wp_page'], 'copy'))
    return opening([walk], 'wp_page_copy')
  }
  if (event === 'EXCLUSIVE') {
    const walk = exclusives?.get(start)
    if (fault !== undefined && fault.va === start) {
      metPage(j, fault.walk, fault.since, isAt(fault.walk, ['remove_device_exclusive_entry'], 'exclusive: lock'))
      if (fault.walk.outside !== undefined) return opening([], 'folio_lock')
      return opening([fault.walk], 'folio_lock', ['remove_device_exclusive_entry'])
    }
    if (walk === undefined) throw new Unexplained(`${task.name} takes no page for a device alone`)
    metPage(j, walk, task.ioctl?.since ?? 0, isAt(walk, [], 'locked'))
    if (walk.outside !== undefined) return opening([], 'make_device_exclusive')
    return opening([walk], 'make_device_exclusive')
  }
  if (event === 'PROTECTION_PAGE' && task.forking !== undefined)
    return opening(forksHere(j, task, start, end), 'copy_page_range', ['dup_mmap'])
  const found = producers[event]
  if (found === undefined) return opening([], 'nothing')
  const pages = pagesIn(mm, start, end)
  for (const page of pages) thereIsVma(j, j.kernel.slot(page, mm))
  const walks = pages.map((page) =>
    j.begin(producerPath(found.producer), task, { page, slot: j.kernel.slot(page, mm) }, { name: found.producer.name }),
  )
  return opening(walks, found.opens, found.via, true)
}

const pagesIn = (mm: Mm, start: number, end: number): Page[] =>
  [...mm.pages.values()].filter(({ va }) => va >= start && va < end)
