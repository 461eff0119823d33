/** The questions that paths ask. Each looks only at its own locals and at what it names. */
import type { See } from '../../checker/index.ts'
import type { Device } from '../names.ts'
import { deviceOf } from '../names.ts'
import type { System } from '../system.ts'
import type { Locals } from './locals.ts'
import type { PathEvent } from './path.ts'
import { asksForOwn, candidate, destination, erasesOwn, freeFrame, mirrorOf, operationLock, pteOf } from './sight.ts'

interface Asked {
  readonly context: Locals
  readonly event: PathEvent
}

export function pathGuards(system: System, self: string) {
  const { switches } = system
  const kind = (see: See) => pteOf(system, see).kind
  const held = (device: Device, see: See) => see(system.gpu(device).mutex).value === 'held'
  const mayOperate = (locals: Pick<Locals, 'owner' | 'toSystem'>, see: See) => {
    const lock = operationLock(system, locals)
    return lock === undefined || see(lock).value === 'free'
  }
  const unlocked = (frame: string | null, see: See) =>
    frame === null || see(system.folio(frame)).context.holder === null
  /** References that migrate_vma itself accounts for beyond its own one on the source: that of the fault. */
  const faultRefs = ({ src, faultPage, faultRef }: Locals) => (faultRef && faultPage === src ? 1 : 0)
  return {
    'vma is gone': ({ event }: Asked) => {
      // told apart only once the lock is to be had: until then the answer could still change
      return event.see(system.mmapLock).value !== 'write' && event.see(system.vma).value === 'detached'
    },
    'mmap_lock admits a reader': ({ event }: Asked) => event.see(system.mmapLock).value !== 'write',
    'mmap_lock admits a reader, driver may migrate': ({ event }: Asked, { device }: { device: Device }) =>
      event.see(system.mmapLock).value !== 'write' && mayOperate({ owner: device, toSystem: false }, event.see),
    'mmap_lock is free': ({ event }: Asked) => event.see(system.mmapLock).value === 'free',

    'pte is none': ({ event }: Asked) => kind(event.see) === 'none',
    'pte is zero': ({ event }: Asked) => kind(event.see) === 'zero',
    'pte is not none': ({ event }: Asked) => kind(event.see) !== 'none',
    'pte is present read-only': ({ event }: Asked) => {
      const pte = pteOf(system, event.see)
      return pte.kind === 'present' && !pte.writable
    },
    'pte is present': ({ event }: Asked) => kind(event.see) === 'present',
    'pte is a migration entry': ({ event }: Asked) => kind(event.see) === 'migration',
    'pte is none or zero': ({ event }: Asked) => ['none', 'zero'].includes(kind(event.see)),
    'pte allows the access': ({ context, event }: Asked) => {
      const pte = pteOf(system, event.see)
      return context.write ? pte.kind === 'present' && pte.writable : pte.kind === 'present' || pte.kind === 'zero'
    },
    'pte allows a load': ({ event }: Asked) => ['present', 'zero'].includes(kind(event.see)),
    'pte allows a store': ({ event }: Asked) => {
      const pte = pteOf(system, event.see)
      return pte.kind === 'present' && pte.writable
    },
    'access is a load': ({ context }: Asked) => !context.write,
    'access is a store': ({ context }: Asked) => context.write,

    'nobody left to call': ({ context }: { context: Locals }) => context.pending.length === 0,
    'may call': ({ context, event }: Asked, { device }: { device: Device }) =>
      context.pending.includes(device) && !held(device, event.see),

    'collects a hole': ({ context, event }: Asked) =>
      kind(event.see) === 'none' ||
      (kind(event.see) === 'zero' && (!asksForOwn(system, context) || switches.ownerFilter === 'none')),
    'collects a page': ({ context, event }: Asked) => {
      const frame = candidate(system, context, event.see)
      if (frame === null) return false
      const { holder } = event.see(system.folio(frame)).context
      return holder === null || (holder === self && frame === context.faultPage)
    },
    'collected a page': ({ context }: Asked) => context.src !== null,
    'collected nothing': ({ context }: Asked) => context.src === null && !context.hole,
    'src is a system page': ({ context }: Asked) => context.src !== null && deviceOf(context.src) === undefined,
    'src is pinned': ({ context, event }: Asked) => {
      const { src } = context
      if (src === null) return false
      const isDevice = deviceOf(src) !== undefined
      if (isDevice && switches.devPinCheck === 'never') return false
      // the tolerance for device pages is a left-over, one reference too lenient: facts, section 4.1
      return event.see(system.folio(src)).context.refs > 1 + faultRefs(context) + (isDevice ? 1 : 0)
    },
    'src has an unexplained reference': ({ context, event }: Asked) =>
      context.src !== null && event.see(system.folio(context.src)).context.refs !== 1 + faultRefs(context),

    'driver can allocate': ({ context, event }: Asked) => {
      // back to system memory a driver only copies its own pages; a hole or a stranger's page it leaves alone
      if (context.toSystem && deviceOf(context.src) !== context.owner) return false
      const gpu = context.owner === null ? undefined : system.gpu(context.owner)
      if (gpu?.driver.erasesUnderLock && erasesOwn(gpu, context) && held(gpu.device, event.see)) return false
      return freeFrame(system, destination(context), event.see) !== undefined
    },
    'driver wants a page': ({ context }: Asked) => !context.toSystem || deviceOf(context.src) === context.owner,
    'driver may skip': ({ context }: Asked) => !context.toSystem || deviceOf(context.src) !== context.owner,
    'dst is empty': ({ context }: Asked) => context.dst === null,
    'dst is empty, src is a hole': ({ context }: Asked) => context.dst === null && context.hole,
    'src is a hole': ({ context }: Asked) => context.hole,
    'hole is announced': ({ context }: Asked) => context.hole && switches.holeNotify !== 'none',
    'driver maps in the update step': ({ context }: Asked) =>
      !context.toSystem && context.owner !== null && system.gpu(context.owner).driver.maps === 'update step',
    'mutex is free': ({ context, event }: Asked) => context.owner !== null && !held(context.owner, event.see),
    'mutex is free, src is a hole': ({ context, event }: Asked) =>
      context.hole && context.owner !== null && !held(context.owner, event.see),
    'lost the hole': ({ context }: { context: Locals }) => context.lost,
    'hole goes unannounced': () => switches.holeNotify === 'none',

    'a frame is free': ({ event }: Asked) => freeFrame(system, null, event.see) !== undefined,
    'a copy is left over': ({ context }: Asked) => context.cow !== null,
    "driver of the fault page's owner may migrate": ({ context, event }: Asked) =>
      mayOperate({ owner: deviceOf(context.faultPage) ?? null, toSystem: true }, event.see),
    'pte no longer maps the fault page': ({ context, event }: Asked) => {
      const pte = pteOf(system, event.see)
      return pte.kind !== 'device' || pte.frame !== context.faultPage
    },
    'fault page is locked, faults sleep': ({ context, event }: Asked) =>
      switches.faultRef === 'trylock-wait' && !unlocked(context.faultPage, event.see),
    'fault page is locked, faults lock first': ({ context, event }: Asked) =>
      switches.faultRef === 'trylock' && !unlocked(context.faultPage, event.see),
    'no fault reference': ({ context }: { context: Locals }) => !context.faultRef,
    'faults take nothing': () => switches.faultRef === 'none',
    'faults lock first': () => switches.faultRef === 'trylock' || switches.faultRef === 'trylock-wait',
    'folio is unlocked': ({ context, event }: Asked) => unlocked(context.waitsFor, event.see),
    failed: ({ context }: { context: Locals }) => context.failed,

    'no invalidation was announced': ({ event }: Asked, { device }: { device: Device }) =>
      !event.see(system.gpu(device).subscription).context.told,
    'no invalidation was announced, driver may serve a fault': ({ event }: Asked, { device }: { device: Device }) =>
      !event.see(system.gpu(device).subscription).context.told &&
      mayOperate({ owner: device, toSystem: false }, event.see),
    'seq moved': ({ event }: Asked, { device }: { device: Device }) =>
      event.see(system.gpu(device).subscription).context.readers[self] === 'moved',
    'driver lock is free': ({ event }: Asked, { device }: { device: Device }) => !held(device, event.see),
    'seq moved, driver lock is free': ({ event }: Asked, { device }: { device: Device }) =>
      !held(device, event.see) && event.see(system.gpu(device).subscription).context.readers[self] === 'moved',
    'foreign pages are an error': ({ event }: Asked, { device }: { device: Device }) => {
      const pte = pteOf(system, event.see)
      return pte.kind === 'device' && deviceOf(pte.frame) !== device && switches.hmmForeignDevPriv === 'error'
    },
    'snapshot satisfies the fault': ({ context, event }: Asked, { device }: { device: Device }) => {
      const pte = pteOf(system, event.see)
      // hmm does not look at the write request for a device page that it may return
      if (pte.kind === 'device') return deviceOf(pte.frame) === device || switches.hmmForeignDevPriv === 'returned'
      return context.write ? pte.kind === 'present' && pte.writable : pte.kind === 'present' || pte.kind === 'zero'
    },

    'mirror allows a read': ({ event }: Asked, { device }: { device: Device }) =>
      mirrorOf(system, device, event.see).frame !== null && accessible(system, device, event.see),
    'mirror allows a write': ({ event }: Asked, { device }: { device: Device }) =>
      mirrorOf(system, device, event.see).writable && accessible(system, device, event.see),

    'for ever': ({ context }: { context: Locals }) => context.rounds === null,
    'rounds left': ({ context }: { context: Locals }) => context.rounds !== null && context.rounds > 1,
  }

  function accessible(system: System, device: Device, see: See): boolean {
    return !system.gpu(device).driver.accessesUnderLock || !held(device, see)
  }
}
