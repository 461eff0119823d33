/**
 * A user-space thread moves its page to another, empty address, without copying it.
 *
 * Kernel:  move_pages(), move_pages_pte(), move_present_pte(), move_zeropage_pte()   mm/userfaultfd.c   (UFFDIO_MOVE, since 6.8)
 * Facts:   mmap_lock is held for reading. Only the source is announced, as CLEAR, before a PTE is looked at, and the
 *          invalidation stays open while it sleeps: for the lock of the page, or until a migration is over. A page is
 *          moved with a reference and its lock, if it is PageAnonExclusive and not pinned, and becomes writable and
 *          soft-dirty; as first written, dirty too. If a PTE is not as it was, it starts over (-EAGAIN). The page is
 *          unlocked and put before the invalidation ends.
 * Steps:   both page-table locks are held together, so the move is one. The reference and the lock are taken together if
 *          the lock is free. The first looks at the two PTEs are one, for what they find is looked at again.
 * Abstracts: a PTE is as it was if it maps the same page. If another bit changed, the kernel starts over and finds it again.
 * Needs:   two VMAs that stay, and stay writable: validate_move_areas().
 * Omits:   swap entries and huge pages; the lock of the reverse map, for whoever walks it here has locked the page; that
 *          faults on the destination are held up for user space: one that is not finds or makes a page there.
 */
import type { Frame } from '../names.ts'
import type { Address } from '../system.ts'
import { type Actor, here } from './actor.ts'
import { announced } from './announcement.ts'
import { ending } from './ending.ts'
import { callSubscribers, closing, opens } from './invalidate-range.ts'
import { startLocals } from './locals.ts'
import { migrationEntryWait } from './migration-entry-wait.ts'
import { at, type Path, pathSetup } from './path.ts'
import { isAnonExclusive, isPinned, pteOf } from './sight.ts'
import { discard, inherit } from './vocabulary/last-write.ts'
import { flush } from './vocabulary/tlb.ts'
import type { Given } from './vocabulary/word.ts'

const file = 'mm/userfaultfd.c'
const moves = at('move_pages_pte', file)
const page = { as: 'moved' }
const opening = { event: 'CLEAR', range: 'this address' } as const

export const userfaultfdMove: Path = {
  name: 'userfaultfd-move',
  summary: 'ioctl(UFFDIO_MOVE)',
  file: 'model/paths/userfaultfd-move.ts',
  machine,
}

function moveWords(actor: Actor) {
  const { system, self } = actor
  const destination = actor.addresses[1] as Address
  const source = (given: Given) => here(actor, given.context)
  const pte = (given: Given) => pteOf(source(given), given.event.see)
  const held = ({ context }: Given) => context.held[page.as] as Frame
  const isFree = (frame: Frame, { event }: Given) => event.see(system.folio(frame)).context.holder === null
  const isEmpty = ({ event }: Given) => pteOf(destination, event.see).kind === 'none'
  const isExclusive = (given: Given) => {
    const { kind, frame } = pte(given)
    return kind === 'present' && frame !== null && isAnonExclusive(system, frame, given.event.see)
  }
  const lock = (frame: Frame, { event }: Given) => event.tell(system.folio(frame), { type: 'folio_trylock', by: self })
  const move = (given: Given, entry: 'zero' | 'present.rw') => {
    const { tell } = given.event
    const { frame, dirty } = pte(given)
    tell(source(given).pte, { type: 'move_ptes_from' })
    flush(system, source(given), given.event)
    // so that user space can notice the move
    const softDirty = entry !== 'zero' && system.keeps.softDirty
    tell(destination.pte, { type: 'move_ptes_to', entry, frame, dirty, softDirty })
    inherit(system, { from: source(given), to: destination }, given.event)
    discard(system, source(given), given.event)
  }
  return {
    guards: {
      'destination is not empty': (given: Given) => !isEmpty(given),
      'pte maps an exclusive page, which is unlocked': (given: Given) =>
        isExclusive(given) && isFree(pte(given).frame as Frame, given),
      'pte maps an exclusive page': isExclusive,
      'pte maps a shared page, or is of a device': (given: Given) =>
        ['present', 'device', 'exclusive'].includes(pte(given).kind),
      'page to be moved is unlocked': (given: Given) => isFree(held(given), given),
      'nothing has changed, page may be moved': (given: Given) =>
        isEmpty(given) &&
        isExclusive(given) &&
        pte(given).frame === held(given) &&
        !isPinned(system, held(given), given.event.see),
      'a pte changed': (given: Given) =>
        !isEmpty(given) || pte(given).kind !== 'present' || pte(given).frame !== held(given),
      'zero page is still there, destination is empty': (given: Given) => isEmpty(given) && pte(given).kind === 'zero',
    },
    actions: {
      'lock the mapped page': (given: Given) => lock(pte(given).frame as Frame, given),
      'lock the page to be moved': (given: Given) => lock(held(given), given),
      'unlock the page to be moved': (given: Given) =>
        given.event.tell(system.folio(held(given)), { type: 'folio_unlock', by: self }),
      'move the page': (given: Given) => move(given, 'present.rw'),
      'move the zero page': (given: Given) => move(given, 'zero'),
    },
  }
}

