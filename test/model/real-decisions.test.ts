/**
 * What a running kernel decided, and how often, against what the model decides in the same situation.
 *
 * Counted in logs of Linux 6.12.117 with both test devices and racing threads; see step-order.test.ts for their form. One
 * line is left out: it prints a count of references that another fault put after the decision and before the print.
 */
import { describe, expect, test } from 'vitest'
import { allocate, migration, World } from './world.ts'

const start = World.of({ scenario: 'hole-race', kernel: '6.12', drivers: { A: 'test_hmm', B: 'test_hmm' } })
const cpu = World.of({ scenario: 'cpu-vs-gpu', kernel: '6.12', drivers: { A: 'test_hmm' } })
const driver = 'GPU A driver'

/** A page with that many references in the hands of a migration: by a driver, or by a fault with a reference of its own. */
function migrating(frame: 'P1' | 'A1', refs: number, fault: boolean, state: 'unmap' | 'pages'): World {
  const toSystem = frame === 'A1'
  const locals = { ...migration('A', { src: frame, dst: state === 'pages' ? 'P2' : null }), toSystem }
  const page = allocate(cpu, frame)
  const held = Array.from({ length: refs - 1 }).reduce<World>(
    (world) => world.tell(world.system.folio(frame), { type: 'folio_get' }),
    page,
  )
  return fault
    ? held.put('CPU', { fault: { 'to ram': state } }, { ...locals, faultPage: frame, faultRef: true })
    : held.put('GPU A migrate', { migrating: state }, locals)
}

describe('migrate_device_unmap() calls a page pinned, or not, by its references', () => {
  test.each([
    { times: 1053, page: 'P1', refs: 1, fault: false, pinned: false },
    { times: 1, page: 'P1', refs: 2, fault: false, pinned: true },
    { times: 12, page: 'A1', refs: 1, fault: false, pinned: false },
    { times: 1, page: 'A1', refs: 2, fault: false, pinned: false },
    { times: 1381, page: 'A1', refs: 2, fault: true, pinned: false },
    { times: 192, page: 'A1', refs: 3, fault: true, pinned: false },
    { times: 64, page: 'A1', refs: 4, fault: true, pinned: true },
    { times: 44, page: 'A1', refs: 5, fault: true, pinned: true },
  ] as const)('$page with $refs, of a fault: $fault ($times times)', ({ page, refs, fault, pinned }) => {
    const thread = fault ? 'CPU' : 'GPU A migrate'
    expect(migrating(page, refs, fault, 'unmap').take(thread, 'migrate_device_unmap').entry(thread)?.lost).toBe(pinned)
  })
})

describe('migrate_vma_pages() refuses, after the copy, the reference that the test above let pass', () => {
  test.each([
    { times: 1452, refs: 2, lost: false },
    { times: 134, refs: 3, lost: true },
  ])('a device page with $refs, one of a fault ($times times)', ({ refs, lost }) => {
    expect(migrating('A1', refs, true, 'pages').take('CPU', 'migrate_vma_pages').entry('CPU')?.lost).toBe(lost)
  })
})

describe('migrate_vma_collect_pmd() collects', () => {
  const { pte } = start.address
  const { folio } = start.system
  const anon = (writable: boolean) => allocate(start, 'P1').tell(pte, { type: 'map_anon_page', frame: 'P1', writable })
  const device = (frame: 'A1' | 'B1', writable: boolean) =>
    allocate(start, frame).tell(pte, { type: 'insert_device_private', frame, writable })
  const locked = (world: World, frame: 'P1' | 'A1') =>
    world.tell(folio(frame), { type: 'folio_trylock', by: 'another' })
  const entry = (world: World, frame: 'P1' | 'A1') =>
    locked(world, frame).tell(pte, { type: 'make_migration_entry', flavour: 'w' })

  test.each([
    { times: 340, to: 'device', saw: 'nothing', world: start, result: 'hole' },
    {
      times: 554,
      to: 'device',
      saw: 'the zero page',
      world: start.tell(pte, { type: 'map_zero_page' }),
      result: 'hole',
    },
    { times: 805, to: 'device', saw: 'a writable page', world: anon(true), result: 'page' },
    { times: 249, to: 'device', saw: 'a read-only page', world: anon(false), result: 'page' },
    { times: 2, to: 'device', saw: 'a locked page', world: locked(anon(false), 'P1'), result: 'nothing' },
    { times: 257, to: 'device', saw: 'a writable device page', world: device('A1', true), result: 'nothing' },
    { times: 206, to: 'device', saw: 'a read-only device page', world: device('A1', false), result: 'nothing' },
    { times: 30, to: 'device', saw: 'a migration entry', world: entry(anon(true), 'P1'), result: 'nothing' },
    { times: 1259, to: 'system', saw: 'its own writable page', world: device('A1', true), result: 'page' },
    { times: 428, to: 'system', saw: 'its own read-only page', world: device('A1', false), result: 'page' },
    {
      times: 745,
      to: 'system',
      saw: 'its own page, locked',
      world: locked(device('A1', true), 'A1'),
      result: 'nothing',
    },
    { times: 14, to: 'system', saw: "another owner's page", world: device('B1', true), result: 'nothing' },
    { times: 281, to: 'system', saw: 'a migration entry', world: entry(device('A1', true), 'A1'), result: 'nothing' },
  ] as const)('a $result, to the $to, from $saw ($times times)', ({ to, world, result }) => {
    const state = to === 'device' ? { migrating: 'collect' } : { faulting: { fault: { 'to ram': 'collect' } } }
    const before = world
      .tell(world.address.mm.notifier, { type: 'inv_start', hits: true })
      .put(driver, state, { ...migration('A'), toSystem: to === 'system' })
    const entry = before.take(driver, 'migrate_vma_collect_pmd').entry(driver)
    expect(entry?.hole ? 'hole' : entry?.src === null ? 'nothing' : 'page').toBe(result)
  })
})
