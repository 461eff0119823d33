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
import { startLocals } from './locals.ts'
import { at, type Path, pathSetup } from './path.ts'
import type { MmapLock, Producer, Way } from './producer.ts'
import { actsStates, firstState, type ProducerSetup, producerSetup } from './producer-acts.ts'

export const producerPath = (producer: Producer): Path => ({
  name: producer.name,
  summary: producer.summary,
  file: producer.file,
  machine: (actor) => machine(producer, actor),
})

/** How each way to take mmap_lock takes it, and gives it back. */
const mmapLocks = {
  none: { needs: [], takes: [], gives: [] },
  read: { needs: ['mmap_lock is not held for writing'], takes: ['mmap_read_lock'], gives: ['mmap_read_unlock'] },
  trylock: { needs: ['mmap_lock is not held for writing'], takes: ['mmap_read_lock'], gives: ['mmap_read_unlock'] },
  write: { needs: ['mmap_lock is free'], takes: ['mmap_write_lock'], gives: ['mmap_write_unlock'] },
  downgrade: { needs: ['mmap_lock is free'], takes: ['mmap_write_lock'], gives: ['mmap_read_unlock'] },
} as const satisfies Record<MmapLock, object>

function machine(producer: Producer, actor: Actor): AnyStateMachine {
  const path = producerSetup(actor)
  const { folioLock, finishes, flushes } = producer
  const mmapLock =
    typeof producer.mmapLock === 'function' ? producer.mmapLock(actor.system.switches) : producer.mmapLock
  const first = firstState(producer.acts)
  const locked = folioLock === 'none' ? first : 'lock'
  return path.createMachine({
    id: producer.name,
    context: startLocals,
    initial: 'idle',
    states: {
      idle: path.createStateConfig({
        tags: 'rest',
        on: begins(producer, actor, mmapLock, mmapLock === 'downgrade' ? 'downgrade' : locked),
      }),
      ...(mmapLock === 'downgrade' ? { downgrade: downgrades(path, locked) } : {}),
      ...(folioLock === 'none' ? {} : { lock: locksPage(path, folioLock, first) }),
      ...actsStates(path, actor, producer.acts),
      finish: path.createStateConfig(
        finishes === undefined
          ? { always: 'returned' }
          : {
              on: {
                [finishes.function]: {
                  target: 'returned',
                  actions: [
                    ...flushesLate(flushes),
                    ...(producer.clearsSoftDirty ? (['tracking has begun'] as const) : []),
                    'unlock and put what it holds',
                    'let go of everything',
                    ...mmapLocks[mmapLock].gives,
                  ],
                  meta: finishes,
                  description: saysFinished(producer, mmapLock),
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

function saysFinished({ flushes, folioLock, newPage }: Producer, mmapLock: MmapLock): string {
  const hasLocked = mmapLock !== 'none' || folioLock !== 'none'
  return [
    ...(flushes === undefined ? [] : ['flushes the TLB']),
    ...(flushes === 'what was gathered' || folioLock !== 'none' || newPage ? ['puts what it holds'] : []),
    ...(hasLocked ? ['unlocks'] : []),
  ].join(', ')
}

/** From the idle state, with mmap_lock, to the next. */
function begins(
  { begins: meta, ways, folioLock, newPage, clearsSoftDirty }: Producer,
  { system: { switches } }: Actor,
  mmapLock: MmapLock,
  target: string,
) {
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
      ...(clearsSoftDirty ? (['clear VM_SOFTDIRTY'] as const) : []),
      ...(locksPage ? (['get the mapped page', holdsMapped] as const) : []),
      ...(newPage ? (['allocate the new page', 'hold the new page'] as const) : []),
      ...(vma === undefined ? [] : [{ type: 'change the vma' as const, params: { to: vma } }]),
      ...(marksUnstable ? (['set MMF_UNSTABLE'] as const) : []),
    ],
    meta,
    description: typeof says === 'string' ? says : says(switches),
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
