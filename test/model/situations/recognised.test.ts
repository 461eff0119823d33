/**
 * A situation that no search reaches must still be one that would be recognised: here it is built by hand, beside a
 * world or step that is almost it and is not.
 */
import { describe, expect, test } from 'vitest'
import { claims, expectedClaims } from '../../../model/index.ts'
import type { Entry } from '../../../model/paths/locals.ts'
import * as collection from '../../../model/situations/collection.ts'
import * as holes from '../../../model/situations/holes.ts'
import * as mirrors from '../../../model/situations/mirrors.ts'
import * as puttingBack from '../../../model/situations/putting-back.ts'
import type { Situation } from '../../../model/situations/situation.ts'
import { allocate, mapped, migration, unmapped, World } from '../world.ts'

const start = World.of({ scenario: 'both-ways' })
const migrate = 'GPU A migrate'

/** The migration to GPU A in one of its states. */
const at = (world: World, state: string, entry: Partial<Entry> = {}): World =>
  world.put(migrate, { migrating: state }, migration('A', entry))

/** A migration of P1 to A1 that is about to replace its migration entry. */
const copied = (entry: Partial<Entry> = {}): World =>
  at(allocate(unmapped(start), 'A1'), 'finalize', { src: 'P1', dst: 'A1', writable: true, ...entry })

const restore = (world: World, frame: string, to: 'present' | 'device'): World =>
  world.tell(world.address.pte, { type: 'remove_migration_pte', frame, to })

const zapped = (world: World): World => world.tell(world.address.pte, { type: 'zap' })

const window = { event: 'UNMAP', owner: null, at: ['VA'], blockable: true, refused: false, seqIsEven: false } as const

interface Step {
  readonly before: World
  readonly event: string
  readonly after: World
  readonly thread?: string
}

const steps: readonly { situation: Situation; is: Step; isNot: Step }[] = [
  {
    situation: holes.takesPageOfHole,
    is: {
      before: at(start, 'collect'),
      event: 'migrate_vma_collect_pmd',
      after: at(start, 'collected', { src: 'P1' }),
    },
    isNot: {
      before: at(mapped(start), 'collect'),
      event: 'migrate_vma_collect_pmd',
      after: at(unmapped(start), 'collected', { src: 'P1' }),
    },
  },
  {
    situation: holes.changesEntryOfHole,
    is: {
      before: at(start.tell(start.address.pte, { type: 'map_zero_page' }), 'collect'),
      event: 'migrate_vma_collect_pmd',
      after: at(start, 'collected', { hole: true }),
    },
    isNot: {
      before: at(start, 'collect'),
      event: 'migrate_vma_collect_pmd',
      after: at(start, 'collected', { hole: true }),
    },
  },
  {
    situation: holes.mirrorOutlivesSetup,
    is: {
      before: at(mapsZero(start), 'collected', { hole: true }),
      event: 'mn_itree_inv_end',
      after: at(mapsZero(start), 'driver', { hole: true }),
    },
    isNot: {
      before: at(start, 'collected', { hole: true }),
      event: 'mn_itree_inv_end',
      after: at(start, 'driver', { hole: true }),
    },
  },
  {
    situation: holes.fillsHoleEarly,
    is: {
      before: at(allocate(start, 'A1'), 'pages', { hole: true, dst: 'A1' }),
      event: 'migrate_vma_pages',
      after: at(inserted(allocate(start, 'A1')), 'update', { hole: true, dst: 'A1' }),
    },
    isNot: {
      before: at(allocate(start, 'A1'), 'hole: insert', { hole: true, dst: 'A1' }),
      event: 'migrate_vma_insert_page',
      after: at(inserted(allocate(start, 'A1')), 'pages: end', { hole: true, dst: 'A1' }),
    },
  },
  {
    situation: holes.insertsStalePage,
    is: insertion({ fresh: false }),
    isNot: insertion({ fresh: true }),
  },
  {
    situation: holes.zeroPageForWrite,
    is: readFault({ write: true }),
    isNot: readFault({ write: false }),
  },
  {
    situation: collection.handsOnPageUnprotected,
    is: {
      before: at(mapped(start), 'driver', { src: 'P1' }),
      event: 'alloc_and_copy',
      after: at(mapped(start), 'pages', { src: 'P1' }),
    },
    isNot: {
      before: at(unmapped(start), 'driver', { src: 'P1' }),
      event: 'alloc_and_copy',
      after: at(unmapped(start), 'pages', { src: 'P1' }),
    },
  },
  {
    situation: puttingBack.failsAfterCopyOfSystemPage,
    is: {
      before: at(allocate(unmapped(start), 'A1'), 'pages', { src: 'P1', dst: 'A1' }),
      event: 'migrate_vma_pages',
      after: at(allocate(unmapped(start), 'A1'), 'finalize', { src: 'P1', dst: 'A1', lost: true }),
    },
    isNot: {
      before: at(unmapped(start), 'pages', { src: 'P1' }),
      event: 'migrate_vma_pages',
      after: at(unmapped(start), 'finalize', { src: 'P1', lost: true }),
    },
  },
  {
    situation: puttingBack.stayingPageChanges,
    is: {
      before: copied({ lost: true }),
      event: 'remove_migration_ptes',
      after: restore(copied({ lost: true }), 'A1', 'device'),
    },
    isNot: {
      before: copied({ lost: true }),
      event: 'remove_migration_ptes',
      after: restore(copied({ lost: true }), 'P1', 'present'),
    },
  },
  {
    situation: puttingBack.stayingPageChanges,
    is: {
      before: copied({ lost: true, writable: false }),
      event: 'remove_migration_ptes',
      after: restore(copied({ lost: true, writable: false }), 'P1', 'present'),
    },
    isNot: {
      before: zapped(copied({ lost: true })),
      event: 'remove_migration_ptes',
      after: zapped(copied({ lost: true })),
    },
  },
  {
    situation: puttingBack.migratedPageIsAnother,
    is: {
      before: copied(),
      event: 'remove_migration_ptes',
      after: restore(copied(), 'P1', 'present'),
    },
    isNot: {
      before: copied(),
      event: 'remove_migration_ptes',
      after: restore(copied(), 'A1', 'device'),
    },
  },
  {
    situation: puttingBack.mapsPageThatStays,
    is: {
      before: at(start, 'update', { src: 'P1', dst: 'A1', lost: true }),
      event: 'update device table',
      after: at(mapsA1(start), 'finalize', { src: 'P1', dst: 'A1', lost: true }),
    },
    isNot: {
      before: at(start, 'update', { src: 'P1', dst: 'A1' }),
      event: 'update device table',
      after: at(mapsA1(start), 'finalize', { src: 'P1', dst: 'A1' }),
    },
  },
  {
    situation: mirrors.fillsAfterMunmap,
    is: fill({ pending: [] }),
    isNot: fill({ pending: ['A'] }),
  },
]

