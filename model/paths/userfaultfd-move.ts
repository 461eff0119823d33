/**
 * A user-space thread moves its page to another, empty address, without copying it.
 *
 * Kernel:  move_pages(), move_pages_pte(), move_present_pte()   mm/userfaultfd.c   (UFFDIO_MOVE, since 6.8)
 * Facts:   mmap_lock is held for reading. Only the source is announced, as CLEAR, before the PTE is looked at. A present
 *          page is referenced and locked first, and must then be PageAnonExclusive and still mapped there; the
 *          destination must still be empty. A migration entry is waited for, and -EAGAIN returned; of anything else
 *          -EFAULT.
 * Steps:   both page-table locks are held together, so the move is one.
 * Omits:   swap entries, the zero page and huge pages, which are moved without a look at any lock that is not modelled
 *          here; that faults on the destination are held up for user space: one that is not finds or makes a page there.
 */
import type { Frame } from '../names.ts'
import type { Address } from '../system.ts'
import { type Actor, here } from './actor.ts'
import { ending } from './ending.ts'
import { callSubscribers, closing, opens } from './invalidate-range.ts'
import { startLocals } from './locals.ts'
import { at, type Path, pathSetup } from './path.ts'
import { isAnonExclusive, pteOf } from './sight.ts'
import { discard, inherit } from './vocabulary/last-write.ts'
import { flush } from './vocabulary/tlb.ts'
import type { Given } from './vocabulary/word.ts'

const file = 'mm/userfaultfd.c'
const moves = at('move_pages_pte', file)
const page = { as: 'moved' }

export const userfaultfdMove: Path = {
  name: 'userfaultfd-move',
  summary: 'ioctl(UFFDIO_MOVE)',
  file: 'model/paths/userfaultfd-move.ts',
  machine,
}

function moveWords(actor: Actor) {
  const { system, self } = actor
  const destination = actor.addresses[1] as Address
  const held = ({ context }: Given) => context.held[page.as] as Frame
  const isLocked = (given: Given) => given.event.see(system.folio(held(given))).context.holder !== null
  return {
    guards: {
      'page is unlocked': (given: Given) => !isLocked(given),
      'page can be moved': (given: Given) => {
        const { see } = given.event
        const { kind, frame } = pteOf(here(actor, given.context), see)
        return (
          kind === 'present' &&
          frame === held(given) &&
          isAnonExclusive(system, frame, see) &&
          pteOf(destination, see).kind === 'none'
        )
      },
    },
    actions: {
      'lock the page': (given: Given) =>
        given.event.tell(system.folio(held(given)), { type: 'folio_trylock', by: self }),
      'unlock the page': (given: Given) =>
        given.event.tell(system.folio(held(given)), { type: 'folio_unlock', by: self }),
      'move the page': (given: Given) => {
        const source = here(actor, given.context)
        const { see, tell } = given.event
        const { writable, dirty, frame } = pteOf(source, see)
        tell(source.pte, { type: 'move_ptes_from' })
        flush(system, source, given.event)
        const { softDirty } = system.keeps // as mremap does
        const entry = writable ? 'present.rw' : 'present.ro'
        tell(destination.pte, { type: 'move_ptes_to', entry, frame, dirty, softDirty })
        inherit(system, { from: source, to: destination }, given.event)
        discard(system, source, given.event)
      },
    },
  }
}

function machine(actor: Actor) {
  const common = pathSetup(actor)
  const path = common.extend(moveWords(actor))
  return path.createMachine({
    id: 'userfaultfd_move',
    context: startLocals,
    initial: 'idle',
    states: {
      idle: {
        tags: 'rest',
        on: {
          mmap_read_lock: {
            guard: 'mmap_lock admits a reader',
            target: 'locked',
            actions: 'mmap_read_lock',
            meta: at('mmap_read_lock', 'include/linux/mmap_lock.h'),
          },
        },
      },
      locked: {
        on: {
          move_pages_pte: {
            target: 'callbacks',
            actions: [...opens({ event: 'CLEAR', range: 'this address' })],
            meta: moves,
            description: 'opens the invalidation of the source',
          },
        },
      },
      callbacks: callSubscribers(common, actor, 'look'),
      look: {
        on: {
          'move_pages_pte looks': [
            {
              guard: 'pte is present',
              target: 'lock',
              actions: ['get the mapped page', { type: 'hold the mapped page', params: page }],
              meta: moves,
              description: 'takes a reference',
            },
            {
              guard: 'pte is a migration entry',
              target: 'close and wait',
              actions: 'note the locked folio',
              meta: moves,
              description: 'a migration entry',
            },
            { target: 'close', meta: moves, description: 'nothing to move: -ENOENT or -EFAULT' },
          ],
        },
      },
      lock: {
        on: {
          folio_lock: {
            guard: 'page is unlocked',
            target: 'move',
            actions: 'lock the page',
            meta: at('folio_lock', 'include/linux/pagemap.h'),
            description: 'sleeps until it has the folio lock',
          },
        },
      },
      move: {
        on: {
          move_present_pte: [
            {
              guard: 'page can be moved',
              target: 'close and put',
              actions: 'move the page',
              meta: at('move_present_pte', file),
              description: 'moves the entry to the destination',
            },
            { target: 'close and put', meta: moves, description: 'changed, shared or not empty: gives up' },
          ],
        },
      },
      'close and put': closing(common, actor, { target: 'put' }),
      'close and wait': closing(common, actor, { target: 'wait' }),
      close: closing(common, actor, { target: 'unlock' }),
      put: {
        on: {
          'folio_unlock, folio_put': {
            target: 'unlock',
            actions: [
              'unlock the page',
              { type: 'put the page', params: page },
              { type: 'let go of the page', params: page },
            ],
            meta: moves,
            description: 'unlocks and puts the page',
          },
        },
      },
      wait: {
        on: {
          migration_entry_wait: {
            guard: 'folio is unlocked',
            target: 'unlock',
            actions: 'wait no longer',
            meta: at('migration_entry_wait', 'mm/migrate.c'),
            description: 'sleeps until the folio is unlocked: -EAGAIN',
          },
        },
      },
      unlock: {
        on: {
          mmap_read_unlock: {
            target: 'returned',
            actions: 'mmap_read_unlock',
            meta: at('mmap_read_unlock', 'include/linux/mmap_lock.h'),
          },
        },
      },
      ...ending(common),
    },
  })
}
