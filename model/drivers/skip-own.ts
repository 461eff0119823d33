/**
 * Drivers whose callback lets their own MIGRATE pass, as that of test_hmm does, with every combination of habits that may
 * make up for it. They exist to find out which are owed: see the claims of ../claims/.
 *
 * Source:  Documentation/mm/hmm.rst, steps 2 and 3 of "Migration to and from device memory", allows the skip.
 */
import { contract } from './contract.ts'
import { contractSkip } from './contract-skip.ts'
import { type Driver, everything, nothing } from './driver.ts'

export interface Habits {
  /** It calls mmu_interval_set_seq() on its own MIGRATE all the same. */
  readonly setsSeq: boolean
  /** It erases its mapping of a system page before that is copied to the device. */
  readonly erasesIn: boolean
  /** It erases its mapping of a device page before that is copied back. */
  readonly erasesBack: boolean
  /** It maps what it migrated in the update step; otherwise its next device fault does. */
  readonly updates: boolean
  /** By a lock that each device has for itself. */
  readonly serialises: keyof typeof locks
}

const both = [false, true] as const
const locks = {
  nothing: undefined,
  'migrations in and faults': 'serial',
  'migrations and faults': 'serial-all',
} as const satisfies Partial<Record<Driver['serialises'], string | undefined>>

/** Every combination of habits. */
export const allHabits: readonly Habits[] = (Object.keys(locks) as (keyof typeof locks)[]).flatMap((serialises) =>
  both.flatMap((updates) =>
    both.flatMap((erasesBack) =>
      both.flatMap((erasesIn) => both.map((setsSeq) => ({ setsSeq, erasesIn, erasesBack, updates, serialises }))),
    ),
  ),
)

/** The name says the habits: `skip+seq+erase-in`. */
export function skipName({ setsSeq, erasesIn, erasesBack, updates, serialises }: Habits): string {
  const words = [
    'skip',
    setsSeq && 'seq',
    erasesIn && 'erase-in',
    erasesBack && 'erase-back',
    updates && 'update',
    locks[serialises],
  ]
  return words.filter((word) => typeof word === 'string').join('+')
}

export const skipOwnFamily: Pick<Driver, 'name' | 'summary' | 'missingOn'> = {
  name: 'skip+...',
  summary:
    'as contract, but lets its own MIGRATE pass; of +seq, +erase-in, +erase-back, +update, and +serial or +serial-all it does only what its name says',
  missingOn: contractSkip.missingOn,
}

function skipOwn(habits: Habits): Driver {
  const { setsSeq, erasesIn, erasesBack, updates, serialises } = habits
  const onOwn = setsSeq ? { setSeq: true, zap: false } : nothing
  return {
    ...contract,
    name: skipName(habits),
    summary: skipOwnFamily.summary,
    missingOn: skipOwnFamily.missingOn,
    listedOn: () => false,
    reaction: ({ event, owner }, self) => (event === 'MIGRATE' && owner === self ? onOwn : everything),
    maps: updates ? 'update step' : 'device fault',
    erasesBefore: erasesIn ? (erasesBack ? 'every copy' : 'copy in') : erasesBack ? 'copy back' : 'nothing',
    serialises,
    serialisesEachDevice: true,
    functions: { ...contract.functions, serialise: 'driver: lock migrations' },
  }
}

export const skipOwnDrivers: readonly Driver[] = allHabits.map(skipOwn)
