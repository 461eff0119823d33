/**
 * A user-space thread forks; only once, for there is one child to be had.
 *
 * Kernel:  dup_mmap()   kernel/fork.c
 *          copy_page_range(), copy_pte_range(), copy_present_pte(), copy_nonpresent_pte()   mm/memory.c
 * Facts:   the parent's mmap_lock is held for writing throughout. Only the parent's subscribers are told: nobody can
 *          mirror the child yet. Each entry is copied under both page-table locks: what was writable in the parent
 *          becomes read-only in both, present, device-private or migration entry alike; a device-private one is no longer
 *          soft-dirty then. No folio lock is taken but for a device-exclusive entry: its page is trylocked, restored and
 *          unlocked, in one step here; while somebody holds the lock, fork retries.
 *          Of a page that a device has pinned the child gets a copy at once (copy_present_page(), from 5.9 on).
 * Omits:   other pins: a reference does not say what it is for. The child's own mmap_lock: nobody can wait for it yet.
 *          That there may be no page for the copy: then it waits.
 *          mm->write_protect_seq, for GUP takes its page in one step. That a protnone entry stays protnone in the child:
 *          the child gets present.ro.
 */
import type { Frame } from '../names.ts'
import type { Address } from '../system.ts'
import { type Actor, here } from './actor.ts'
import { announced } from './announcement.ts'
import { callSubscribers, closing, opens } from './invalidate-range.ts'
import { startLocals } from './locals.ts'
import { at, type Path, pathSetup } from './path.ts'
import { freeFrame, heirOf, isAnonExclusive, isPinned, pteOf } from './sight.ts'
import { becomeShared } from './vocabulary/anon-exclusive.ts'
import { inc } from './vocabulary/books.ts'
import { mapNewPage, newPage, restored, restoreExclusive } from './vocabulary/fault.ts'
import { inherit } from './vocabulary/last-write.ts'
import { isKeptSoftDirty } from './vocabulary/soft-dirty.ts'
import { flush } from './vocabulary/tlb.ts'
import { type Given, set } from './vocabulary/word.ts'

/** Nobody forks a VMA that may not be written here. */
const mayWrite = { mayWrite: true }
const dups = at('dup_mmap', 'kernel/fork.c')

export const fork: Path = {
  name: 'fork',
  summary: 'fork()',
  file: 'model/paths/fork.ts',
  machine,
}