function machine(actor: Actor) {
  const common = pathSetup(actor)
  const path = common.extend(moveWords(actor))
  const holds = ['get the mapped page', { type: 'hold the mapped page', params: page }] as const
  const puts = (target: string) =>
    path.createStateConfig({
      on: {
        'folio_unlock, folio_put': {
          target,
          actions: [
            'unlock the page to be moved',
            { type: 'put the page', params: page },
            { type: 'let go of the page', params: page },
          ],
          meta: moves,
          description: 'unlocks and puts the page',
        },
      },
    })
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
            actions: [...opens(opening)],
            meta: moves,
            description: `opens ${announced(actor, { opening }, ' of the source')}`,
          },
        },
      },
      callbacks: callSubscribers(common, actor, { opening }, 'look'),
      look: {
        on: {
          'move_pages_pte looks': [
            { guard: 'destination is not empty', target: 'end', meta: moves, description: '-EEXIST' },
            { guard: 'pte is none', target: 'end', meta: moves, description: '-ENOENT' },
            { guard: 'pte is zero', target: 'move zero', meta: moves, description: 'the zero page' },
            {
              guard: 'pte is a migration entry',
              target: 'migration entry',
              meta: moves,
              description: 'a migration entry',
            },
            {
              guard: 'pte maps an exclusive page, which is unlocked',
              target: 'move',
              actions: ['lock the mapped page', ...holds],
              meta: moves,
              description: 'takes a reference and the folio lock',
            },
            {
              guard: 'pte maps an exclusive page',
              target: 'lock',
              actions: [...holds],
              meta: moves,
              description: 'takes a reference; the trylock fails',
            },
            {
              guard: 'pte maps a shared page, or is of a device',
              target: 'end',
              meta: moves,
              description: '-EBUSY or -EFAULT',
            },
          ],
        },
      },
      ...migrationEntryWait(common, actor, 'end and start over'),
      lock: {
        on: {
          folio_lock: {
            guard: 'page to be moved is unlocked',
            target: 'move',
            actions: 'lock the page to be moved',
            meta: at('folio_lock', 'include/linux/pagemap.h'),
            description: 'sleeps until it has the folio lock',
          },
        },
      },
      move: {
        on: {
          move_present_pte: [
            {
              guard: 'nothing has changed, page may be moved',
              target: 'put',
              actions: 'move the page',
              meta: at('move_present_pte', file),
              description: 'moves the page to the destination, writable',
            },
            {
              guard: 'a pte changed',
              target: 'put and start over',
              meta: at('move_present_pte', file),
              description: '-EAGAIN: a PTE changed',
            },
            {
              target: 'put',
              meta: at('move_present_pte', file),
              description: '-EBUSY: pinned, or no longer exclusive',
            },
          ],
        },
      },
      'move zero': {
        on: {
          move_zeropage_pte: [
            {
              guard: 'zero page is still there, destination is empty',
              target: 'end',
              actions: 'move the zero page',
              meta: at('move_zeropage_pte', file),
              description: 'moves the zero page to the destination',
            },
            {
              target: 'end and start over',
              meta: at('move_zeropage_pte', file),
              description: '-EAGAIN: a PTE changed',
            },
          ],
        },
      },
      put: puts('end'),
      'put and start over': puts('end and start over'),
      end: closing(common, actor, { target: 'unlock' }),
      'end and start over': closing(common, actor, { target: 'locked' }),
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
