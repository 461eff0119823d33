/** The habits of a driver that lets its own MIGRATE pass, as clauses about it. */
import type { Habits } from '../drivers/skip-own.ts'
import type { ClaimCheck } from './claim.ts'

const apart: Readonly<Record<Habits['serialises'], string>> = {
  nothing: 'its operations may overlap',
  'migrations in and faults': 'its fault handler and its migrations to the device exclude each other',
  'migrations and faults':
    'its fault handler, its migrations to the device and its migrate_to_ram() exclude each other',
}

export const habitsAsClauses = (habits: Habits): ClaimCheck['when'] => ({
  'copy in': `it ${habits.erasesIn ? 'erases' : 'keeps'} its mapping before a page is copied to the device`,
  'copy back': `it ${habits.erasesBack ? 'erases' : 'keeps'} its mapping before a page is copied back`,
  sequence: habits.setsSeq ? 'it moves the sequence all the same' : 'it leaves the sequence alone',
  'update step': updateStep(habits),
  'own operations': apart[habits.serialises],
})

export const updateStep = ({ updates }: Pick<Habits, 'updates'>): string =>
  updates ? 'it maps the new page in its update step' : 'it leaves the new page to its next device fault'
