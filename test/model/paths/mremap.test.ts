import { describe, expect, test } from 'vitest'
import { check, network } from '../../../checker/index.ts'
import { contract } from '../../../model/drivers/contract.ts'
import { kernelNamed } from '../../../model/kernels.ts'
import { promises } from '../../../model/properties/index.ts'
import { cpu, evicts, migrates, moves } from '../../../model/scenarios/scenario.ts'
import { type AddressShape, smallest } from '../../../model/shape.ts'
import type { Switches } from '../../../model/switches.ts'
import { type Address, buildSystem } from '../../../model/system.ts'
import { allocate, World } from '../world.ts'

const start = World.of({ scenario: 'mremap' })
const { folio } = start.system
const [old, fresh] = ['VA', 'new VA'].map(start.system.address) as [Address, Address]

describe('move_ptes()', () => {
  const locked = allocate(start, 'A1')
    .tell(old.pte, { type: 'insert_device_private', frame: 'A1', writable: true })
    .tell(folio('A1'), { type: 'folio_trylock', by: 'GPU A evict' })
  const migrating = locked.tell(old.pte, { type: 'make_migration_entry', flavour: 'w' })

  test.each([
    { entry: 'a device-private entry', world: locked, value: { device: 'w' } },
    { entry: 'a migration entry', world: migrating, value: { migration: 'w' } },
  ])('moves $entry as it is, and asks for no folio lock', ({ world, value }) => {
    const moved = world.put('mremap', 'move').take('mremap', 'move_ptes')
    expect(moved.see(fresh.pte)).toMatchObject({ value, context: { frame: 'A1' } })
    expect(moved.see(old.pte).value).toBe('none')
    expect(moved.see(folio('A1')).context.refs).toBe(1)
  })

  test('moves what the last write left, and leaves zeroes', () => {
    const moved = migrating.tell(old.lastWrite, { type: 'write' }).put('mremap', 'move').take('mremap', 'move_ptes')
    expect(moved.see(folio('A1')).context.fresh).toEqual(['new VA'])
    expect([fresh, old].map(({ lastWrite }) => moved.see(lastWrite).value)).toEqual(['data', 'zeroes'])
  })

  test('waits until no walk of the reverse map is under way', () => {
    const { anonVma } = old
    if (anonVma === undefined) throw new Error('no lock')
    const walked = migrating.tell(anonVma, { type: 'anon_vma_lock_read' }).put('mremap', 'move')
    expect(() => walked.take('mremap', 'move_ptes')).toThrow('cannot take move_ptes')
    expect(walked.tell(anonVma, { type: 'anon_vma_unlock_read' }).take('mremap', 'move_ptes')).toBeDefined()
  })
})

describe('the lock of the reverse map, where a walk comes to', () => {
  const from: AddressShape = { name: 'VA', mm: 'mm', family: 'VA' }
  const to: AddressShape = { name: 'new VA', mm: 'mm', family: 'VA', from: 'VA' }
  const nobodyLocks = { guards: { 'reverse map is to be had': () => true } }

  async function without(addresses: readonly AddressShape[]) {
    const switches = kernelNamed('7.0')?.switches as Switches
    const system = buildSystem(switches, { ...smallest(['A']), addresses }, new Map([['A', contract]]))
    const threads = [
      migrates(system, 'A', 'once', 'VA'),
      evicts(system, 'A', 'once'),
      moves(system, 'VA'),
      cpu(system, 'once', 1, 'CPU after', 'new VA'),
    ].map(({ ref, actor }) => ({ ref: { ...ref, machine: ref.machine.provide(nobodyLocks as never) }, actor }))
    const { verdict, violated } = await check(
      network({ objects: system.objects, threads: threads.map(({ ref }) => ref) }),
      { properties: promises.map((promise) => promise.build(system, threads, promise)) },
    )
    return [verdict, violated?.property]
  }

  test('the new address first, is needed: bug corpus S27', async () => {
    expect(await without([to, from])).toEqual(['violated', 'migration-entry-implies-locked'])
  })

  test('the old address first, is not: the walk finds the entry at one of the two', async () => {
    expect(await without([from, to])).toEqual(['holds', undefined])
  })
})
