/** Situations of a migration whose source is a hole: nothing, or the zero page, is mapped. */
import type { See } from '../../checker/index.ts'
import { deviceOf, ZERO_PAGE } from '../names.ts'
import type { Entry } from '../paths/locals.ts'
import { localsOf, type PathThread } from '../paths/path-thread.ts'
import { mirrorOf, mirrors, type Pte, pteOf } from '../paths/sight.ts'
import type { Address, Subscriber, System } from '../system.ts'
import { atStep, inState, type SeenStep } from './situation.ts'

const isHole = ({ kind }: Pte): boolean => kind === 'none' || kind === 'zero'

/** Where migrate_vma_pages() is at one entry after the other, and where it has been at all. */
const committing = ['pages', 'hole: callbacks', 'hole: insert'] as const
const committed = ['pages: end', 'pages: done', 'update', 'finalize', 'unlock'] as const

/** The holes that a migration to a device has noted and has yet to look at again. */
function openHoles(see: See, thread: PathThread): readonly Entry[] {
  const snapshot = see(thread.ref)
  if (!snapshot.matches('migrating')) return []
  const isAt = (states: readonly string[]) => states.some((state) => snapshot.matches({ migrating: state }))
  const { entries, entry } = localsOf(see, thread)
  if (isAt(committed)) return []
  return entries.filter(({ hole }, i) => hole && (i >= entry || !isAt(committing)))
}

/** Whether one of the migrations that run has such a hole, at which something is so. */
const someOpenHole = (
  see: See,
  system: System,
  threads: readonly PathThread[],
  isSo: (address: Address, entry: Entry, thread: PathThread) => boolean,
): boolean =>
  threads.some((thread) =>
    openHoles(see, thread).some((entry) => entry.at !== null && isSo(system.address(entry.at), entry, thread)),
  )

const mapsZeroPage = (
  system: System,
  see: See,
  address: Address,
  isMeant: (subscriber: Subscriber) => boolean = () => true,
): boolean =>
  mirrors(system).some(
    ([subscriber, at]) =>
      at === address && isMeant(subscriber) && mirrorOf(subscriber, address, see).frame === ZERO_PAGE,
  )

const isInserted = ({ was, is }: SeenStep): boolean =>
  is.dst !== null && was.pte.frame !== is.pte.frame && is.pte.frame === is.dst

export const notesEmptyEntry = atStep(
  'setup finds nothing mapped and notes a hole',
  ['migrate_vma_collect_pmd'],
  ({ was, is }) => was.pte.kind === 'none' && is.hole,
)

export const notesZeroPage = atStep(
  'setup finds the zero page and notes a hole',
  ['migrate_vma_collect_pmd'],
  ({ was, is }) => was.pte.kind === 'zero' && is.hole,
)

export const takesPageOfHole = atStep(
  'setup takes a page where none is mapped',
  ['migrate_vma_collect_pmd'],
  ({ was, is }) => isHole(was.pte) && is.src !== null,
)

export const changesEntryOfHole = atStep(
  'setup changes the entry of a hole',
  ['migrate_vma_collect_pmd'],
  ({ was, is }) => is.hole && (was.pte.kind !== is.pte.kind || was.pte.frame !== is.pte.frame),
)

export const mirrorOutlivesSetup = atStep(
  'a device still maps the zero page when setup has noted a hole and closes its invalidation',
  ['mn_itree_inv_end'],
  ({ was, system, path, before }) =>
    before(path.ref).matches({ migrating: 'collected' }) &&
    was.entries.some(({ at, hole }) => at !== null && hole && mapsZeroPage(system, before, system.address(at))),
)

export const locksPageOfHole = inState(
  'a migration of a hole holds a page lock before it has a page',
  (see, system, threads) =>
    someOpenHole(see, system, threads, (_, { dst }, thread) => {
      const others = localsOf(see, thread).entries.flatMap(({ src, dst }) => [src, dst])
      const holds = (frame: string) => see(system.folio(frame)).context.holder === thread.ref.name
      return dst === null && system.frames.some((frame) => holds(frame) && !others.includes(frame))
    }),
)

export const holeChanges = inState('a hole is no hole any more before the insertion', (see, system, threads) =>
  someOpenHole(see, system, threads, (address) => !isHole(pteOf(address, see))),
)

export const fillsHoleEarly = atStep(
  'a hole is filled with a device page by another step than the insertion',
  'any',
  ({ was, is, path, before }) =>
    isHole(was.pte) && is.pte.kind === 'device' && !before(path.ref).matches({ migrating: 'hole: insert' }),
)

export const insertsStalePage = atStep(
  'a page is inserted that does not hold the last write',
  ['migrate_vma_insert_page'],
  (step) =>
    isInserted(step) && !step.after(step.system.folio(step.is.dst ?? '')).context.fresh.includes(step.address.name),
)

export const fillsHole = atStep('a hole is migrated', ['migrate_vma_insert_page'], isInserted)

export const strangerMapsZeroPage = inState(
  'between setup and the insertion another device maps the zero page',
  (see, system, threads) =>
    someOpenHole(see, system, threads, (address, _, { actor }) =>
      mapsZeroPage(system, see, address, ({ device }) => device !== actor.subscriber?.device),
    ),
)

export const ownFaultMapsZeroPage = inState(
  "between setup and the insertion the migrating device's own fault handler maps the zero page",
  (see, system, threads) =>
    someOpenHole(see, system, threads, (address, _, { actor }) =>
      mapsZeroPage(system, see, address, ({ device }) => device === actor.subscriber?.device),
    ),
)

export const insertsUnderMirror = atStep(
  'the entry is found unchanged and filled, and another device maps the zero page',
  ['migrate_vma_insert_page'],
  (step) =>
    isHole(step.was.pte) &&
    isInserted(step) &&
    mapsZeroPage(step.system, step.after, step.address, ({ device }) => device !== step.migrator?.device),
)

export const twoPagesForOneHole = inState('two devices hold a page for the same hole', (see, system, threads) =>
  someOpenHole(
    see,
    system,
    threads,
    (address, { dst }, thread) =>
      dst !== null &&
      isHole(pteOf(address, see)) &&
      threads.some(
        (other) => other !== thread && openHoles(see, other).some(({ at, dst }) => at === address.name && dst !== null),
      ),
  ),
)

export const losesHole = atStep(
  'a device loses its hole to another device',
  ['migrate_vma_insert_page'],
  ({ was, is, migrator }) => is.lost && was.pte.kind === 'device' && deviceOf(was.pte.frame) !== migrator?.device,
)

const mapsTheZeroPage = ({ was, is }: SeenStep) => was.pte.kind !== 'zero' && is.pte.kind === 'zero'

export const zeroPageForCpuRead = atStep(
  "a CPU's read maps the zero page",
  'any',
  (step) => mapsTheZeroPage(step) && step.subscriber === undefined && !step.was.write,
)

export const zeroPageForDeviceRead = atStep(
  "a device's read fault maps the zero page",
  'any',
  (step) => mapsTheZeroPage(step) && step.subscriber !== undefined && !step.was.write,
)

export const zeroPageForWrite = atStep(
  'a write maps the zero page',
  'any',
  (step) => mapsTheZeroPage(step) && step.was.write,
)
