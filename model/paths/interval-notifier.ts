/**
 * An interval subscription is inserted and removed, as part of a path or by a thread of its own.
 *
 * Kernel:  mmu_interval_notifier_insert(), mmu_interval_notifier_remove(), mmu_interval_seq_released()   mm/mmu_notifier.c
 * Facts:   while an invalidation is open that met some subscription, the tree is frozen: an insert or a remove is put on
 *          the deferred list, which the last mn_itree_inv_end() walks; the remover waits for that. A remove that comes
 *          before the deferred insert was done just takes it off the list.
 */
import { type Actor, client } from './actor.ts'
import { ending } from './ending.ts'
import { startLocals } from './locals.ts'
import { at, type Path, type PathSetup, pathSetup } from './path.ts'

const file = 'mm/mmu_notifier.c'
const inserts = at('mmu_interval_notifier_insert', file)
const removes = at('mmu_interval_notifier_remove', file)

/** The steps that insert, by what they want to insert for; `then` is done in the same step. */
export function inserting(target: string, then: readonly ('want to read' | 'want to write')[] = []) {
  return [
    {
      guard: 'tree is frozen' as const,
      target,
      actions: [...then, 'insert the subscription' as const],
      meta: inserts,
      description: 'the tree is frozen: onto the deferred list',
    },
    {
      target,
      actions: [...then, 'insert the subscription' as const],
      meta: inserts,
      description: 'into the tree',
    },
  ]
}

/** From a subscription to none, in states called `removing` and `waiting for the end`; goes on to `next`. */
export function removing(path: PathSetup, next: string) {
  return {
    removing: path.createStateConfig({
      on: {
        mmu_interval_notifier_remove: [
          {
            guard: 'insert is still deferred',
            target: next,
            actions: ['cancel the insert', 'subscription is gone'],
            meta: removes,
            description: 'was never inserted: off the deferred list',
          },
          {
            guard: 'tree is frozen',
            target: 'waiting for the end',
            actions: 'remove the subscription',
            meta: removes,
            description: 'the tree is frozen: onto the deferred list',
          },
          {
            target: next,
            actions: ['remove the subscription', 'subscription is gone'],
            meta: removes,
            description: 'out of the tree',
          },
        ],
      },
    }),
    'waiting for the end': path.createStateConfig({
      on: {
        mmu_interval_seq_released: {
          guard: 'remover need not wait',
          target: next,
          actions: 'subscription is gone',
          meta: at('mmu_interval_seq_released', file),
          description: 'the sequence has moved: returns',
        },
      },
    }),
  }
}

/** A driver's file is opened and closed: it subscribes, looks once, and unsubscribes. */
export const subscribe: Path = {
  name: 'subscribe',
  summary: 'a driver inserts an interval subscription and removes it',
  file: 'model/paths/interval-notifier.ts',
  machine,
}

function machine(actor: Actor) {
  const path = pathSetup(actor)
  return path.createMachine({
    id: 'subscribe',
    context: startLocals,
    initial: 'idle',
    states: {
      idle: {
        tags: 'rest',
        on: { mmu_interval_notifier_insert: inserting('subscribed').map((step) => ({ ...step })) },
      },
      subscribed: {
        description: `${client(actor).driver.functions.invalidate}() may be called`,
        on: {
          mmu_interval_read_begin: {
            guard: 'no invalidation was announced',
            target: 'removing',
            meta: at('mmu_interval_read_begin', file),
            description: 'once no invalidation is announced',
          },
        },
      },
      ...removing(path, 'returned'),
      ...ending(path),
    },
  })
}
