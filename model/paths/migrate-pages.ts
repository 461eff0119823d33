/**
 * The kernel moves a page from one frame of system memory to another, for reasons of its own.
 *
 * Kernel:  isolate_migratepages_block()   mm/compaction.c
 *          migrate_pages(), migrate_folio_unmap(), move_to_new_folio(), migrate_folio_move()   mm/migrate.c
 *          NUMA balancing (migrate_misplaced_folio()) and memory offlining (do_migrate_range()) do the same.
 * Facts:   no mmap_lock. It waits for the folio lock with a reference in hand, or gives up; that reference makes the
 *          migrations of others fail, as theirs make this one fail.
 * Abstracts: the new page is allocated when it is filled. The kernel does so before it unmaps the old one.
 * Omits:   pages of files, and pages that nobody maps. A device-private page is on no LRU, so never comes here.
 */
import type { Frame } from '../names.ts'
import type { Actor } from './actor.ts'
import { ending } from './ending.ts'
import { startLocals, untouched } from './locals.ts'
import { finalizeStates } from './migrate-vma-finalize.ts'
import { at, type Path, type PathSetup, pathSetup } from './path.ts'
import { mappings, pteOf } from './sight.ts'
import { tryToMigrate } from './try-to-migrate.ts'
import { type Given, set } from './vocabulary/word.ts'

const file = 'mm/migrate.c'
const unmaps = at('migrate_folio_unmap', file)
const moves = at('move_to_new_folio', file)

export const migratePages: Path = {
  name: 'compaction',
  summary: 'the kernel moves the page within system memory',
  file: 'model/paths/migrate-pages.ts',
  machine,
}

function migratePagesSetup(words: PathSetup, { system, self, addresses }: Actor) {
  const { keeps } = system
  /** What the scan comes across: a page that is mapped, and so on the LRU unless somebody has isolated it. */
  const found = ({ see }: Given['event']): Frame | null =>
    addresses
      .map((address) => pteOf(address, see))
      .find(({ kind, frame }) => kind === 'present' && (!keeps.lru || see(system.folio(frame as Frame)).context.onLru))
      ?.frame ?? null
  const isolated = ({ context }: Given) => context.held.isolated as Frame
  const folio = (given: Given) => given.event.see(system.folio(isolated(given))).context
  const isBusy = (given: Given) => folio(given).holder !== null || folio(given).writeback
  return words.extend({
    guards: {
      'a page is on the LRU': ({ event }: Given) => found(event) !== null,
      'nobody else has the page': (given: Given) => folio(given).refs === 1,
      'page is locked or being written': isBusy,
      'page is unlocked': (given: Given) => !isBusy(given),
      'page is unlocked and mapped': (given: Given) =>
        !isBusy(given) && mappings(system, isolated(given), given.event.see).length > 0,
    },
    actions: {
      'isolate the page': ({ event }: Given) => {
        const page = system.folio(found(event) as Frame)
        event.tell(page, { type: 'folio_get' })
        if (keeps.lru) event.tell(page, { type: 'folio_isolate_lru', by: self })
      },
      'put the page back on the LRU': (given: Given) => {
        if (keeps.lru) given.event.tell(system.folio(isolated(given)), { type: 'folio_putback_lru', by: self })
      },
      'note the isolated page': set(({ event }) => ({ held: { isolated: found(event) as Frame } })),
      'lock the page': (given: Given) =>
        given.event.tell(system.folio(isolated(given)), { type: 'folio_trylock', by: self }),
      'begin migration within system memory': set((given) => ({
        held: {},
        toSystem: true,
        entries: [{ ...untouched, src: isolated(given) }],
      })),
    },
  })
}

function machine(actor: Actor) {
  const words = pathSetup(actor)
  const path = migratePagesSetup(words, actor)
  const put = [
    { type: 'put the page', params: { as: 'isolated' } },
    { type: 'let go of the page', params: { as: 'isolated' } },
  ] as const
  const begin = ['lock the page', 'begin migration within system memory'] as const
  return path.createMachine({
    id: 'migrate_pages',
    context: startLocals,
    initial: 'idle',
    states: {
      idle: {
        tags: 'rest',
        on: {
          isolate_migratepages_block: {
            guard: 'a page is on the LRU',
            target: 'migrating',
            actions: ['isolate the page', 'note the isolated page'],
            meta: at('isolate_migratepages_block', 'mm/compaction.c'),
            description: 'takes a reference, and the page off its LRU',
          },
        },
      },
      migrating: {
        description: 'migrate_pages()',
        initial: 'isolated',
        onDone: 'returned',
        states: {
          isolated: {
            on: {
              migrate_folio_unmap: [
                {
                  guard: 'nobody else has the page',
                  target: 'done',
                  actions: [...put],
                  meta: unmaps,
                  description: 'the page was freed meanwhile',
                },
                {
                  guard: 'page is unlocked and mapped',
                  target: 'rmap: next',
                  actions: [...begin, 'walk the reverse map', 'lock the reverse map'],
                  meta: unmaps,
                  description: 'locks the page, which is mapped',
                },
                {
                  guard: 'page is unlocked',
                  target: 'move',
                  actions: [...begin],
                  meta: unmaps,
                  description: 'locks the page, which nobody maps any more',
                },
              ],
              putback_movable_pages: {
                guard: 'page is locked or being written',
                target: 'done',
                actions: ['put the page back on the LRU', ...put],
                meta: at('putback_movable_pages', file),
                description: 'does not wait for the folio lock',
              },
            },
          },
          ...tryToMigrate(words, actor, 'move'),
          move: {
            on: {
              move_to_new_folio: [
                {
                  guard: 'src is mapped',
                  target: 'finalize: next',
                  actions: 'clear MIGRATE',
                  meta: unmaps,
                  description: 'somebody mapped the page again',
                },
                {
                  guard: 'src has an unexplained reference',
                  target: 'finalize: next',
                  actions: 'clear MIGRATE',
                  meta: at('folio_migrate_mapping', file),
                  description: 'an unexplained reference: gives up',
                },
                {
                  guard: 'a frame is free',
                  target: 'finalize: next',
                  actions: ['allocate and copy', 'note the destination', 'hand over to dst'],
                  meta: moves,
                  description: 'allocates and locks dst (migrate_folio_unmap() has done so), copies src',
                },
                { target: 'finalize: next', actions: 'clear MIGRATE', meta: moves, description: 'no memory' },
              ],
            },
          },
          ...finalizeStates(words, actor, { finalizes: at('migrate_folio_move', file), lruOfFreed: 'not-added' }),
        },
      },
      ...ending(words),
    },
  })
}
