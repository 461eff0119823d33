/** Invalidations: from mmu_notifier_invalidate_range_start() to _end(). */
import type { Invalidation } from '../../drivers/driver.ts'
import type { Address, System } from '../../system.ts'
import { type Actor, here } from '../actor.ts'
import type { Locals, Window } from '../locals.ts'
import { type Given, type Local, set } from './word.ts'

/** What a path announces, and for which of its addresses. */
export interface Opening {
  readonly event: Invalidation['event']
  /** Whether it names the device that migrates, or that wants the page for itself, as its owner. */
  readonly owned?: boolean
  readonly range:
    | 'this address'
    | 'every address'
    | 'the migration'
    | 'the rest of the migration'
    | 'the visited mapping'
}

export function windowWords(actor: Actor) {
  const { system } = actor
  const covered = (range: Opening['range'], context: Locals): readonly Address[] => {
    if (range === 'this address') return [here(actor, context)]
    if (range === 'every address') return actor.addresses
    if (range === 'the visited mapping') return context.walk.slice(0, 1).map(system.address)
    const entries = range === 'the migration' ? context.entries : context.entries.slice(context.entry)
    return entries.flatMap(({ at }) => (at === null ? [] : [system.address(at)]))
  }
  /** A callback that does nothing is not worth a step: nobody can tell when it ran. */
  const subscribers = (at: readonly Address[], invalidation: Invalidation): string[] =>
    system.subscribers
      .filter(({ mm, reaction }) => {
        const { setSeq, zap } = reaction(invalidation)
        return at[0]?.mm === mm && (setSeq || zap)
      })
      .map(({ name }) => name)
  const mmOf = ({ at }: Window) => system.address(at[0] as string).mm
  const isBusy = (name: string, { event }: Given) => event.see(system.subscriber(name).mutex).value === 'held'
  return {
    guards: {
      'nobody left to call': ({ context }: Local) => context.window?.pending.length === 0,
      'may call': (given: Given, { name }: { name: string }) =>
        (given.context.window?.pending.includes(name) ?? false) && !isBusy(name, given),
      'no invalidation is open': ({ context }: Local) => context.window === null,
    },
    actions: {
      mn_itree_inv_start_range: ({ context, event }: Given, { range }: Opening) =>
        event.tell((covered(range, context)[0] as Address).mm.notifier, { type: 'inv_start' }),
      'note the invalidation': set<Opening>(({ context }, { event, owned = false, range }) => {
        const at = covered(range, context)
        const announcer = context.by === null ? actor.subscriber : system.subscriber(context.by)
        const owner = owned ? (announcer?.device ?? null) : null
        const pending = subscribers(at, { event, owner })
        return { window: { event, owner, at: at.map(({ name }) => name), pending } }
      }),
      'invalidate callback': ({ context, event }: Given, { name }: { name: string }) => {
        const window = context.window as Window
        const { reaction, subscription, mirror } = system.subscriber(name)
        const { setSeq, zap } = reaction(window)
        if (setSeq) event.tell(subscription, { type: 'set_seq' })
        if (zap) for (const at of window.at) event.tell(mirror(system.address(at)), { type: 'erase' })
      },
      'cross off subscriber': set<{ name: string }>(({ context: { window } }, { name }) => ({
        window: window && { ...window, pending: window.pending.filter((other) => other !== name) },
      })),
      mn_itree_inv_end: ({ context, event }: Given) => {
        const mm = mmOf(context.window as Window)
        event.tell(mm.notifier, { type: 'inv_end' })
        if (event.see(mm.notifier).context.active > 1) return
        for (const { subscription } of subscribersOf(system, mm)) event.tell(subscription, { type: 'seq_even' })
      },
      'forget the invalidation': set(() => ({ window: null })),
    },
  }
}

const subscribersOf = ({ subscribers }: System, mm: Address['mm']) =>
  subscribers.filter((subscriber) => subscriber.mm === mm)
