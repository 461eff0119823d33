import { describe, expect, test } from 'vitest'
import { contract } from '../../../model/drivers/contract.ts'
import { oomReaper } from '../../../model/paths/producers/oom-reaper.ts'
import { meets } from '../meets.ts'
import { World } from '../world.ts'

describe('nonblockable-never-sleeps', () => {
  const start = World.of({ scenario: 'oom-reaper' })
  const { mutex } = start.system.subscriber('A')
  const window = {
    event: 'UNMAP',
    owner: null,
    at: ['VA'],
    blockable: false,
    pending: ['A'],
    refused: false,
    seqIsEven: false,
  } as const
  const asks = (world: World) => world.asks('nonblockable-never-sleeps')

  test('holds for a driver that tries its lock, whoever has it', () => {
    const held = start.tell(mutex, { type: 'mutex_lock', by: 'GPU A fault' })
    expect(asks(held.put('oom-reaper', 'start: callbacks', { window }))).toBe(true)
  })

  test('a driver that tries its lock refuses while it is held, and is called when it is free', () => {
    const waiting = start
      .tell(start.address.mm.notifier, { type: 'inv_start', hits: true })
      .put('oom-reaper', 'start: callbacks', {
        window,
      })
    const call = 'mn_itree_invalidate A'
    const refused = waiting.tell(mutex, { type: 'mutex_lock', by: 'GPU A fault' }).take('oom-reaper', call)
    expect(refused.locals('oom-reaper')).toMatchObject({ window: null, failed: true })
    expect(waiting.take('oom-reaper', call).locals('oom-reaper').window?.pending).toEqual([])
  })

  test('names the driver that does not ask whether it may sleep', async () => {
    const driver = { ...contract, unblockable: 'sleeps' } as const
    expect(await meets(oomReaper, { driver, breaks: 'nonblockable-never-sleeps' })).toBe('nonblockable-never-sleeps')
  })
})
