/** A device brings the page, or a hole that becomes a page, into its own memory. Its own mirror is not notified. */
import { setup } from 'xstate'
import type { Step } from '../../../checker/index.ts'
import type { Device, Memory } from './memory.ts'
import { invalidateEnd, invalidateStart } from './notify.ts'

export function migrate({ pte, page, devices }: Memory, own: Device) {
  const others = devices.filter((device) => device !== own)
  return setup({
    types: {
      events: {} as Step<
        | 'start'
        | 'invalidate'
        | 'collect'
        | 'endInvalidate'
        | 'copy'
        | 'giveUp'
        | 'insert'
        | 'updateMirror'
        | 'finalize'
      >,
    },
    guards: {
      isHole: ({ event }) => event.see(pte).matches('none') || event.see(pte).matches('zero'),
      isUnlockedPage: ({ event }) => event.see(pte).matches('system') && event.see(page).matches({ lock: 'unlocked' }),
      ownPageFree: ({ event }) => event.see(own.page).matches({ use: 'free' }),
    },
    actions: {
      invalidateStart: ({ event }) => invalidateStart(others, event.tell),
      invalidateEnd: ({ event }) => invalidateEnd(others, event.tell),
      isolatePage: ({ event }) => {
        event.tell(page, { type: 'lock' })
        event.tell(pte, { type: 'isolate' })
      },
      restorePage: ({ event }) => {
        event.tell(pte, { type: 'restore' })
        event.tell(page, { type: 'unlock' })
      },
      clearOwnPage: ({ event }) => event.tell(own.page, { type: 'allocate', value: 0 }),
      copyToOwnPage: ({ event }) => event.tell(own.page, { type: 'allocate', value: event.see(page).context.value }),
      freeOwnPage: ({ event }) => event.tell(own.page, { type: 'free' }),
      insertOwnPage: ({ event }) => event.tell(pte, { type: 'mapDevice', device: own.name }),
      mapOwnPage: ({ event }) => event.tell(own.mirror, { type: 'mapDevice' }),
      releasePage: ({ event }) => {
        event.tell(page, { type: 'unlock' })
        event.tell(page, { type: 'free' })
      },
    },
  }).createMachine({
    id: 'migrate',
    initial: 'idle',
    states: {
      idle: { on: { start: 'starting' } },
      starting: { on: { invalidate: { target: 'collecting', actions: 'invalidateStart' } } },
      collecting: {
        on: {
          collect: [
            { guard: 'isHole', target: 'hole' },
            { guard: 'isUnlockedPage', target: 'page', actions: 'isolatePage' },
            { target: 'nothing' },
          ],
        },
      },
      nothing: { on: { endInvalidate: { target: 'idle', actions: 'invalidateEnd' } } },
      hole: {
        initial: 'collected',
        states: {
          collected: { on: { endInvalidate: { target: 'allocating', actions: 'invalidateEnd' } } },
          allocating: {
            on: {
              copy: { guard: 'ownPageFree', target: 'copied', actions: 'clearOwnPage' },
              giveUp: '#migrate.idle',
            },
          },
          copied: { on: { invalidate: { target: 'inserting', actions: 'invalidateStart' } } },
          inserting: {
            on: {
              insert: [
                { guard: 'isHole', target: 'inserted', actions: ['insertOwnPage', 'invalidateEnd'] },
                { target: 'lost', actions: 'invalidateEnd' },
              ],
            },
          },
          inserted: { on: { updateMirror: { target: 'updated', actions: 'mapOwnPage' } } },
          lost: { on: { giveUp: { target: 'updated', actions: 'freeOwnPage' } } },
          updated: { on: { finalize: '#migrate.idle' } },
        },
      },
      page: {
        initial: 'collected',
        states: {
          collected: { on: { endInvalidate: { target: 'allocating', actions: 'invalidateEnd' } } },
          allocating: {
            on: {
              copy: { guard: 'ownPageFree', target: 'copied', actions: 'copyToOwnPage' },
              giveUp: { target: '#migrate.idle', actions: 'restorePage' },
            },
          },
          copied: { on: { insert: 'inserted' } },
          inserted: { on: { updateMirror: { target: 'updated', actions: 'mapOwnPage' } } },
          updated: { on: { finalize: { target: '#migrate.idle', actions: ['insertOwnPage', 'releasePage'] } } },
        },
      },
    },
  })
}