function inserted(world: World): World {
  return world.tell(world.address.pte, { type: 'insert_device_private', frame: 'A1', writable: true })
}

function mapsZero(world: World): World {
  return world.tell(world.mirror('A'), { type: 'store', frame: 'zero page', writable: false })
}

function mapsA1(world: World): World {
  return world.tell(world.mirror('A'), { type: 'store', frame: 'A1', writable: true })
}

function insertion(bytes: { fresh: boolean }): Step {
  const open = allocate(start, 'A1', bytes)
  return {
    before: at(open, 'hole: insert', { hole: true, dst: 'A1' }),
    event: 'migrate_vma_insert_page',
    after: at(inserted(open), 'pages: end', { hole: true, dst: 'A1' }),
  }
}

function readFault(locals: { write: boolean }): Step {
  const zero = start.tell(start.address.pte, { type: 'map_zero_page' })
  return {
    thread: 'CPU',
    before: start.put('CPU', { fault: 'anonymous' }, locals),
    event: 'do_anonymous_page',
    after: zero.put('CPU', { fault: 'done' }, locals),
  }
}

function fill({ pending }: { pending: readonly string[] }): Step {
  const unmap = World.of({ scenario: 'unmap' })
  const world = mapped(unmap).put('munmap', 'start: callbacks', { window: { ...window, pending } })
  const store = { type: 'store', frame: 'P1', writable: true } as const
  return {
    thread: 'GPU A fault',
    before: world,
    event: 'store snapshot',
    after: world.tell(world.mirror('A'), store),
  }
}

describe.each(steps)('$situation.name', ({ situation, is, isNot }) => {
  const shows = ({ before, event, after, thread = migrate }: Step) =>
    before.showsStep(situation.name, thread, event, after)

  test('is recognised', () => {
    expect(shows(is)).toBe(true)
  })

  test('is not seen in what is almost it', () => {
    expect(shows(isNot)).toBe(false)
  })
})

describe(holes.locksPageOfHole.name, () => {
  const { name } = holes.locksPageOfHole
  const locked = (by: string) =>
    at(mapped(start).tell(start.system.folio('P1'), { type: 'folio_trylock', by }), 'driver', { hole: true })

  test('is recognised', () => {
    expect(locked(migrate).shows(name)).toBe(true)
  })

  test('is not seen in what is almost it', () => {
    expect(locked('CPU').shows(name)).toBe(false)
    expect(at(locked(migrate), 'driver', { hole: true, dst: 'P1' }).shows(name)).toBe(false)
  })
})

test('every situation that is never reached is built here', () => {
  const built = new Set([holes.locksPageOfHole, ...steps.map(({ situation }) => situation)].map(({ name }) => name))
  const findings = claims.flatMap(({ id, checks }) =>
    checks.map(({ ask }, i) => ({ situation: ask.situation, finding: expectedClaims[id]?.findings[i] })),
  )
  const asked = new Set(findings.flatMap(({ situation }) => situation ?? []))
  const reached = new Set(
    findings.filter(({ finding }) => finding?.startsWith('after ')).map(({ situation }) => situation),
  )
  expect([...built]).toEqual(expect.arrayContaining([...asked].filter((name) => !reached.has(name))))
})
