/**
 * What a producer does under its locks, as states: an act each, and for the start of an invalidation those of its callbacks.
 */
import type { Actor } from './actor.ts'
import { announced } from './announcement.ts'
import { callSubscribers, closing, givingUp, opens } from './invalidate-range.ts'
import { pathSetup } from './path.ts'
import type { Act, Change } from './producer.ts'
import { producerWords } from './vocabulary/producer.ts'
import type { PteChanges } from './vocabulary/pte-changes.ts'

export const producerSetup = (actor: Actor) => pathSetup(actor).extend(producerWords(actor))
export type ProducerSetup = ReturnType<typeof producerSetup>

/** `start`, `change`, `end`, and where there are more of a kind `start 2`. */
const stateNames = (acts: readonly Act[]): readonly string[] =>
  acts.map(({ act }, i) => {
    const earlier = acts.slice(0, i).filter((before) => before.act === act).length
    return earlier === 0 ? act : `${act} ${earlier + 1}`
  })

/** The state of the first act; without any, that in which a producer unlocks. */
export const firstState = (acts: readonly Act[]): string => stateNames(acts)[0] ?? 'finish'

/** The states of all acts; the last goes on to `finish`. */
export function actsStates(path: ProducerSetup, actor: Actor, acts: readonly Act[]): Record<string, object> {
  return Object.assign({}, ...acts.map((_, i) => actStates(path, actor, acts, i)))
}

/** The states of one act; they go on to that of the next, which is left out if an earlier one has backed off. */
function actStates(path: ProducerSetup, actor: Actor, acts: readonly Act[], i: number) {
  const act = acts[i] as Act
  const common = pathSetup(actor)
  const names = stateNames(acts)
  const [own, next] = [names[i] as string, names[i + 1] ?? 'finish']
  const leavesOut = mayBackOff(acts.slice(0, i)) ? { always: { guard: 'backed off' as const, target: next } } : {}
  switch (act.act) {
    case 'start': {
      const opening = { range: 'every address' as const, ...act }
      const refused = act.blockable === false ? `${own}: refused` : undefined
      return {
        [own]: path.createStateConfig({
          ...leavesOut,
          on: {
            [act.at.function]: {
              target: `${own}: callbacks`,
              actions: [...opens(opening)],
              meta: act.in ?? act.at,
              description: `opens ${announced(actor, { opening })}`,
            },
          },
        }),
        [`${own}: callbacks`]: callSubscribers(common, actor, { opening }, next, refused),
        ...(refused === undefined
          ? {}
          : {
              'giving up': givingUp(common, refused),
              [refused]: path.createStateConfig({ always: { target: next, actions: 'back off' } }),
            }),
      }
    }
    case 'change':
      return { [own]: path.createStateConfig({ ...leavesOut, on: { [act.at.function]: changes(act, actor, next) } }) }
    case 'end':
      return {
        [own]: path.createStateConfig({
          ...(mayHaveNotStarted(acts.slice(0, i))
            ? { always: { guard: 'no invalidation is open', target: next } }
            : {}),
          ...closing(common, actor, { target: next }),
        }),
      }
  }
}

const mayBackOff = (before: readonly Act[]): boolean => before.some((act) => 'needs' in act || 'blockable' in act)

/** Whether an end may have nothing to close: its start was left out, or refused. */
function mayHaveNotStarted(before: readonly Act[]): boolean {
  const start = before.findLastIndex(({ act }) => act === 'start')
  return mayBackOff(before.slice(0, start)) || 'blockable' in (before[start] ?? {})
}

function changes({ at: meta, says, pte, page, flush, needs, otherwise }: Change, { addresses }: Actor, target: string) {
  const changed = (pte: PteChanges | undefined) =>
    pte === undefined
      ? []
      : [
          { type: 'change the pte' as const, params: { pte } },
          { type: 'keep what leaves it' as const, params: { pte } },
        ]
  const deeds = [
    ...changed(pte),
    ...(flush === undefined ? [] : [{ type: 'flush at once' as const, params: { kind: flush } }]),
    ...(page === undefined ? [] : [{ type: 'do to the page' as const, params: { deed: page } }]),
  ]
  return [
    ...(needs === undefined
      ? []
      : [
          {
            guard: { type: 'backs off' as const, params: { needs } },
            target,
            actions: [...changed(otherwise), 'back off' as const],
            meta,
            description: 'finds it otherwise: backs off',
          },
        ]),
    ...(addresses.length === 1
      ? []
      : [
          {
            guard: 'more addresses follow' as const,
            actions: [...deeds, 'next address' as const],
            meta,
            description: says,
          },
        ]),
    {
      target,
      actions: [...deeds, ...(addresses.length === 1 ? [] : ['first address' as const])],
      meta,
      description: says,
    },
  ]
}
