/** Producers of invalidations: what they need, and what they do to PTEs, pages and the VMA. */
import type { EventFromLogic } from 'xstate'
import { type Frame, ZERO_PAGE } from '../../names.ts'
import type { vma } from '../../objects/vma.ts'
import { type Actor, here } from '../actor.ts'
import { freeFrame, mappings, pteOf } from '../sight.ts'
import { newPage } from './fault.ts'
import { type PteChanges, pteChanges } from './pte-changes.ts'
import { endZap, type FlushKind, flush } from './tlb.ts'
import { type Given, set } from './word.ts'

export type VmaChange = EventFromLogic<typeof vma>['type']

/** What is flushed late: what a zap found present (mmu_gather), or all that it went through. */
export type FlushesLate = 'what was gathered' | 'every address'

/** What may become of the pages at hand. */
export type PageDeed = 'lock the page taken out' | 'copy to the new page'

/** What may be missing. */
export type Need =
  | 'mmap_lock is not held for writing'
  | 'mmap_lock is free'
  | 'a page is mapped'
  | 'a frame is free'
  | 'the VMA is there'
  | 'the VMA is writable'
  | 'the VMA is read-only'
  | 'nobody uses the mm'
  | 'callbacks may be asked not to sleep'
  | 'nothing but a page, the zero page or nothing is mapped'
  | 'the locked page is mapped'
  | 'the locked page is mapped, read-only'
  | 'nobody else holds the page'
  | 'the page taken out is free to take'

export interface Needs {
  readonly needs: readonly Need[]
}

