/** Situations of a migration whose source is a hole: nothing, or the zero page, is mapped. */
import type { See } from '../../checker/index.ts'
import { deviceOf, ZERO_PAGE } from '../names.ts'
import { localsOf, type PathThread } from '../paths/path-thread.ts'
import { mirrorOf, pteOf } from '../paths/sight.ts'
import type { System } from '../system.ts'
import { atStep, inState, type SeenStep } from './situation.ts'

const isHole = ({ kind }: ReturnType<typeof pteOf>): boolean => kind === 'none' || kind === 'zero'

/** Whether a migration to a device has noted a hole and has yet to look at it again. */
const isBeforeInsertion = (see: See, thread: PathThread): boolean =>
  localsOf(see, thread).hole &&
  (['collected', 'driver', 'pages', 'hole: callbacks', 'hole: insert'] as const).some((state) =>
    see(thread.ref).matches({ migrating: state }),
  )

const mapsZeroPage = (system: System, see: See, isMeant: (device: string) => boolean): boolean =>
  system.gpus.some(({ device }) => isMeant(device) && mirrorOf(system, device, see).frame === ZERO_PAGE)

const isInserted = ({ was, is }: SeenStep): boolean => was.pte.frame !== is.pte.frame && is.pte.frame === is.dst

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
    was.hole && before(path.ref).matches({ migrating: 'collected' }) && mapsZeroPage(system, before, () => true),
)

export const locksPageOfHole = inState(
  'a migration of a hole holds a page lock before it has a page',
  (see, system, threads) =>
    threads.some(
      (thread) =>
        isBeforeInsertion(see, thread) &&
        localsOf(see, thread).dst === null &&
        system.frames.some((frame) => see(system.folio(frame)).context.holder === thread.ref.name),
    ),
)

export const holeChanges = inState('a hole is no hole any more before the insertion', (see, system, threads) =>
  threads.some((thread) => isBeforeInsertion(see, thread) && !isHole(pteOf(system, see))),
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
  (step) => isInserted(step) && !step.after(step.system.folio(step.is.dst ?? '')).context.fresh,
)

export const fillsHole = atStep('a hole is migrated', ['migrate_vma_insert_page'], isInserted)

export const strangerMapsZeroPage = inState(
  'between setup and the insertion another device maps the zero page',
  (see, system, threads) =>
    threads.some(
      (thread) => isBeforeInsertion(see, thread) && mapsZeroPage(system, see, (device) => device !== thread.device),
    ),
)

export const ownFaultMapsZeroPage = inState(
  "between setup and the insertion the migrating device's own fault handler maps the zero page",
  (see, system, threads) =>
    threads.some(
      (thread) => isBeforeInsertion(see, thread) && mapsZeroPage(system, see, (device) => device === thread.device),
    ),
)

export const insertsUnderMirror = atStep(
  'the entry is found unchanged and filled, and another device maps the zero page',
  ['migrate_vma_insert_page'],
  (step) =>
    isHole(step.was.pte) &&
    isInserted(step) &&
    mapsZeroPage(step.system, step.after, (device) => device !== step.path.device),
)

export const twoPagesForOneHole = inState(
  'two devices hold a page for the same hole',
  (see, system, threads) =>
    isHole(pteOf(system, see)) &&
    threads.filter((thread) => isBeforeInsertion(see, thread) && localsOf(see, thread).dst !== null).length > 1,
)

export const losesHole = atStep(
  'a device loses its hole to another device',
  ['migrate_vma_insert_page'],
  ({ was, is, path }) => is.lost && was.pte.kind === 'device' && deviceOf(was.pte.frame) !== path.device,
)

const mapsTheZeroPage = ({ was, is }: SeenStep) => was.pte.kind !== 'zero' && is.pte.kind === 'zero'

export const zeroPageForCpuRead = atStep(
  "a CPU's read maps the zero page",
  'any',
  (step) => mapsTheZeroPage(step) && step.path.device === undefined && !step.was.write,
)

export const zeroPageForDeviceRead = atStep(
  "a device's read fault maps the zero page",
  'any',
  (step) => mapsTheZeroPage(step) && step.path.device !== undefined && !step.was.write,
)

export const zeroPageForWrite = atStep(
  'a write maps the zero page',
  'any',
  (step) => mapsTheZeroPage(step) && step.was.write,
)
