/** migrate_vma and what drivers do between its calls. */
import { type AddressName, deviceOf, type Frame } from '../../names.ts'
import type { Address, Subscriber } from '../../system.ts'
import { type Actor, client, here } from '../actor.ts'
import { type Entry, type Locals, noMigration } from '../locals.ts'
import {
  cachedSlot,
  candidate,
  destination,
  entryOf,
  erasesOwn,
  freeFrame,
  migrates,
  pteOf,
  rmap,
  zeroAddresses,
} from '../sight.ts'
import { addToLru, charge, inc, markDirty, moveCharge } from './books.ts'
import { canFreeSwap, freeSwap } from './swap.ts'
import { type Given, type Local, set } from './word.ts'

const untouched = { hole: false, src: null, dst: null, writable: false, lost: false } satisfies Partial<Entry>

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
  /** On the way back to system memory a driver only copies its own pages; a hole or a stranger's page it leaves alone. */
  const isWanted = (context: Locals) =>
    !context.toSystem || (entry(context).src !== null && deviceOf(entry(context).src) === migrator(context)?.device)
  const mapsAny = (context: Locals) =>
    !context.toSystem && migrator(context)?.driver.maps === 'update step' && context.entries.some(migrates)
  const change = (by: (given: Given) => Partial<Entry>) =>
    set((given) => ({
      entries: given.context.entries.map((entry, i) =>
        i === given.context.entry ? { ...entry, ...by(given) } : entry,
      ),
    }))
  const copiesLater = (context: Locals) => migrator(context)?.driver.copies !== 'at once'
  const bytesOf = ({ see }: Given['event'], frame: Frame) => {
    const { fresh, zeroes } = see(system.folio(frame)).context
    return { fresh, zeroes }
  }
  const newFrame = ({ context, event }: Given): Frame =>
    freeFrame(system, destination(system, context), event.see) as Frame

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
        return kind === 'none' || (kind === 'zero' && (!context.toSystem || switches.ownerFilter === 'none'))
      },
      'collects a page': ({ context, event }: Given) => {
        const frame = candidate(system, context, addressOf(context), event.see)
        if (frame === null) return false
        const { holder } = event.see(system.folio(frame)).context
        return holder === null || (holder === self && frame === context.faultPage)
      },
      'src is a system page': ({ context }: Given) => deviceOf(entry(context).src) === undefined,
      'src is pinned': ({ context, event }: Given) => {
        const { src } = entry(context)
        const isDevice = deviceOf(src) !== undefined
        if (isDevice && switches.devPinCheck === 'never') return false
        // the tolerance for device pages is a left-over of the reference that they had at rest up to 5.17
        const tolerated = isDevice && switches.devPinCheck === 'lenient' ? 1 : 0
        const allowed = 1 + faultRefs(context) + cacheRefs({ context, event }) + tolerated
        return event.see(system.folio(src as Frame)).context.refs > allowed
      },
      'src has an unexplained reference': ({ context, event }: Given) =>
        event.see(system.folio(entry(context).src as Frame)).context.refs !==
        1 + faultRefs(context) + cacheRefs({ context, event }),
      'src cannot be isolated': ({ context, event }: Given) =>
        system.keeps.lru &&
        deviceOf(entry(context).src) === undefined &&
        !event.see(system.folio(entry(context).src as Frame)).context.onLru,
      'src stays in the swap cache': (given: Given) =>
        cacheRefs(given) > 0 &&
        (switches.swapCacheSource === 'refused' ||
          !canFreeSwap(system, entry(given.context).src as Frame, given.event.see)),
      'src was taken off the LRU for good': ({ context }: Given) =>
        system.keeps.lru &&
        !entry(context).lost &&
        entry(context).src !== null &&
        deviceOf(entry(context).src) === undefined,

      'driver can allocate': (given: Given) => {
        const { context, event } = given
        const subscriber = migrator(context)
        if (!isWanted(context)) return false
        if (subscriber?.driver.erasesUnderLock && erasesOwn(subscriber, context) && isBusy(subscriber, given))
          return false
        return freeFrame(system, destination(system, context), event.see) !== undefined
      },
      'a copy is to be awaited': ({ context }: Local) => {
        const { src, dst } = entry(context)
        return src !== null && dst !== null && copiesLater(context)
      },
      'driver may miss a failed copy': ({ context }: Local) => migrator(context)?.driver.copies === 'unchecked',
      'driver wants a page': ({ context }: Given) => isWanted(context),
      'driver may skip': ({ context }: Given) => !context.toSystem || !isWanted(context),
      'dst is empty': ({ context }: Given) => entry(context).dst === null,
      'src is a hole': ({ context }: Given) => entry(context).hole,
      'hole is to be announced': ({ context }: Given) =>
        entry(context).hole && context.window === null && switches.holeNotify !== 'none',
      'pte is none or zero': ({ context, event }: Given) =>
        ['none', 'zero'].includes(pteOf(addressOf(context), event.see).kind),
      'driver maps what it migrated': ({ context }: Local) => mapsAny(context),
      'driver maps nothing': ({ context }: Local) => !mapsAny(context),
      'mutex is free': (given: Given) => !isBusy(migrator(given.context), given),
      'more mappings to visit': ({ context }: Given) => context.walk.length > 1,
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

      'note a hole': change(() => ({ hole: true, writable: true })),
      'lock and unmap': ({ context, event }: Given) => {
        const address = addressOf(context)
        const frame = candidate(system, context, address, event.see) as Frame
        // the PTE's reference becomes the migration's, so the count stays
        if (event.see(system.folio(frame)).context.holder !== self)
          event.tell(system.folio(frame), { type: 'folio_trylock', by: self })
        const dirty = pteOf(address, event.see).dirty && switches.collectDirty === 'carried'
        event.tell(address.pte, { type: 'make_migration_entry', dirty })
        if (dirty) markDirty(system, frame, event.tell)
      },
      'note the source': change(({ context, event }) => ({
        src: candidate(system, context, addressOf(context), event.see),
        writable: pteOf(addressOf(context), event.see).writable,
      })),
      'clear MIGRATE': change(() => ({ lost: true })),
      'clear src': change(() => untouched),

      'allocate and copy': (given: Given) => {
        const { context, event } = given
        const { src } = entry(context)
        const folio = system.folio(newFrame(given))
        const subscriber = migrator(context)
        const zoneDeviceData = context.toSystem ? undefined : subscriber?.name
        const family = src === null ? addressOf(context).family : event.see(system.folio(src)).context.family
        event.tell(folio, {
          type: 'folio_alloc',
          ...(family === null ? {} : { family }),
          ...(zoneDeviceData === undefined ? {} : { zoneDeviceData }),
        })
        event.tell(folio, { type: 'folio_trylock', by: self })
        if (src === null)
          event.tell(folio, {
            type: 'copied',
            zeroes: true,
            fresh: zeroAddresses(system, addressOf(context).family, event.see),
          })
        else if (!copiesLater(context)) event.tell(folio, { type: 'copied', ...bytesOf(event, src) })
        if (subscriber !== undefined && erasesOwn(subscriber, context))
          event.tell(subscriber.mirror(addressOf(context)), { type: 'erase' })
      },
      'note the destination': change((given) => ({ dst: newFrame(given) })),
      'finish the copy': ({ context, event }: Given) => {
        const { src, dst } = entry(context)
        event.tell(system.folio(dst as Frame), { type: 'copied', ...bytesOf(event, src as Frame) })
      },
      'isolate src': ({ context, event }: Given) => {
        const { src } = entry(context)
        if (system.keeps.lru && deviceOf(src) === undefined)
          event.tell(system.folio(src as Frame), { type: 'folio_isolate_lru', by: self })
      },
      /** If it is in the swap cache. */
      'free the swap of src': ({ context, event }: Given) => freeSwap(system, entry(context).src as Frame, event),
      'hand over to dst': (given: Given) => {
        const { see, tell } = given.event
        const { src, dst } = entry(given.context) as { src: Frame; dst: Frame }
        // a page whose swap was freed is dirty by that
        if (see(system.folio(src)).context.dirty || cacheRefs(given) > 0) markDirty(system, dst, tell)
        moveCharge(system, src, dst, tell)
      },
      'insert into the hole': ({ context, event }: Given) => {
        const frame = entry(context).dst as Frame
        const address = addressOf(context)
        event.tell(address.pte, { type: 'insert_device_private', frame, writable: true })
        event.tell(system.folio(frame), { type: 'folio_get' })
        charge(system, frame, event.tell)
        inc(address, 'anonPages', event.tell)
      },
      'store what migrated in the mirror': ({ context, event }: Given) => {
        const subscriber = migrator(context) as Subscriber
        for (const { at, dst, writable } of context.entries.filter(migrates))
          if (at !== null && dst !== null)
            event.tell(subscriber.mirror(system.address(at)), { type: 'store', frame: dst, writable })
      },

      'walk the reverse map': set(({ context }) => ({
        walk: rmap(system, entry(context).at).map(({ name }) => name),
      })),
      'visit the next mapping': set(({ context }) => ({ walk: context.walk.slice(1) })),
      'replace migration entry': ({ context, event }: Given) => {
        const address = system.address(context.walk[0] as AddressName)
        const { src, dst, lost } = entry(context)
        const pte = pteOf(address, event.see)
        if (pte.kind !== 'migration' || pte.frame !== src) return // zapped meanwhile, or never there
        const frame = (lost ? src : dst) as Frame
        const to = deviceOf(frame) === undefined ? 'present' : 'device'
        const dirty = to === 'present' && pte.dirty && event.see(system.folio(frame)).context.dirty
        event.tell(address.pte, { type: 'remove_migration_pte', frame, to, dirty })
        event.tell(system.folio(frame), { type: 'folio_get' })
      },
      /** The page that the PTEs show in the end; what is not used any more was taken off the LRU. */
      'put what stays on the LRU': ({ context, event }: Given, { when }: { when: 'before' | 'after' }) => {
        const { at, src, dst, lost } = entry(context)
        const stays = lost ? src : dst
        const isFirst = context.walk.length === rmap(system, at).length
        if (!system.keeps.lru || stays === null || deviceOf(stays) !== undefined) return
        if (when === 'before' ? switches.lruOfFreed === 'added' || !isFirst : switches.lruOfFreed === 'not-added')
          return
        if (stays === dst) addToLru(system, stays, event.tell)
        else event.tell(system.folio(stays), { type: 'folio_putback_lru', by: self })
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
