/**
 * A user-space thread moves its page to another address; only once.
 *
 * Kernel:  move_vma(), move_page_tables(), move_ptes()   mm/mremap.c
 *          copy_vma()   mm/vma.c
 * Facts:   mmap_lock is held for writing. Only the old range is announced, as UNMAP. The raw entry is moved under both
 *          page-table locks, whatever it is: a migration or device-private entry like any other. No folio lock is taken,
 *          and the page table is all that changes: a page has the same references and mappings as before. What arrives is
 *          soft-dirty.
 *          Where a walk of the reverse map comes to the new address before the old one, the reverse map is locked for
 *          writing meanwhile. Otherwise the walk finds the entry at one of the two, or at both (bug corpus S27).
 * Steps:   the lock of the reverse map is taken, the entry moved, and the lock dropped, in one.
 * Omits:   moving whole page tables at once. That the old range is unmapped in the end, with an invalidation of its own:
 *          there is nothing left in it, and nobody could map it meanwhile.
 */
import type { Address } from '../system.ts'
import { type Actor, here } from './actor.ts'
import { announced } from './announcement.ts'
import { callSubscribers, closing, opens } from './invalidate-range.ts'
import { startLocals } from './locals.ts'
import { at, type Path, pathSetup } from './path.ts'
import { entryKindOf, heirOf, rmap } from './sight.ts'
import { discard, inherit } from './vocabulary/last-write.ts'
import { flush } from './vocabulary/tlb.ts'
import type { Given } from './vocabulary/word.ts'

const file = 'mm/mremap.c'
const opening = { event: 'UNMAP', range: 'this address' } as const

export const mremap: Path = {
  name: 'mremap',
  summary: 'mremap()',
  file: 'model/paths/mremap.ts',
  machine,
}

/** The words that only this path needs. */
export function mremapWords(actor: Actor) {
  const { system } = actor
  const ends = ({ context }: Pick<Given, 'context'>): { old: Address; fresh: Address } => {
    const old = here(actor, context)
    const fresh = heirOf(system, old, 'mremap')
    if (fresh === undefined) throw new Error(`nothing to move ${old.name} to`)
    return { old, fresh }
  }
  return {
    guards: {
      'mmap_lock is free, vma is gone': ({ context, event }: Given) => {
        const { mm, vma } = here(actor, context)
        return event.see(mm.mmapLock).value === 'free' && event.see(vma).value === 'detached'
      },
      'reverse map is to be had': (given: Given) => {
        const { old, fresh } = ends(given)
        const order = rmap(system, old.name)
        if (order.indexOf(old) < order.indexOf(fresh)) return true
        return old.anonVma === undefined || given.event.see(old.anonVma).value === 'free'
      },
    },
    actions: {
      'make the new vma': (given: Given) => given.event.tell(ends(given).fresh.vma, { type: 'map' }),
      'there will be no new vma': (given: Given) => given.event.tell(ends(given).fresh.vma, { type: 'detach' }),
      'move the entry': (given: Given) => {
        const { see, tell } = given.event
        const { old, fresh } = ends(given)
        const entry = entryKindOf(old, see)
        if (entry !== 'none') {
          tell(old.pte, { type: 'move_ptes_from' })
          flush(system, old, given.event)
          const { frame, slot, dirty } = see(old.pte).context
          // move_soft_dirty_pte(): user space is to learn that something came to the new address
          const { softDirty } = system.keeps
          tell(fresh.pte, { type: 'move_ptes_to', entry, frame, slot, dirty, softDirty })
        }
        inherit(system, { from: old, to: fresh }, given.event)
        discard(system, old, given.event)
      },
    },
  }
}

function machine(actor: Actor) {
  const words = pathSetup(actor)
  const path = words.extend(mremapWords(actor))
  const begins = at('mremap_to', file)
  return path.createMachine({
    id: 'mremap',
    context: startLocals,
    initial: 'idle',
    states: {
      idle: {
        on: {
          mremap: [
            {
              guard: 'mmap_lock is free, vma is gone',
              target: 'ended',
              actions: 'there will be no new vma',
              meta: begins,
              description: '-EFAULT',
            },
            {
              guard: 'mmap_lock is free',
              target: 'locked',
              actions: ['mmap_write_lock', 'make the new vma'],
              meta: begins,
              description: 'takes mmap_lock for writing, makes the new VMA',
            },
          ],
        },
      },
      locked: {
        on: {
          move_page_tables: {
            target: 'callbacks',
            actions: [...opens(opening)],
            meta: at('move_page_tables', file),
            description: `opens ${announced(actor, { opening }, ' of the old address alone')}`,
          },
        },
      },
      callbacks: callSubscribers(words, actor, { opening }, 'move'),
      move: {
        on: {
          move_ptes: {
            guard: 'reverse map is to be had',
            target: 'moved',
            actions: 'move the entry',
            meta: at('move_ptes', file),
            description: 'moves the entry as it is',
          },
        },
      },
      moved: closing(words, actor, { target: 'unlock' }),
      unlock: {
        on: {
          mmap_write_unlock: {
            target: 'ended',
            actions: ['mmap_write_unlock', 'detach the vma'],
            meta: begins,
            description: 'removes the old VMA, unlocks',
          },
        },
      },
      ended: { type: 'final' },
    },
  })
}