/** The words that only this path needs. */
export function forkWords(actor: Actor) {
  const { system } = actor
  const childOf = (address: Address): Address => {
    const child = heirOf(system, address, 'fork')
    if (child === undefined) throw new Error(`${address.name} has no child`)
    return child
  }
  const children = () => actor.addresses.map(childOf)
  /** Whether the child gets a copy at once: folio_try_dup_anon_rmap_pte() fails. */
  const isCopied = ({ context, event: { see } }: Given): boolean => {
    const { kind, frame } = pteOf(here(actor, context), see)
    if (system.switches.forkPinned === 'shared' || kind !== 'present' || frame === null) return false
    const mayBeShared = system.switches.anonExclusive === 'on' && !isAnonExclusive(system, frame, see)
    return isPinned(system, frame, see) && !mayBeShared
  }
  /** A device-exclusive entry is taken back first, for which fork needs the folio lock: while it has not, it retries. */
  const canCopy = (given: Given) => {
    const { context, event } = given
    const { kind, frame } = pteOf(here(actor, context), event.see)
    if (isCopied(given)) return freeFrame(system, undefined, event.see) !== undefined
    return kind !== 'exclusive' || event.see(system.folio(frame as Frame)).context.holder === null
  }
  return {
    guards: {
      'mmap_lock is free, vma is gone': ({ context, event }: Given) => {
        const { mm, vma } = here(actor, context)
        return event.see(mm.mmapLock).value === 'free' && event.see(vma).value === 'detached'
      },
      'entry can be copied, more to copy': (given: Given) =>
        canCopy(given) && given.context.i + 1 < actor.addresses.length,
      'entry can be copied': canCopy,
    },
    actions: {
      'flush the parent': ({ event }: Given) => {
        for (const address of actor.addresses) flush(system, address, event)
      },
      'write-protect the parent': (given: Given) => {
        if (isCopied(given)) return
        const { context, event } = given
        const { pte } = here(actor, context)
        const was = pteOf(here(actor, context), event.see)
        const { kind, frame, anonExclusive } = was
        const { writable } = kind === 'exclusive' ? restored(system, here(actor, context), event.see, mayWrite) : was
        if (kind === 'exclusive') restoreExclusive(system, here(actor, context), event, mayWrite)
        if ((kind === 'present' || kind === 'exclusive') && writable) event.tell(pte, { type: 'ptep_set_wrprotect' })
        if (kind === 'device' && writable)
          event.tell(pte, { type: 'make_readable_device_private_entry', softDirty: isKeptSoftDirty(system, was) })
        if (kind === 'migration' && anonExclusive) event.tell(pte, { type: 'make_readable_migration_entry' })
        if (kind === 'swap' && anonExclusive) event.tell(pte, { type: 'pte_swp_clear_exclusive' })
        if (kind !== 'migration' && frame !== null) becomeShared(system, frame, event.tell)
      },
      'copy to the child': (given: Given) => {
        const { see, tell } = given.event
        const parent = here(actor, given.context)
        const child = childOf(parent)
        const pte = pteOf(parent, see)
        const { kind, frame, slot } = pte
        const bits = kind === 'exclusive' ? restored(system, parent, see, mayWrite) : pte
        const { dirty } = bits
        const softDirty = kind === 'device' ? isKeptSoftDirty(system, pte) : bits.softDirty
        if (kind === 'zero') tell(child.pte, { type: 'map_zero_page' })
        if (frame !== null && isCopied(given)) {
          const copy = newPage(system, child, given.event, frame)
          mapNewPage(system, child, given.event, copy)
          tell(system.folio(copy), { type: 'inherited', from: parent.name, to: child.name })
        } else if (frame !== null) {
          if (kind === 'device' || kind === 'migration')
            tell(child.pte, { type: 'copy_nonpresent_pte', frame, kind, dirty, softDirty })
          else tell(child.pte, { type: 'copy_present_pte', frame, dirty, softDirty })
          if (kind !== 'migration') tell(system.folio(frame), { type: 'folio_get' })
          inc(child, 'anonPages', tell)
        }
        if (slot !== null) {
          tell(child.pte, { type: 'copy_nonpresent_pte', slot, kind: 'swap', softDirty })
          tell(system.slot(slot), { type: 'swap_duplicate' })
          inc(child, 'swapEnts', tell)
        }
        inherit(system, { from: parent, to: child }, { see, tell })
      },
      'next address': set(({ context }) => ({ i: context.i + 1 })),
      'first address': set(() => ({ i: 0 })),
      'the child is there': ({ event }: Given) => {
        for (const { vma } of children()) event.tell(vma, { type: 'map' })
      },
      'the child has no vma': ({ event }: Given) => {
        for (const { vma } of children()) event.tell(vma, { type: 'detach' })
      },
    },
  }
}

const opening = { event: 'PROTECTION_PAGE', range: 'every address' } as const

function machine(actor: Actor) {
  const words = pathSetup(actor)
  const path = words.extend(forkWords(actor))
  const copies = {
    meta: at('copy_pte_range', 'mm/memory.c'),
    description: 'the child gets the entry; what was writable is read-only in both',
  }
  return path.createMachine({
    id: 'fork',
    context: startLocals,
    initial: 'idle',
    states: {
      idle: {
        on: {
          dup_mmap: [
            {
              guard: 'mmap_lock is free, vma is gone',
              target: 'ended',
              actions: 'the child has no vma',
              meta: dups,
              description: 'nothing to copy',
            },
            {
              guard: 'mmap_lock is free',
              target: 'locked',
              actions: 'mmap_write_lock',
              meta: dups,
              description: 'takes mmap_lock for writing',
            },
          ],
        },
      },
      locked: {
        on: {
          copy_page_range: {
            target: 'callbacks',
            actions: [...opens(opening)],
            meta: at('copy_page_range', 'mm/memory.c'),
            description: `opens ${announced(actor, { opening }, ' of the parent alone')}`,
          },
        },
      },
      callbacks: callSubscribers(words, actor, { opening }, 'copy'),
      copy: {
        on: {
          copy_pte_range: [
            {
              guard: 'entry can be copied, more to copy',
              actions: ['write-protect the parent', 'copy to the child', 'next address'],
              ...copies,
            },
            {
              guard: 'entry can be copied',
              target: 'copied',
              actions: ['write-protect the parent', 'copy to the child', 'first address'],
              ...copies,
            },
          ],
        },
      },
      copied: closing(words, actor, { target: 'unlock' }),
      unlock: {
        on: {
          mmap_write_unlock: {
            target: 'ended',
            actions: ['flush the parent', 'mmap_write_unlock', 'the child is there'],
            meta: dups,
            description: 'unlocks; the child can run',
          },
        },
      },
      ended: { type: 'final' },
    },
  })
}
