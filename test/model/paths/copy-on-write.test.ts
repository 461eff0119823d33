import { describe, expect, test } from 'vitest'
import { type Pte, pteOf } from '../../../model/paths/sight.ts'
import { mapped, World } from '../world.ts'

const start = World.of({ scenario: 'fork-cow' })
const parent = start.address
const child = start.system.address('child VA')
const { folio } = start.system
const readOnly = mapped(start).tell(parent.pte, { type: 'ptep_set_wrprotect' })
const shared = readOnly
  .tell(folio('P1'), { type: 'ClearPageAnonExclusive' }, { type: 'folio_get' })
  .tell(child.pte, { type: 'copy_present_pte', frame: 'P1' })

/** A thread that looked at the entry, and has yet to take its page-table lock. */
const writes = (world: World) =>
  world.put('CPU', { fault: 'write-protected' }, { write: true }).take('CPU', 'do_wp_page')
const maps = (world: World): Partial<Pte> => {
  const { kind, frame, writable } = pteOf(parent, world.see)
  return { kind, frame, writable }
}

describe('a write to a read-only page', () => {
  test('that is PageAnonExclusive makes it writable in place, whoever else holds a reference', () => {
    const held = readOnly.tell(folio('P1'), { type: 'folio_get' })
    expect(maps(writes(held))).toEqual({ kind: 'present', frame: 'P1', writable: true })
  })

  test('that nobody else has any more makes it writable in place, and exclusive again', () => {
    const left = writes(readOnly.tell(folio('P1'), { type: 'ClearPageAnonExclusive' }))
    expect(maps(left)).toEqual({ kind: 'present', frame: 'P1', writable: true })
    expect(left.see(folio('P1')).context.anonExclusive).toBe(true)
  })

  test('that is locked takes no chances: it is copied', () => {
    const locked = readOnly.tell(
      folio('P1'),
      { type: 'ClearPageAnonExclusive' },
      { type: 'folio_trylock', by: 'another' },
    )
    expect(writes(locked).locals('CPU').held).toEqual({ old: 'P1' })
  })

  test('that is shared copies it with a reference in hand, and puts both references that it had', () => {
    const copying = writes(shared)
    expect(copying.see(folio('P1')).context.refs).toBe(3)
    const copied = copying
      .take('CPU', 'wp_page_copy')
      .take('CPU', 'mn_itree_invalidate A')
      .take('CPU', 'wp_page_copy sets pte')
    expect(maps(copied)).toEqual({ kind: 'present', frame: 'P2', writable: true })
    const done = copied.take('CPU', 'mn_itree_inv_end')
    expect(done.see(folio('P1')).context.refs).toBe(1)
    expect(done.see(folio('P2')).context).toMatchObject({ refs: 1, anonExclusive: true, fresh: ['VA'] })
  })

  test('gives up its copy where the entry changed meanwhile', () => {
    const copying = writes(shared).take('CPU', 'wp_page_copy').take('CPU', 'mn_itree_invalidate A')
    const zapped = copying.tell(parent.pte, { type: 'zap' }).tell(folio('P1'), { type: 'folio_put' })
    const done = zapped.take('CPU', 'wp_page_copy sets pte').take('CPU', 'mn_itree_inv_end')
    expect(maps(done).kind).toBe('none')
    expect(done.see(folio('P2')).value).toBe('free')
    expect(done.see(folio('P1')).context.refs).toBe(1)
  })
})
