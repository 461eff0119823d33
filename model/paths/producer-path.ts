/**
 * The machine that runs a producer: its locks, its acts in order, its unlocking.
 *
 * Steps:     one for each critical section: a lock, the start of an invalidation, a callback, a change under the page-table
 *            lock, an end. Several addresses are changed one after the other, for they may lie in several page tables.
 * Abstracts: that nothing is to be done (no VMA, no page, no new page, a trylock that fails) changes nothing, so it is no step.
 *            Taking mmap_lock and what follows at once are one step: what could come between could come before as well.
 *            Putting the pages that are left and unlocking are one step.
 */
import type { AnyStateMachine } from 'xstate'
import type { Actor } from './actor.ts'
import { ending } from './ending.ts'
import { callSubscribers, closing, givingUp, opens } from './invalidate-range.ts'
import { startLocals } from './locals.ts'
import { at, type Path, pathSetup } from './path.ts'
import type { Act, Change, MmapLock, Producer, Way } from './producer.ts'
import { type PteChanges, producerWords } from './vocabulary/producer.ts'

export const producerPath = (producer: Producer): Path => ({
  name: producer.name,
  summary: producer.summary,
  file: producer.file,
  machine: (actor) => machine(producer, actor),
})

/** How each way to take mmap_lock takes it, and gives it back. */
const mmapLocks = {
  none: { needs: [], takes: [], gives: [] },
  read: { needs: ['mmap_lock admits a reader'], takes: ['mmap_read_lock'], gives: ['mmap_read_unlock'] },
  trylock: { needs: ['mmap_lock admits a reader'], takes: ['mmap_read_lock'], gives: ['mmap_read_unlock'] },
  write: { needs: ['mmap_lock is free'], takes: ['mmap_write_lock'], gives: ['mmap_write_unlock'] },
  downgrade: { needs: ['mmap_lock is free'], takes: ['mmap_write_lock'], gives: ['mmap_read_unlock'] },
} as const satisfies Record<MmapLock, object>

const producerSetup = (actor: Actor) => pathSetup(actor).extend(producerWords(actor))
type ProducerSetup = ReturnType<typeof producerSetup>

function machine(producer: Producer, actor: Actor): AnyStateMachine {
  const path = producerSetup(actor)
  const { folioLock, finishes, flushes } = producer
  const mmapLock =
    typeof producer.mmapLock === 'function' ? producer.mmapLock(actor.system.switches) : producer.mmapLock
  const names = stateNames(producer.acts)
  const first = names[0] ?? 'finish'
  const locked = folioLock === 'none' ? first : 'lock'
  return path.createMachine({
    id: producer.name,
    context: startLocals,
    initial: 'idle',
    states: {
      idle: path.createStateConfig({
        tags: 'rest',
        on: begins(producer, mmapLock, mmapLock === 'downgrade' ? 'downgrade' : locked),
      }),
      ...(mmapLock === 'downgrade' ? { downgrade: downgrades(path, locked) } : {}),
      ...(folioLock === 'none' ? {} : { lock: locksPage(path, folioLock, first) }),
      ...Object.assign({}, ...producer.acts.map((_, i) => actStates(path, actor, producer.acts, i))),
      finish: path.createStateConfig(
        finishes === undefined
          ? { always: 'returned' }
          : {
              on: {
                [finishes.function]: {
                  target: 'returned',
                  actions: [
                    ...flushesLate(flushes),
                    'unlock and put what it holds',
                    'let go of everything',
                    ...mmapLocks[mmapLock].gives,
                  ],
                  meta: finishes,
                  description: 'puts what it holds, unlocks',
                },
              },
            },
      ),
      ...ending(pathSetup(actor)),
    },
  })
}

const flushesLate = (which: Producer['flushes']) =>
  which === undefined ? [] : [{ type: 'flush late' as const, params: { which } }]

/** From the idle state, with mmap_lock, to the next. */
function begins({ begins: meta, ways, folioLock, newPage }: Producer, mmapLock: MmapLock, target: string) {
  const locksPage = folioLock !== 'none'
  const begin = ({ says, needs = [], vma, marksUnstable }: Way) => ({
    guard: {
      type: 'has what it needs' as const,
      params: {
        needs: [
          'the VMA is there' as const,
          ...mmapLocks[mmapLock].needs,
          ...needs,
          ...(locksPage ? (['a page is mapped'] as const) : []),
          ...(newPage ? (['a frame is free'] as const) : []),
        ],
      },
    },
    target,
    actions: [
      ...mmapLocks[mmapLock].takes,
      ...(locksPage ? (['get the mapped page', holdsMapped] as const) : []),
      ...(newPage ? (['allocate the new page', 'hold the new page'] as const) : []),
      ...(vma === undefined ? [] : [{ type: 'change the vma' as const, params: { to: vma } }]),
      ...(marksUnstable ? (['set MMF_UNSTABLE'] as const) : []),
    ],
    meta,
    description: says,
  })
  return { [meta.function]: ways.map(begin) }
}

const holdsMapped = { type: 'hold the mapped page', params: { as: 'locked' } } as const

const downgrades = (path: ProducerSetup, target: string) =>
  path.createStateConfig({
    on: {
      mmap_write_downgrade: {
        target,
        actions: 'mmap_write_downgrade',
        meta: at('mmap_write_downgrade', 'include/linux/mmap_lock.h'),
      },
    },
  })

/** The lock of the page; without it there is nothing to do, or it sleeps until it is to be had. */
function locksPage(path: ProducerSetup, how: 'trylock' | 'lock', target: string) {
  const meta = at(how === 'lock' ? 'folio_lock' : 'folio_trylock', 'include/linux/pagemap.h')
  const taken = { guard: 'page is locked by somebody' as const, target: 'finish', meta, description: 'it is taken' }
  return path.createStateConfig({
    on: {
      [meta.function]: [
        ...(how === 'trylock' ? [taken] : []),
        { guard: 'page is unlocked' as const, target, actions: 'lock the page' as const, meta },
      ],
    },
  })
}

/** `start`, `change`, `end`, and where there are more of a kind `start 2`. */
const stateNames = (acts: readonly Act[]): readonly string[] =>
  acts.map(({ act }, i) => {
    const earlier = acts.slice(0, i).filter((before) => before.act === act).length
    return earlier === 0 ? act : `${act} ${earlier + 1}`
  })

/** The states of one act; they go on to that of the next, which is left out if an earlier one has backed off. */
function actStates(path: ProducerSetup, actor: Actor, acts: readonly Act[], i: number) {
  const act = acts[i] as Act
  const common = pathSetup(actor)
  const names = stateNames(acts)
  const [own, next] = [names[i] as string, names[i + 1] ?? 'finish']
  const mayBackOff = acts.slice(0, i).some((before) => 'needs' in before || 'blockable' in before)
  const leavesOut = mayBackOff ? { always: { guard: 'backed off' as const, target: next } } : {}
  switch (act.act) {
    case 'start': {
      const refused = act.blockable === false ? `${own}: refused` : undefined
      return {
        [own]: path.createStateConfig({
          ...leavesOut,
          on: {
            [act.at.function]: {
              target: `${own}: callbacks`,
              actions: [...opens({ range: 'every address', ...act })],
              meta: act.at,
              description: 'opens the invalidation',
            },
          },
        }),
        [`${own}: callbacks`]: callSubscribers(common, actor, next, refused),
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
          ...(mayBackOff ? { always: { guard: 'no invalidation is open', target: next } } : {}),
          ...closing(common, actor, { target: next }),
        }),
      }
  }
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
