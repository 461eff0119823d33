/**
 * Whoever met a migration entry sleeps until the migration is over, as part of a longer path.
 *
 * Kernel:  migration_entry_wait()             mm/migrate.c
 *          migration_entry_wait_on_locked()   mm/filemap.c; up to 5.16 put_and_wait_on_page_locked(), up to 4.20
 *          wait_on_page_locked()
 * Facts:   it looks at the PTE again, under its lock: if the entry has gone, there is nothing to wait for. From 5.17 on it
 *          is in the folio's queue before it drops that lock, so the folio cannot go meanwhile; before, it held a reference.
 * Abstracts: being woken. It goes on once the folio is unlocked; if somebody locks the folio again first, it sleeps on.
 */
import type { Actor } from './actor.ts'
import { at, type PathSetup } from './path.ts'

const waits = at('migration_entry_wait', 'mm/migrate.c')

const awaited = {
  hold: ['get the mapped page', { type: 'hold the mapped page', params: { as: 'awaited' } }],
  put: [
    { type: 'put the page', params: { as: 'awaited' } },
    { type: 'let go of the page', params: { as: 'awaited' } },
  ],
} as const

/** From the state `migration entry` to `next`. Who is in the folio's queue by other means begins in `wait`. */
export function migrationEntryWait(path: PathSetup, { system }: Actor, next: string) {
  const { migrationWaitRef } = system.switches
  return {
    'migration entry': path.createStateConfig({
      on: {
        migration_entry_wait: [
          { guard: 'pte is no migration entry', target: next, meta: waits, description: 'the entry has gone' },
          {
            target: migrationWaitRef === 'ref-until-queued' ? 'queue' : 'wait',
            actions: ['note the locked folio', ...(migrationWaitRef === 'none' ? [] : awaited.hold)],
            meta: waits,
            description: migrationWaitRef === 'none' ? 'goes to sleep' : 'takes a reference',
          },
        ],
      },
    }),
    ...(migrationWaitRef === 'ref-until-queued' ? { queue: queues(path) } : {}),
    wait: path.createStateConfig({
      on: {
        migration_entry_wait_on_locked: {
          guard: 'folio is unlocked',
          target: next,
          actions: ['wait no longer', ...(migrationWaitRef === 'ref' ? awaited.put : [])],
          meta: at('migration_entry_wait_on_locked', 'mm/filemap.c'),
          description: 'the folio was unlocked',
        },
      },
    }),
  }
}

const queues = (path: PathSetup) =>
  path.createStateConfig({
    on: {
      put_and_wait_on_page_locked: {
        target: 'wait',
        actions: [...awaited.put],
        meta: at('put_and_wait_on_page_locked', 'mm/filemap.c'),
        description: 'queues, puts its reference, goes to sleep',
      },
    },
  })
