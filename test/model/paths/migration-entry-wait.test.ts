/** What a fault that met a migration entry holds while it waits, by kernel, and what that does to the migration. */
import { describe, expect, test } from 'vitest'
import { check, type See, type ThreadRef, witness } from '../../../checker/index.ts'
import { configure } from '../../../model/index.ts'
import type { Locals } from '../../../model/paths/locals.ts'
import { migration, unmapped, World } from '../world.ts'

/** A page that GPU A migrates, and a CPU that has seen its migration entry. */
function met(kernel: string): World {
  return unmapped(World.of({ scenario: 'cpu-vs-gpu', kernel }))
    .put('GPU A migrate', { migrating: 'unmap' }, migration('A', { src: 'P1' }))
    .put('CPU', { fault: 'migration entry' })
}

const refs = (world: World) => world.see(world.system.folio('P1')).context.refs
const stateOf = (world: World) => {
  const value = world.stateOf('CPU')
  return typeof value === 'string' ? value : value.fault
}

describe('migration_entry_wait() looks at the PTE again, under its lock', () => {
  test.each(['4.20', '5.16', '5.17', '7.0'])('and does not sleep on a page whose entry has gone (%s)', (kernel) => {
    const start = met(kernel)
    const gone = start.tell(start.address.pte, { type: 'zap' }).take('CPU', 'migration_entry_wait')
    expect([stateOf(gone), gone.locals('CPU').waitsFor, refs(gone)]).toEqual(['unlocking', null, 1])
  })
})

describe('while it sleeps', () => {
  test('it holds nothing from 5.17 on', () => {
    const asleep = met('5.17').take('CPU', 'migration_entry_wait')
    expect([stateOf(asleep), asleep.locals('CPU').waitsFor, refs(asleep)]).toEqual(['wait', 'P1', 1])
  })

  test('it holds a reference up to 4.20', () => {
    const asleep = met('4.20').take('CPU', 'migration_entry_wait')
    expect([stateOf(asleep), refs(asleep)]).toEqual(['wait', 2])
    const woken = asleep
      .tell(asleep.system.folio('P1'), { type: 'folio_unlock', by: 'GPU A migrate' })
      .take('CPU', 'migration_entry_wait_on_locked')
    expect([stateOf(woken), refs(woken), woken.locals('CPU').held]).toEqual(['unlocking', 1, {}])
  })

  test('it holds one from 5.0 to 5.16 too, but only until it is in the queue (9a1ea439b16b)', () => {
    const queueing = met('5.0').take('CPU', 'migration_entry_wait')
    expect([stateOf(queueing), refs(queueing)]).toEqual(['queue', 2])
    const asleep = queueing.take('CPU', 'put_and_wait_on_page_locked')
    expect([stateOf(asleep), refs(asleep), asleep.locals('CPU').held]).toEqual(['wait', 1, {}])
  })
})

describe('that reference makes the migration give up (bug corpus L1)', () => {
  const localsOf = (see: See, thread: ThreadRef) => see(thread).context as Locals
  const gives = async (kernel: string, set = {}) => {
    const { network } = configure({ scenario: 'fault-race', kernel, set, mode: 'once' })
    const { threads } = network
    const gaveUp = witness('a migration gives up a page while somebody waits with a reference on it', (see) =>
      threads.some((migrating) =>
        localsOf(see, migrating).entries.some(
          ({ src, lost }) => src !== null && lost && threads.some((other) => localsOf(see, other).held.awaited === src),
        ),
      ),
    )
    const { witnesses } = await check(network, { witnesses: [gaveUp], structural: [] })
    return witnesses[0]?.reached
  }

  test.each(['4.20', '5.16'])('as it could on %s', async (kernel) => {
    expect(await gives(kernel)).toBe(true)
  })

  test('as it would on 7.0', async () => {
    expect(await gives('7.0', { migrationWaitRef: 'ref' })).toBe(true)
  })

  test('without it, never', async () => {
    expect(await gives('7.0')).toBe(false)
  })

  test('in migrate_device_unmap(), a system page counts as pinned', () => {
    const waited = met('4.20').take('CPU', 'migration_entry_wait').take('GPU A migrate', 'migrate_device_unmap')
    expect(waited.entry('GPU A migrate')?.lost).toBe(true)
  })
})
