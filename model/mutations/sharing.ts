/** Faults in what meets a page with several mappings: fork, the reverse map, mremap, copy on write. */
import type { Frame } from '../names.ts'
import type { MigrationFlavour } from '../objects/pte.ts'
import { here } from '../paths/actor.ts'
import { fork } from '../paths/fork.ts'
import { entryOf, mappings, pteOf } from '../paths/sight.ts'
import type { Opening } from '../paths/vocabulary/window.ts'
import { type Given, set } from '../paths/vocabulary/word.ts'
import { parent } from '../scenarios/two-processes.ts'
import type { Address } from '../system.ts'
import type { How, Mutation } from './mutation.ts'

/** Whatever a mapping allows, its migration entry says the same. */
const alwaysSays = (flavour: MigrationFlavour): How => ({
  patch: ({ system, self }) => {
    const unmap = (address: Address, frame: Frame, { tell }: Given['event']) => {
      tell(address.pte, { type: 'make_migration_entry', flavour })
      tell(system.folio(frame), { type: 'ClearPageAnonExclusive' })
    }
    return {
      actions: {
        'lock and unmap': ({ context, event }) => {
          const address = system.address(entryOf(context)?.at as string)
          const frame = pteOf(address, event.see).frame as Frame
          if (event.see(system.folio(frame)).context.holder !== self)
            event.tell(system.folio(frame), { type: 'folio_trylock', by: self })
          unmap(address, frame, event)
        },
        'unmap the visited mapping': ({ context, event }) => {
          const address = system.address(context.walk[0] as string)
          const src = entryOf(context)?.src as Frame
          if (!mappings(system, src, event.see).includes(address)) return
          unmap(address, src, event)
          event.tell(system.folio(src), { type: 'folio_put' })
        },
      },
    }
  },
})

const tellsNobody = set<Opening>((_, { event }) => ({
  window: { event, owner: null, blockable: true, at: [parent], pending: [], refused: false, seqIsEven: false },
}))

export const sharingMutations: readonly Mutation[] = [
  {
    id: 'entry-always-writable',
    what: 'a migration entry that is writable whatever it replaced: a non-present entry read as if it were present',
    standsFor: ['S22'],
    how: alwaysSays('w'),
    where: { scenario: 'fork-cow' },
    alsoBreaks: ['writable-implies-exclusive', 'no-lost-write'],
  },
  {
    id: 'entry-never-writable',
    what: 'a migration entry that is never writable, whatever it replaced',
    standsFor: ['S30'],
    how: alwaysSays('r'),
    where: { scenario: 'fork-cow' },
  },
  {
    id: 'dirty-means-writable',
    what: 'a migration entry that is replaced by a writable mapping though it was read-only',
    standsFor: ['S31'],
    how: {
      patch: ({ system }) => ({
        actions: {
          'replace migration entry': ({ context, event: { see, tell } }) => {
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
      }),
    },
    where: { scenario: 'fork-migrate' },
    alsoBreaks: ['failed-migration-restores'],
  },
  {
    id: 'moved-past-the-walk',
    what: 'an mremap that does not lock the reverse map',
    standsFor: ['S27'],
    how: { patch: () => ({ guards: { 'reverse map is to be had': () => true } }) },
    where: { scenario: 'mremap' },
    alsoBreaks: ['migration-entries-conserved'],
  },
  {
    id: 'fork-without-downgrade',
    what: 'a fork that leaves the entries of the parent as they are',
    standsFor: [],
    how: { patch: () => ({ actions: { 'write-protect the parent': () => {} } }) },
    where: { scenario: 'fork-migrate' },
    alsoBreaks: ['no-lost-write'],
  },
  {
    id: 'fork-keeps-migration-entry',
    what: 'a fork that leaves a migration entry of the parent as it is',
    standsFor: [],
    how: {
      patch: (actor) => ({
        actions: {
          'write-protect the parent': ({ context, event: { see, tell } }) => {
            const address = here(actor, context)
            const { kind, frame, writable } = pteOf(address, see)
            if (kind !== 'present' || frame === null) return
            if (writable) tell(address.pte, { type: 'ptep_set_wrprotect' })
            tell(actor.system.folio(frame), { type: 'ClearPageAnonExclusive' })
          },
        },
      }),
    },
    where: { scenario: 'fork-migrate' },
    alsoBreaks: ['no-lost-write'],
  },
  {
    id: 'fork-without-notice',
    what: 'a fork that tells nobody',
    standsFor: [],
    how: { patch: ({ self }) => (self === fork.name ? { actions: { 'note the invalidation': tellsNobody } } : {}) },
    where: { scenario: 'fork-cow' },
    alsoBreaks: ['mirror-agrees-with-pte'],
  },
  {
    id: 'unmap-without-notice',
    what: 'a try_to_migrate that tells nobody',
    standsFor: [],
    how: { patch: () => ({ guards: { 'nobody mirrors the visited mapping': () => true } }) },
    where: { scenario: 'evict' },
    alsoBreaks: ['no-dangling-mirror', 'source-stable-during-copy', 'no-lost-write'],
  },
  {
    id: 'shared-page-written',
    what: 'a write to a shared page that does not copy it',
    standsFor: [],
    how: { patch: () => ({ guards: { 'pte is present read-only, its page may be reused': () => true } }) },
    where: { scenario: 'fork-cow' },
    alsoBreaks: ['no-lost-write'],
  },
  {
    id: 'old-page-not-put',
    what: 'a copy on write that does not put the page that it has copied',
    standsFor: [],
    how: { patch: () => ({ actions: { 'put the page': () => {} } }) },
    where: { scenario: 'fork-cow' },
  },
]
