/** migrate_vma and what drivers do between its calls. */
import { type AddressName, deviceOf, type Frame } from '../../names.ts'
import type { Address, Subscriber } from '../../system.ts'
import { type Actor, client, here } from '../actor.ts'
import { type Entry, type Locals, noMigration, untouched } from '../locals.ts'
import {
  asksForOwn,
  cachedSlot,
  candidate,
  destination,
  entryOf,
  erasesOwn,
  freeFrame,
  mappings,
  migrates,
  pteOf,
  rmap,
  sameVirtualAddress,
  zeroAddresses,
} from '../sight.ts'
import { becomeExclusive } from './anon-exclusive.ts'
import { addToLru, charge, inc, markDirty, moveCharge } from './books.ts'
import { makeMigrationEntry } from './rmap.ts'
import { canFreeSwap, freeSwap, moveInSwapCache } from './swap.ts'
import { flush, isPresent } from './tlb.ts'
import { type Given, type Local, set } from './word.ts'

export function migrationWords(actor: Actor) {
  const { system, self } = actor
  const { switches } = system
  /** The subscriber whose migration it is. */
  const migrator = ({ by }: Locals): Subscriber | undefined => (by === null ? undefined : system.subscriber(by))
  const entry = (context: Locals): Entry => entryOf(context) as Entry
  const addressOf = (context: Locals): Address => system.address(entry(context).at as AddressName)
  const isBusy = (subscriber: Subscriber | undefined, { event }: Given) =>
    subscriber !== undefined && event.see(subscriber.mutex).value === 'held'
  /** References that migrate_vma itself accounts for beyond its own one on the source: that of the fault. */
  const faultRefs = (context: Locals) => (context.faultRef && context.faultPage === entry(context).src ? 1 : 0)
  /** The reference of the swap cache. */
  const cacheRefs = ({ context, event }: Given) =>
    cachedSlot(system, entry(context).src as Frame, event.see) === undefined ? 0 : 1
  /** In a fault a driver only copies its own pages back to system memory; a hole or a stranger's page it leaves alone. */
  const isWanted = (context: Locals) =>
    context.toSystem
      ? context.by === null ||
        (entry(context).src !== null && deviceOf(entry(context).src) === migrator(context)?.device)
      : !isGivenUp(context)
  /** All or nothing: one page that cannot go, or was left out, keeps the others. */
  const isGivenUp = (context: Locals) =>
    migrator(context)?.driver.allOrNothing === true &&
    context.entries.some((other, i) => !migrates(other) || (i < context.entry && other.dst === null))
  const mapsAny = (context: Locals) => {
    const driver = migrator(context)?.driver
    if (context.toSystem || driver?.maps !== 'update step') return false
    return driver.mapsLosers === true || context.entries.some(migrates)
  }
  const change = (by: (given: Given) => Partial<Entry>) =>
    set((given) => ({
      entries: given.context.entries.map((entry, i) =>
        i === given.context.entry ? { ...entry, ...by(given) } : entry,
      ),
    }))
  /** Who copies: the driver whose migration it is, that which evicts, or the kernel itself. */
  const copier = (context: Locals) => migrator(context)?.driver ?? actor.subscriber?.driver
  const copiesLater = (context: Locals) => (copier(context)?.copies ?? 'at once') !== 'at once'
  const bytesOf = ({ see }: Given['event'], frame: Frame) => {
    const { fresh, zeroes } = see(system.folio(frame)).context
    return { fresh, zeroes }
  }
  const isKeptOnLru = (frame: Frame | null): boolean =>
    system.keeps.lru && frame !== null && deviceOf(frame) === undefined
  const isIsolated = (frame: Frame, { see }: Given['event']) => see(system.folio(frame)).context.isolator === self
  const putOnLru = ({ context, event }: Given) => {
    const { src, dst, lost } = entry(context)
    const stays = lost ? src : dst
    if (!isKeptOnLru(stays)) return
    if (stays === dst) addToLru(system, stays as Frame, event.tell)
    else event.tell(system.folio(stays as Frame), { type: 'folio_putback_lru', by: self })
  }
  const newFrame = ({ context, event }: Given): Frame =>
    freeFrame(system, destination(system, context), event.see) as Frame

  const canAllocate = (given: Given): boolean => {
    const { context, event } = given
    const subscriber = migrator(context)
    if (!isWanted(context)) return false
    if (subscriber?.driver.erasesUnderLock && erasesOwn(subscriber, context) && isBusy(subscriber, given)) return false
    return freeFrame(system, destination(system, context), event.see) !== undefined
  }
  return {
    guards: {
      'no entry left': ({ context }: Local) => entryOf(context) === undefined,
      'entry is done': ({ context }: Local) => context.entries[context.entry + 1] === undefined,
      'entry has a page': ({ context }: Local) => entry(context).src !== null,
      'entry is to be restored': ({ context }: Local) => entry(context).src !== null && entry(context).lost,
      'entry migrates': ({ context }: Local) => migrates(entry(context)),
      'entry has a destination': ({ context }: Local) => entry(context).dst !== null,
      'nothing migrates': ({ context }: Local) => !context.entries.some(migrates),
      'collected a page': ({ context }: Local) => context.entries.some(({ src }) => src !== null),

      'collects a hole': ({ context, event }: Given) => {
        const { kind } = pteOf(addressOf(context), event.see)
        return kind === 'none' || (kind === 'zero' && (!asksForOwn(system, context) || switches.ownerFilter === 'none'))
      },
      'collects a page': ({ context, event }: Given) => {
        const frame = candidate(system, context, addressOf(context), event.see)
        if (frame === null) return false
        const { holder } = event.see(system.folio(frame)).context
        return holder === null || (holder === self && frame === context.faultPage)
      },
      'collects a locked page': ({ context, event }: Given) =>
        candidate(system, context, addressOf(context), event.see) !== null,
      'src is not locked yet': ({ context }: Local) => entry(context).unlocked,
      'src is locked by another': ({ context, event }: Given) =>
        event.see(system.folio(entry(context).src as Frame)).context.holder !== null,
      'src is a system page': ({ context }: Given) => deviceOf(entry(context).src) === undefined,
      'src is pinned': ({ context, event }: Given) => {
        const { src } = entry(context)
        const isDevice = deviceOf(src) !== undefined
        if (isDevice && switches.devPinCheck === 'never') return false
        // the tolerance for device pages is a left-over of the reference that they had at rest up to 5.17
        const tolerated = isDevice && switches.devPinCheck === 'lenient' ? 1 : 0
        const allowed = 1 + faultRefs(context) + cacheRefs({ context, event }) + tolerated
        const mapcount = mappings(system, src as Frame, event.see).length
        return event.see(system.folio(src as Frame)).context.refs - allowed > mapcount
      },
      'src has an unexplained reference': ({ context, event }: Given) =>
        event.see(system.folio(entry(context).src as Frame)).context.refs !==
        1 + faultRefs(context) + cacheRefs({ context, event }),
      'src cannot be isolated': ({ context, event }: Given) =>
        isKeptOnLru(entry(context).src) &&
        !event.see(system.folio(entry(context).src as Frame)).context.onLru &&
        !isIsolated(entry(context).src as Frame, event),
      'src stays in the swap cache': (given: Given) =>
        cacheRefs(given) > 0 &&
        (switches.swapCacheSource === 'refused' ||
          !canFreeSwap(system, entry(given.context).src as Frame, given.event.see)),
      'src is off the LRU for good': ({ context }: Given) => isKeptOnLru(entry(context).src) && !entry(context).lost,

      'driver can allocate, for a hole': (given: Given) => entry(given.context).src === null && canAllocate(given),
      'driver can allocate': canAllocate,
      'a copy is to be awaited': ({ context }: Local) => {
        const { src, dst } = entry(context)
        return src !== null && dst !== null && copiesLater(context)
      },
      'driver may miss a failed copy': ({ context }: Local) => copier(context)?.copies === 'unchecked',
      'driver wants a page': ({ context }: Given) => isWanted(context),
      'driver may skip': ({ context }: Given) => !context.toSystem || !isWanted(context),
      'dst is empty': ({ context }: Given) => entry(context).dst === null,
      'src is a hole': ({ context }: Given) => entry(context).hole,
      'hole is to be announced': ({ context }: Given) =>
        entry(context).hole && context.window === null && switches.holeNotify !== 'none',
      'mm of the entry is unstable': ({ context, event }: Given) =>
        event.see(addressOf(context).mm.flags).value === 'unstable',
      'pte is none or zero': ({ context, event }: Given) =>
        ['none', 'zero'].includes(pteOf(addressOf(context), event.see).kind),
      'driver maps what it migrated': ({ context }: Local) => mapsAny(context),
      'driver maps nothing': ({ context }: Local) => !mapsAny(context),
      'mutex is free': (given: Given) => !isBusy(migrator(given.context), given),
    },
    actions: {
      'begin migration to device': set(() => ({
        by: client(actor).name,
        toSystem: false,
        entries: actor.addresses.map(({ name }) => ({ ...untouched, at: name })),
      })),
      'begin migration to system': set(({ context, event }) => ({
        by: event.see(system.folio(context.faultPage as Frame)).context.zoneDeviceData,
        toSystem: true,
        entries: [{ ...untouched, at: here(actor, context).name }],
      })),
      'next entry': set(({ context }) => ({ entry: context.entry + 1 })),
      'first entry': set(() => ({ entry: 0 })),

      'note a hole': change(({ context, event }) => ({
        hole: true,
        writable: event.see(addressOf(context).vma).value === 'mapped',
      })),
      'lock and unmap': ({ context, event }: Given) => {
        const address = addressOf(context)
        const frame = candidate(system, context, address, event.see) as Frame
        // the PTE's reference becomes the migration's, so the count stays
        if (event.see(system.folio(frame)).context.holder !== self)
          event.tell(system.folio(frame), { type: 'folio_trylock', by: self })
        makeMigrationEntry(actor, address, event, { carriesDirty: switches.collectDirty === 'carried' })
        if (system.tlbs.length > 0 && switches.collectTlbFlush === 'under-ptl') flush(system, address, event)
      },
      'note the source': change(({ context, event }) => ({
        src: candidate(system, context, addressOf(context), event.see),
        writable: pteOf(addressOf(context), event.see).writable,
      })),
      'get the locked page': ({ context, event }: Given) =>
        event.tell(system.folio(candidate(system, context, addressOf(context), event.see) as Frame), {
          type: 'folio_get',
        }),
      'note the locked source': change(({ context, event }) => ({
        src: candidate(system, context, addressOf(context), event.see),
        writable: pteOf(addressOf(context), event.see).writable,
        unlocked: true,
      })),
      'lock src': ({ context, event }: Given) =>
        event.tell(system.folio(entry(context).src as Frame), { type: 'folio_trylock', by: self }),
      'put src': ({ context, event }: Given) =>
        event.tell(system.folio(entry(context).src as Frame), { type: 'folio_put' }),
      'note that src is locked': change(() => ({ unlocked: false })),
      'clear MIGRATE': change(() => ({ lost: true })),
      'clear src': change(({ context }) => ({ ...untouched, at: entry(context).at })),

      'allocate and copy': (given: Given) => {
        const { context, event } = given
        const { src } = entry(context)
        const folio = system.folio(newFrame(given))
        const subscriber = migrator(context)
        const zoneDeviceData = context.toSystem ? undefined : subscriber?.name
        const isOnceCleared = !context.toSystem && subscriber?.driver.clears === 'the buffer, once'
        const family = src === null ? addressOf(context).family : event.see(system.folio(src)).context.family
        event.tell(folio, {
          type: 'folio_alloc',
          ...(family === null ? {} : { family }),
          ...(zoneDeviceData === undefined ? {} : { zoneDeviceData }),
          ...(isOnceCleared ? { leavesBytes: true } : {}),
        })
        event.tell(folio, { type: 'folio_trylock', by: self })
        if (src === null) {
          const zeroes = !isOnceCleared || !event.see(folio).context.leftover
          const fresh = zeroes ? zeroAddresses(system, addressOf(context).family, event.see) : []
          event.tell(folio, { type: 'copied', zeroes, fresh })
        } else if (!copiesLater(context)) event.tell(folio, { type: 'copied', ...bytesOf(event, src) })
        if (subscriber === undefined || !erasesOwn(subscriber, context)) return
        const mirrored = sameVirtualAddress(subscriber, addressOf(context))
        if (mirrored !== undefined) event.tell(subscriber.mirror(mirrored), { type: 'erase' })
      },
      'note the destination': change((given) => ({ dst: newFrame(given) })),
      'finish the copy': ({ context, event }: Given) => {
        const { src, dst } = entry(context)
        event.tell(system.folio(dst as Frame), { type: 'copied', ...bytesOf(event, src as Frame) })
      },
      'isolate src': ({ context, event }: Given) => {
        const { src } = entry(context)
        if (isKeptOnLru(src) && !isIsolated(src as Frame, event))
          event.tell(system.folio(src as Frame), { type: 'folio_isolate_lru', by: self })
      },
      'put src back on the LRU': ({ context, event }: Given) => {
        const { src } = entry(context)
        if (isKeptOnLru(src)) event.tell(system.folio(src as Frame), { type: 'folio_putback_lru', by: self })
      },
      /** If it is in the swap cache. */
      'free the swap of src': ({ context, event }: Given) => freeSwap(system, entry(context).src as Frame, event),
      'hand over to dst': (given: Given) => {
        const { see, tell } = given.event
        const { src, dst } = entry(given.context) as { src: Frame; dst: Frame }
        const isFreed = cacheRefs(given) > 0 && deviceOf(dst) !== undefined
        if (isFreed) freeSwap(system, src, given.event)
        else moveInSwapCache(system, { from: src, to: dst }, given.event)
        // a page whose swap was freed is dirty by that
        if (isFreed || see(system.folio(src)).context.dirty) markDirty(system, dst, tell)
        moveCharge(system, src, dst, tell)
      },
      'insert into the hole': ({ context, event }: Given) => {
        const frame = entry(context).dst as Frame
        const address = addressOf(context)
        const writable = event.see(address.vma).value === 'mapped'
        const softDirty = system.keeps.softDirty && writable && switches.insertSoftDirty === 'yes'
        event.tell(address.pte, { type: 'insert_device_private', frame, writable, softDirty })
        event.tell(system.folio(frame), { type: 'folio_get' })
        becomeExclusive(system, frame, event.tell)
        charge(system, frame, event.tell)
        inc(address, 'anonPages', event.tell)
      },
      'flush the zero page': ({ context, event }: Given) => {
        const address = addressOf(context)
        if (isPresent(pteOf(address, event.see))) flush(system, address, event, 'notify')
      },
      'flush what was collected': ({ context, event }: Given) => flush(system, addressOf(context), event),
      'store what migrated in the mirror': ({ context, event }: Given) => {
        const subscriber = migrator(context) as Subscriber
        const { mapsLosers = false } = subscriber.driver
        for (const entry of context.entries) {
          const { at, dst, writable } = entry
          if (at === null || (!mapsLosers && (!migrates(entry) || dst === null))) continue
          const mirror = subscriber.mirror(system.address(at))
          const mayWrite = writable && subscriber.driver.mapsWritable
          event.tell(mirror, dst === null ? { type: 'erase' } : { type: 'store', frame: dst, writable: mayWrite })
        }
      },

      /** The page that is mapped in the end. One that is not used any more was taken off the LRU for good. */
      'put what stays on the LRU': putOnLru,
      /** In the step that visits the first mapping. */
      'put what stays on the LRU, at first': (given: Given) => {
        const { walk } = given.context
        if (walk.length === rmap(system, entry(given.context).at).length) putOnLru(given)
      },
      'unlock src, put it on the LRU': ({ context, event }: Given) => {
        const src = system.folio(entry(context).src as Frame)
        event.tell(src, { type: 'folio_unlock', by: self })
        event.tell(src, { type: 'folio_putback_lru', by: self })
      },
      'put src, unlock and put dst': ({ context, event }: Given) => {
        const { src, dst } = entry(context)
        event.tell(system.folio(src as Frame), { type: 'folio_put' })
        if (dst === null) return
        event.tell(system.folio(dst), { type: 'folio_unlock', by: self })
        event.tell(system.folio(dst), { type: 'folio_put' })
      },
      'unlock and put pages': ({ context, event }: Given) => {
        const { src, dst } = entry(context)
        const isBufferGone = context.toSystem && migrator(context)?.driver.clears === 'the buffer, once'
        if (src !== null && deviceOf(src) !== undefined && isBufferGone && !entry(context).lost)
          event.tell(system.folio(src), { type: 'buffer_freed' })
        if (isKeptOnLru(src) && !entry(context).lost)
          event.tell(system.folio(src as Frame), { type: 'isolation_ends', by: self })
        const lockedByFault = context.faultPage === src && ['trylock', 'trylock-wait'].includes(switches.faultRef)
        for (const frame of [src, dst]) {
          if (frame === null) continue
          if (frame !== src || !lockedByFault) event.tell(system.folio(frame), { type: 'folio_unlock', by: self })
          event.tell(system.folio(frame), { type: 'folio_put' })
        }
      },
      'end migration': set(() => noMigration),
    },
  }
}
