/**
 * The deeds that paths are made of: what a step tells the kernel's objects, and how it changes the path's locals.
 *
 * A deed that tells sees the objects as they were before the step, and the locals as the deeds before it left them. So
 * in a transition, what tells comes before what forgets.
 */
import { assign, type ParameterizedObject } from 'xstate'
import type { See } from '../../checker/index.ts'
import type { Invalidation } from '../drivers/driver.ts'
import type { Device, Frame } from '../names.ts'
import { deviceOf, ZERO_PAGE } from '../names.ts'
import type { System } from '../system.ts'
import { type Locals, noLocals, noMigration } from './locals.ts'
import type { PathEvent } from './path.ts'
import { candidate, destination, erasesOwn, frameBehind, freeFrame, mirrorOf, operationLock, pteOf } from './sight.ts'

interface Done {
  readonly context: Locals
  readonly event: PathEvent
}

/** Which invalidation a step opens. */
export type Opening = 'setup' | 'hole' | 'cow' | 'zap' | 'munmap'

export function pathActions(system: System, self: string) {
  const { switches } = system

  const invalidation = (opening: Opening, { owner }: Locals): Invalidation => {
    const migrate = { event: 'MIGRATE', owner } as const
    const clear = { event: 'CLEAR', owner: null } as const
    if (opening === 'setup') return switches.setupEvent === 'MIGRATE' ? migrate : clear
    if (opening === 'hole') return switches.holeNotify === 'MIGRATE' ? migrate : clear
    return opening === 'munmap' ? { event: 'UNMAP', owner: null } : clear
  }
  /** A callback that does nothing is not worth a step: nobody can tell when it ran. */
  const subscribers = (opening: Opening, locals: Locals): Device[] =>
    system.gpus
      .filter(({ reaction }) => {
        const { setSeq, zap } = reaction(invalidation(opening, locals))
        return setSeq || zap
      })
      .map(({ device }) => device)

  const newFrame = (device: Device | null, see: See): Frame => freeFrame(system, device, see) as Frame
  const write = ({ tell }: PathEvent, frame: Frame) => {
    for (const other of system.frames)
      tell(system.folio(other), { type: other === frame ? 'written' : 'written_elsewhere' })
    tell(system.lastWrite, { type: 'write' })
  }
  const clearPage = ({ see, tell }: PathEvent, frame: Frame) =>
    tell(system.folio(frame), { type: 'copied', zeroes: true, fresh: see(system.lastWrite).value === 'zeroes' })

  const lock = ({ tell }: PathEvent, owner: Device | null, toSystem: boolean) => {
    const found = operationLock(system, { owner, toSystem })
    if (found !== undefined) tell(found, { type: 'mutex_lock', by: self })
  }
  const unlock = ({ tell }: PathEvent, owner: Device | null, toSystem: boolean) => {
    const found = operationLock(system, { owner, toSystem })
    if (found !== undefined) tell(found, { type: 'mutex_unlock', by: self })
  }

  /** A deed that changes locals. */
  const set = <Params extends ParameterizedObject['params'] = undefined>(
    change: (done: Done, params: Params) => Partial<Locals>,
  ) => assign<Locals, PathEvent, Params, PathEvent, never>(change)

  return {
    mmap_read_lock: ({ event }: Done) => event.tell(system.mmapLock, { type: 'mmap_read_lock' }),
    mmap_read_unlock: ({ event }: Done) => event.tell(system.mmapLock, { type: 'mmap_read_unlock' }),
    mmap_write_lock: ({ event }: Done) => event.tell(system.mmapLock, { type: 'mmap_write_lock' }),
    mmap_write_downgrade: ({ event }: Done) => event.tell(system.mmapLock, { type: 'mmap_write_downgrade' }),
    'detach the vma': ({ event }: Done) => event.tell(system.vma, { type: 'detach' }),

    // notifier windows
    mn_itree_inv_start_range: ({ event }: Done) => event.tell(system.notifier, { type: 'inv_start' }),
    'list subscribers': set<{ opening: Opening }>(({ context }, { opening }) => ({
      pending: subscribers(opening, context),
    })),
    'invalidate callback': ({ context, event }: Done, { device, opening }: { device: Device; opening: Opening }) => {
      const gpu = system.gpu(device)
      const { setSeq, zap } = gpu.reaction(invalidation(opening, context))
      if (setSeq) event.tell(gpu.subscription, { type: 'set_seq' })
      if (zap) event.tell(gpu.mirror, { type: 'erase' })
    },
    'cross off subscriber': set<{ device: Device }>(({ context }, { device }) => ({
      pending: context.pending.filter((other) => other !== device),
    })),
    mn_itree_inv_end: ({ event }: Done) => {
      event.tell(system.notifier, { type: 'inv_end' })
      if (event.see(system.notifier).context.active === 1)
        for (const { subscription } of system.gpus) event.tell(subscription, { type: 'seq_even' })
    },

    // migrate_vma
    'begin migration to device': set<{ device: Device }>((_, { device }) => ({ owner: device, toSystem: false })),
    'begin migration to system': set(({ context }) => ({ owner: deviceOf(context.faultPage) ?? null, toSystem: true })),
    'note a hole': set(() => ({ hole: true, srcWritable: true })),
    'lock and unmap': ({ context, event }: Done) => {
      const frame = candidate(system, context, event.see) as Frame
      // the PTE's reference becomes the migration's, so the count stays
      if (event.see(system.folio(frame)).context.holder !== self)
        event.tell(system.folio(frame), { type: 'folio_trylock', by: self })
      event.tell(system.pte, { type: 'make_migration_entry' })
    },
    'note the source': set(({ context, event }) => ({
      src: candidate(system, context, event.see),
      srcWritable: pteOf(system, event.see).writable,
    })),
    'clear MIGRATE': set(() => ({ lost: true })),
    'allocate and copy': ({ context, event }: Done) => {
      const frame = newFrame(destination(context), event.see)
      const folio = system.folio(frame)
      event.tell(folio, { type: 'folio_alloc' })
      event.tell(folio, { type: 'folio_trylock', by: self })
      if (context.src === null) clearPage(event, frame)
      else {
        const { fresh, zeroes } = event.see(system.folio(context.src)).context
        event.tell(folio, { type: 'copied', fresh, zeroes })
      }
      const gpu = context.owner === null ? undefined : system.gpu(context.owner)
      if (gpu !== undefined && erasesOwn(gpu, context)) event.tell(gpu.mirror, { type: 'erase' })
    },
    'note the destination': set(({ context, event }) => ({ dst: newFrame(destination(context), event.see) })),
    'insert into the hole': ({ context, event }: Done) => {
      event.tell(system.pte, { type: 'insert_device_private', frame: context.dst as Frame, writable: true })
      event.tell(system.folio(context.dst as Frame), { type: 'folio_get' })
    },
    'store dst in the mirror': ({ context, event }: Done) => {
      const { mirror } = system.gpu(context.owner as Device)
      event.tell(mirror, { type: 'store', frame: context.dst as Frame, writable: context.srcWritable })
    },
    'replace migration entry': ({ context, event }: Done) => {
      const pte = pteOf(system, event.see)
      if (pte.kind !== 'migration' || pte.frame !== context.src) return // zapped meanwhile
      const frame = (context.lost ? context.src : context.dst) as Frame
      event.tell(system.pte, {
        type: 'remove_migration_pte',
        frame,
        to: deviceOf(frame) === undefined ? 'present' : 'device',
      })
      event.tell(system.folio(frame), { type: 'folio_get' })
    },
    'unlock and put pages': ({ context, event }: Done) => {
      const lockedByFault = context.faultPage === context.src && ['trylock', 'trylock-wait'].includes(switches.faultRef)
      for (const frame of [context.src, context.dst]) {
        if (frame === null) continue
        if (frame !== context.src || !lockedByFault) event.tell(system.folio(frame), { type: 'folio_unlock', by: self })
        event.tell(system.folio(frame), { type: 'folio_put' })
      }
    },
    'take the operation lock': ({ event }: Done, { device }: { device: Device }) => lock(event, device, false),
    'drop the operation lock': ({ event }: Done, { device }: { device: Device }) => unlock(event, device, false),
    "take the operation lock of the fault page's owner": ({ context, event }: Done) =>
      lock(event, deviceOf(context.faultPage) ?? null, true),
    'drop the operation lock of the migration': ({ context, event }: Done) =>
      unlock(event, context.owner, context.toSystem),
    'end migration': set(() => noMigration),

    // handle_mm_fault
    'want to read': set(() => ({ write: false })),
    'want to write': set(() => ({ write: true })),
    'map the zero page': ({ event }: Done) => event.tell(system.pte, { type: 'map_zero_page' }),
    'map a new page': ({ event }: Done) => {
      const frame = newFrame(null, event.see)
      event.tell(system.folio(frame), { type: 'folio_alloc' })
      clearPage(event, frame)
      event.tell(system.pte, { type: 'map_anon_page', frame, writable: true })
    },
    'make pte writable': ({ event }: Done) => event.tell(system.pte, { type: 'wp_page_reuse' }),
    'allocate a copy': ({ event }: Done) => {
      const frame = newFrame(null, event.see)
      event.tell(system.folio(frame), { type: 'folio_alloc' })
      clearPage(event, frame)
    },
    'note the copy': set(({ event }) => ({ cow: newFrame(null, event.see) })),
    'map the copy': ({ context, event }: Done) =>
      event.tell(system.pte, { type: 'map_anon_page', frame: context.cow as Frame, writable: true }),
    'put the copy': ({ context, event }: Done) => event.tell(system.folio(context.cow as Frame), { type: 'folio_put' }),
    'forget the copy': set(() => ({ cow: null })),
    'note the locked folio': set(({ event }) => ({ waitsFor: pteOf(system, event.see).frame })),
    'wait for the fault page': set(({ context }) => ({ waitsFor: context.faultPage })),
    'wait no longer': set(() => ({ waitsFor: null })),
    'note the fault page': set(({ event }) => ({ faultPage: pteOf(system, event.see).frame })),
    'forget the fault page': set(() => ({ faultPage: null, faultRef: false })),
    'get the fault page': ({ context, event }: Done) =>
      event.tell(system.folio(context.faultPage as Frame), { type: 'folio_get' }),
    'lock the fault page': ({ context, event }: Done) =>
      event.tell(system.folio(context.faultPage as Frame), { type: 'folio_trylock', by: self }),
    'note the fault reference': set(() => ({ faultRef: true })),
    'follow the fault page to its driver': ({ context, event }: Done) =>
      event.tell(system.folio(context.faultPage as Frame), { type: 'page_pgmap' }),
    'put the fault page': ({ context, event }: Done) => {
      const folio = system.folio(context.faultPage as Frame)
      if (switches.faultRef !== 'ref') event.tell(folio, { type: 'folio_unlock', by: self })
      event.tell(folio, { type: 'folio_put' })
    },
    fail: set(() => ({ failed: true })),

    // hmm_range_fault
    'remember seq': ({ event }: Done, { device }: { device: Device }) =>
      event.tell(system.gpu(device).subscription, { type: 'read_begin', by: self }),
    'forget seq': ({ event }: Done, { device }: { device: Device }) =>
      event.tell(system.gpu(device).subscription, { type: 'read_end', by: self }),
    'note the snapshot': set(({ event }) => ({
      snapshot: { frame: frameBehind(system, event.see), writable: pteOf(system, event.see).writable },
    })),
    'forget the snapshot': set(() => ({ snapshot: null })),
    mutex_lock: ({ event }: Done, { device }: { device: Device }) =>
      event.tell(system.gpu(device).mutex, { type: 'mutex_lock', by: self }),
    mutex_unlock: ({ event }: Done, { device }: { device: Device }) =>
      event.tell(system.gpu(device).mutex, { type: 'mutex_unlock', by: self }),
    'store the snapshot': ({ context, event }: Done, { device }: { device: Device }) => {
      const { snapshot } = context
      if (snapshot !== null) event.tell(system.gpu(device).mirror, { type: 'store', ...snapshot })
    },

    // accesses
    'write through the pte': ({ event }: Done) => write(event, pteOf(system, event.see).frame as Frame),
    'write through the mirror': ({ event }: Done, { device }: { device: Device }) => {
      const { frame } = mirrorOf(system, device, event.see)
      write(event, frame ?? ZERO_PAGE)
    },

    // zap
    'zap pte': ({ event }: Done) => {
      const pte = pteOf(system, event.see)
      if (pte.kind !== 'none') event.tell(system.pte, { type: 'zap' })
      for (const frame of system.frames) event.tell(system.folio(frame), { type: 'discarded' })
      event.tell(system.lastWrite, { type: 'discard' })
      // a device page is put at once, a system page is gathered until the invalidation has ended
      if (pte.kind === 'device') event.tell(system.folio(pte.frame as Frame), { type: 'folio_put' })
    },
    'gather the page': set(({ event }) => {
      const pte = pteOf(system, event.see)
      return { gathered: pte.kind === 'present' ? pte.frame : null }
    }),
    'free gathered pages': ({ context, event }: Done) => {
      if (context.gathered !== null) event.tell(system.folio(context.gathered), { type: 'folio_put' })
    },

    // GUP
    'get the mapped page': ({ event }: Done) =>
      event.tell(system.folio(pteOf(system, event.see).frame as Frame), { type: 'folio_get' }),
    'note the pinned page': set(({ event }) => ({ pinned: pteOf(system, event.see).frame })),
    'put the pinned page': ({ context, event }: Done) =>
      event.tell(system.folio(context.pinned as Frame), { type: 'folio_put' }),

    'forget everything': set(({ context }) => ({ ...noLocals, rounds: context.rounds })),
    'count the round': set(({ context }) => ({ rounds: context.rounds === null ? null : context.rounds - 1 })),
  }
}
