/** Faults in what meets a page with several mappings: fork, the reverse map, mremap, copy on write. */
import { expect, test } from 'vitest'
import { assign } from 'xstate'
import type { Frame } from '../../model/names.ts'
import type { MigrationFlavour } from '../../model/objects/pte.ts'
import type { Actor } from '../../model/paths/actor.ts'
import { entryOf, mappings, pteOf } from '../../model/paths/sight.ts'
import type { Address, System } from '../../model/system.ts'
import { checkWith, type Deed, type Mutation } from './mutated.ts'

/**
 * The permission of a non-present entry asked as if of a present one. The answer is always yes (bug corpus S22), or always
 * no (S30).
 */
const takesEverythingFor =
  (flavour: MigrationFlavour) =>
  (system: System, { self }: Actor) => {
    const unmap = (address: Address, frame: Frame, { tell }: Deed['event']) => {
      tell(address.pte, { type: 'make_migration_entry', flavour })
      tell(system.folio(frame), { type: 'ClearPageAnonExclusive' })
    }
    return {
      actions: {
        'lock and unmap': ({ context, event }: Deed) => {
          const address = system.address(entryOf(context)?.at as string)
          const frame = pteOf(address, event.see).frame as Frame
          if (event.see(system.folio(frame)).context.holder !== self)
            event.tell(system.folio(frame), { type: 'folio_trylock', by: self })
          unmap(address, frame, event)
        },
        'unmap the visited mapping': ({ context, event }: Deed) => {
          const address = system.address(context.walk[0] as string)
          const src = entryOf(context)?.src as Frame
          if (!mappings(system, src, event.see).includes(address)) return
          unmap(address, src, event)
          event.tell(system.folio(src), { type: 'folio_put' })
        },
      },
    }
  }

/** Bug corpus S31: what marks the entry dirty sets its write bit, too. */
const restoresWritable = (system: System) => ({
  actions: {
    'replace migration entry': ({ context, event: { see, tell } }: Deed) => {
      const address = system.address(context.walk[0] as string)
      const { src, dst, lost } = entryOf(context) ?? {}
      const { kind, frame, writable } = pteOf(address, see)
      if (kind !== 'migration' || frame !== src) return
      const target = (lost ? src : dst) as Frame
      tell(address.pte, { type: 'remove_migration_pte', frame: target, to: 'present' })
      tell(system.folio(target), { type: 'folio_get' })
      if (!writable) tell(address.pte, { type: 'wp_page_reuse' })
    },
  },
})

const tellsNobody = {
  actions: {
    'note the invalidation': assign({
      window: { event: 'PROTECTION_PAGE', owner: null, at: ['VA'], pending: [], refused: false, seqIsEven: false },
    } as never),
  },
}

const mutations: readonly Mutation[] = [
  ...['failed-migration-restores', 'writable-implies-exclusive', 'no-lost-write'].map((breaks) => ({
    fault: 'a migration entry that is writable whatever it replaced (S22)',
    scenario: 'fork-cow',
    breaks,
    put: takesEverythingFor('w'),
  })),
  {
    fault: 'a migration entry that is never writable (S30)',
    scenario: 'fork-cow',
    breaks: 'failed-migration-restores',
    put: takesEverythingFor('r'),
  },
  ...['failed-migration-restores', 'writable-implies-exclusive'].map((breaks) => ({
    fault: 'a migration entry that is replaced by a writable page though it was read-only (S31)',
    scenario: 'fork-migrate',
    breaks,
    put: restoresWritable,
  })),
  {
    fault: 'an mremap that does not lock the reverse map (S27)',
    scenario: 'mremap',
    breaks: 'migration-entries-conserved',
    put: () => ({ guards: { 'reverse map is to be had': () => true } }),
  },
  ...['writable-implies-exclusive', 'no-lost-write'].map((breaks) => ({
    fault: 'a fork that leaves the parent as it is, present page or migration entry',
    scenario: 'fork-migrate',
    breaks,
    put: () => ({ actions: { 'write-protect the parent': () => {} } }),
  })),
  ...['writable-implies-exclusive', 'no-lost-write'].map((breaks) => ({
    fault: 'a fork that leaves a migration entry of the parent as it is',
    scenario: 'fork-migrate',
    breaks,
    put: (system: System) => ({
      actions: {
        'write-protect the parent': ({ event: { see, tell } }: Deed) => {
          const [{ pte }] = system.addresses as readonly [Address]
          const { kind, frame, writable } = pteOf(system.addresses[0] as Address, see)
          if (kind === 'present' && writable) tell(pte, { type: 'ptep_set_wrprotect' })
          if (kind === 'present') tell(system.folio(frame as Frame), { type: 'ClearPageAnonExclusive' })
        },
      },
    }),
  })),
  ...['mirror-agrees-with-pte', 'no-lost-write'].map((breaks) => ({
    fault: 'a fork that tells nobody',
    scenario: 'fork-cow',
    breaks,
    put: (_: System, { self }: Actor) => (self === 'fork' ? tellsNobody : {}),
  })),
  ...['invalidate-before-replace', 'no-dangling-mirror', 'source-stable-during-copy', 'no-lost-write'].map(
    (breaks) => ({
      fault: 'a try_to_migrate that tells nobody',
      scenario: 'evict',
      breaks,
      put: () => ({ guards: { 'nobody mirrors the visited mapping': () => true } }),
    }),
  ),
  ...['writable-implies-exclusive', 'no-lost-write'].map((breaks) => ({
    fault: 'a write to a shared page that does not copy it',
    scenario: 'fork-cow',
    breaks,
    put: () => ({ guards: { 'pte is present read-only, its page may be reused': () => true } }),
  })),
  {
    fault: 'a copy on write that forgets the reference on the old page',
    scenario: 'fork-cow',
    breaks: 'refcount-conserved',
    put: () => ({ actions: { 'let go of the page': assign({ held: {} } as never), 'put the page': () => {} } }),
  },
]

test.each(mutations)('$fault breaks $breaks', async (mutation) => {
  const { verdict, violated } = await checkWith(mutation)
  expect([verdict, violated?.property]).toEqual(['violated', mutation.breaks])
})

test('without a fault the same runs hold', async () => {
  for (const scenario of new Set(mutations.map(({ scenario }) => scenario)))
    expect((await checkWith({ scenario, fault: '', breaks: '', put: () => ({}) })).verdict).toBe('holds')
})