export function producerWords(actor: Actor) {
  const { system, self } = actor
  const address = ({ context }: Given) => here(actor, context)
  const pte = (given: Given) => pteOf(address(given), given.event.see)
  const refs = (frame: Frame, { event }: Given) => event.see(system.folio(frame)).context.refs
  const vmaIs = (state: 'unborn' | 'mapped' | 'read-only' | 'detached', given: Given) =>
    given.event.see(address(given).vma).value === state
  const mapsLocked = (given: Given) => pte(given).kind === 'present' && pte(given).frame === given.context.held.locked
  const takenFrames = ({ context }: Given) => context.taken.map(({ frame }) => frame).filter((f) => f !== ZERO_PAGE)

  const lock = (given: Given) => given.event.see(address(given).mm.mmapLock).value

  const met: Record<Need, (given: Given) => boolean> = {
    'mmap_lock is not held for writing': (given) => lock(given) !== 'write',
    'mmap_lock is free': (given) => lock(given) === 'free',
    'a page is mapped': (given) => pte(given).kind === 'present',
    'a frame is free': ({ event }) => freeFrame(system, undefined, event.see) !== undefined,
    'the VMA is there': (given) => !vmaIs('detached', given) && !vmaIs('unborn', given),
    'the VMA is writable': (given) => vmaIs('mapped', given),
    'the VMA is read-only': (given) => vmaIs('read-only', given),
    // mm_users is 0: whoever migrates or faults holds mmap_lock, or is between begin and retry
    'nobody uses the mm': (given) =>
      lock(given) === 'free' &&
      system.subscribers.every(
        ({ mm, subscription }) =>
          mm !== address(given).mm || Object.keys(given.event.see(subscription).context.readers).length === 0,
      ),
    'callbacks may be asked not to sleep': (given) =>
      !system.switches.oomNonblock.startsWith('skips') ||
      system.subscribers.every(({ mm }) => mm !== address(given).mm),
    'nothing but a page, the zero page or nothing is mapped': (given) =>
      ['present', 'zero', 'none'].includes(pte(given).kind),
    'the locked page is mapped': mapsLocked,
    'the locked page is mapped, read-only': (given) => mapsLocked(given) && !pte(given).writable,
    'nobody else holds the page': (given) => {
      const { frame } = pte(given)
      if (frame === null) return true
      const own = given.context.held.locked === frame ? 1 : 0
      return refs(frame, given) === mappings(system, frame, given.event.see).length + own
    },
    'the page taken out is free to take': (given) =>
      takenFrames(given).every(
        (frame) => refs(frame, given) === 1 && given.event.see(system.folio(frame)).context.holder === null,
      ),
  }

  const changeOf = pteChanges(actor)

  return {
    guards: {
      'has what it needs': (given: Given, { needs }: Needs) => needs.every((need) => met[need](given)),
      'backs off': (given: Given, { needs }: Needs) => !needs.every((need) => met[need](given)),
      'more addresses follow': ({ context }: Given) => context.i + 1 < actor.addresses.length,
      'page is locked by somebody': ({ context, event }: Given) =>
        event.see(system.folio(context.held.locked as Frame)).context.holder !== null,
      'page is unlocked': ({ context, event }: Given) =>
        event.see(system.folio(context.held.locked as Frame)).context.holder === null,
      'backed off': ({ context }: Pick<Given, 'context'>) => context.failed,
    },
    actions: {
      'change the vma': (given: Given, { to }: { to: VmaChange }) => given.event.tell(address(given).vma, { type: to }),
      'clear VM_SOFTDIRTY': ({ event }: Given) => {
        for (const { softDirty } of actor.addresses)
          if (softDirty !== undefined) event.tell(softDirty, { type: 'clear_vm_softdirty' })
      },
      'tracking has begun': ({ event }: Given) => {
        for (const { softDirty } of actor.addresses)
          if (softDirty !== undefined) event.tell(softDirty, { type: 'clear_refs_returns' })
      },
      'set MMF_UNSTABLE': (given: Given) => given.event.tell(address(given).mm.flags, { type: 'set_unstable' }),
      'allocate the new page': (given: Given) => void newPage(system, address(given), given.event),
      'hold the new page': set(({ context, event }) => ({
        held: { ...context.held, new: freeFrame(system, undefined, event.see) as Frame },
      })),
      'lock the page': ({ context, event }: Given) =>
        event.tell(system.folio(context.held.locked as Frame), { type: 'folio_trylock', by: self }),
      'change the pte': (given: Given, { pte: by }: { pte: PteChanges }) => changeOf(given, by).tells(given),
      'keep what leaves it': set<{ pte: PteChanges }>((given, { pte: by }) => changeOf(given, by).keeps(given)),
      'do to the page': (given: Given, { deed }: { deed: PageDeed }) => {
        const { event, context } = given
        if (deed === 'lock the page taken out') {
          for (const frame of takenFrames(given)) event.tell(system.folio(frame), { type: 'folio_trylock', by: self })
          return
        }
        const from = context.held.locked ?? takenFrames(given)[0]
        if (from === undefined) return // the new page is cleared, as what was there
        const { fresh, zeroes } = event.see(system.folio(from)).context
        event.tell(system.folio(context.held.new as Frame), { type: 'copied', fresh, zeroes })
      },
      'flush at once': (given: Given, { kind }: { kind: FlushKind }) =>
        flush(system, address(given), given.event, kind),
      'flush late': ({ context, event }: Given, { which }: { which: FlushesLate }) => {
        const gathered = new Set(context.taken.map(({ at }) => at))
        for (const address of actor.addresses)
          if (which === 'every address') flush(system, address, event)
          else if (gathered.has(address.name)) flush(system, address, event, 'notify')
          else endZap(system, address, event)
      },
      'next address': set(({ context }) => ({ i: context.i + 1 })),
      'first address': set(() => ({ i: 0 })),
      'unlock and put what it holds': (given: Given) => {
        const { event, context } = given
        for (const frame of [...Object.values(context.held), ...takenFrames(given)]) {
          const folio = system.folio(frame)
          if (event.see(folio).context.holder === self) event.tell(folio, { type: 'folio_unlock', by: self })
          event.tell(folio, { type: 'folio_put' })
        }
      },
      'let go of everything': set(() => ({ held: {}, taken: [] })),
      'back off': set(() => ({ failed: true })),
    },
  }
}
