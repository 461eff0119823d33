/**
 * A driver takes its pages back, whoever maps them: it closes its file or its device, or needs the memory.
 *
 * Kernel:  migrate_device_range(), migrate_device_pfn_lock(), migrate_device_pages(), migrate_device_finalize()
 *            mm/migrate_device.c
 *          migrate_device_pfns() does the same for a list of pages.
 * Facts:   there is no VMA and no mmap_lock: who maps a page is found through its reverse map. A page that is free or
 *          locked is passed over. The device's own mirrors are told as any other, by the CLEAR of each mapping.
 * Omits:   that a driver which has to get rid of a page tries again.
 */
import { placeOf } from '../drivers/driver.ts'
import { deviceOf, type Frame } from '../names.ts'
import { type Actor, client } from './actor.ts'
import { ending } from './ending.ts'
import { type Locals, startLocals, untouched } from './locals.ts'
import { unmapStates } from './migrate-device-unmap.ts'
import { driverStates } from './migrate-vma-driver.ts'
import { finalizeStates } from './migrate-vma-finalize.ts'
import { devicePagesStates } from './migrate-vma-pages.ts'
import { eviction } from './move.ts'
import { at, type Path, type PathSetup, pathSetup } from './path.ts'
import { type Given, type Local, set } from './vocabulary/word.ts'

const file = 'mm/migrate_device.c'
const meta = at('migrate_device_pfn_lock', file)

export const evict: Path = {
  name: 'gpu-evict',
  summary: 'a driver thread that evicts the pages of its device',
  file: 'model/paths/evict.ts',
  machine,
}

function evictSetup(words: PathSetup, actor: Actor) {
  const { system, self } = actor
  const own = system.frames.filter((frame) => deviceOf(frame) === client(actor).device)
  const page = ({ entries }: Locals) => own[entries.length] as Frame
  return words.extend({
    guards: {
      'device page is in use and unlocked': ({ context, event }: Given) => {
        const { value, context: folio } = event.see(system.folio(page(context)))
        return value !== 'free' && folio.holder === null
      },
      'every device page was tried': ({ context }: Local) => context.entries.length === own.length,
    },
    actions: {
      'get and lock the device page': ({ context, event }: Given) => {
        event.tell(system.folio(page(context)), { type: 'folio_get' })
        event.tell(system.folio(page(context)), { type: 'folio_trylock', by: self })
      },
      'note the device page': set(({ context }) => ({
        toSystem: true,
        entries: [...context.entries, { ...untouched, src: page(context) }],
      })),
      'note no page': set(({ context }) => ({ toSystem: true, entries: [...context.entries, untouched] })),
    },
  })
}

function machine(actor: Actor) {
  const words = pathSetup(actor)
  const path = evictSetup(words, actor)
  return path.createMachine({
    id: 'gpu_evict',
    context: startLocals,
    initial: 'idle',
    states: {
      idle: {
        on: {
          migrate_device_pfn_lock: [
            {
              guard: 'device page is in use and unlocked',
              target: 'collected one',
              actions: ['get and lock the device page', 'note the device page'],
              meta,
              description: 'takes a reference, locks the page',
            },
            { target: 'collected one', actions: 'note no page', meta, description: 'the page is free, or locked' },
          ],
        },
      },
      'collected one': {
        always: [{ guard: 'every device page was tried', target: 'evicting' }, { target: 'idle' }],
      },
      evicting: {
        description: 'migrate_device_range() to migrate_device_finalize()',
        initial: 'unmap: next',
        onDone: 'returned',
        states: {
          ...unmapStates(words, actor, eviction),
          ...driverStates(words, actor, placeOf(client(actor).driver, 'evict'), {
            skips: false,
            move: eviction,
          }),
          ...devicePagesStates(words),
          'pages: done': { always: 'finalize: next' },
          ...finalizeStates(words, actor, { finalizes: at('migrate_device_finalize', file), move: eviction }),
        },
      },
      ...ending(words),
    },
  })
}
