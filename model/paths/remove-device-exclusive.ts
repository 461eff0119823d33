/**
 * A fault takes a page back from a device that had it for itself.
 *
 * Kernel:  remove_device_exclusive_entry(), restore_exclusive_pte()   mm/memory.c
 * Facts:   the page is unlocked before the invalidation is closed. EXCLUSIVE without an owner up to 6.14, CLEAR from 6.15 on: nobody may skip it.
 */
import type { Actor } from './actor.ts'
import { announced } from './announcement.ts'
import { callSubscribers, closing, opens } from './invalidate-range.ts'
import { at, type PathSetup } from './path.ts'

const meta = at('remove_device_exclusive_entry', 'mm/memory.c')

/** From the entry that was met, noted as the fault page, to `done`. */
export function removeExclusiveStates(path: PathSetup, actor: Actor) {
  const { exclusiveRef, exclusiveMapcount } = actor.system.switches
  const hasRef = exclusiveRef === 'try-get'
  const event = exclusiveMapcount === 'kept' ? 'CLEAR' : 'EXCLUSIVE'
  const opening = { event, range: 'this address' } as const
  return {
    'exclusive page': path.createStateConfig({
      on: {
        remove_device_exclusive_entry: hasRef
          ? [
              {
                guard: 'fault page is free',
                target: 'done',
                actions: 'forget the fault page',
                meta,
                description: 'the page has gone: faults again',
              },
              {
                target: 'exclusive: lock',
                actions: ['get the fault page', 'note the fault reference'],
                meta,
                description: 'takes a reference',
              },
            ]
          : { target: 'exclusive: lock', meta, description: 'takes no reference' },
      },
    }),
    'exclusive: lock': path.createStateConfig({
      on: {
        folio_lock: {
          guard: 'fault page is unlocked',
          target: 'exclusive: callbacks',
          actions: ['lock the fault page', ...opens(opening)],
          meta,
          description: `sleeps until it has the folio lock; opens ${announced(actor, { opening })}`,
        },
      },
    }),
    'exclusive: callbacks': callSubscribers(path, actor, { opening }, 'exclusive: restore'),
    'exclusive: restore': path.createStateConfig({
      on: {
        restore_exclusive_pte: [
          {
            guard: 'pte is exclusive to the fault page',
            target: 'exclusive: unlock',
            actions: 'restore the exclusive pte',
            meta: at('restore_exclusive_pte', 'mm/memory.c'),
            description: 'the PTE is present again',
          },
          { target: 'exclusive: unlock', meta, description: 'the PTE changed' },
        ],
      },
    }),
    'exclusive: unlock': path.createStateConfig({
      on: {
        'folio_unlock, folio_put': {
          target: 'exclusive: end',
          actions: hasRef
            ? ['unlock the fault page', 'put the faulted page', 'forget the fault page']
            : ['unlock the fault page', 'forget the fault page'],
          meta,
          description: hasRef ? 'unlocks and puts the page' : 'unlocks the page',
        },
      },
    }),
    'exclusive: end': closing(path, actor, { target: 'done' }),
  }
}
