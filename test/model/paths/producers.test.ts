/**
 * Producers are data, so another one is the description with an act moved or left out. Those that break a promise in a
 * scenario are in model/mutations/producers.ts; here is what none of them shows.
 */
import { describe, expect, test } from 'vitest'
import { contract } from '../../../model/drivers/contract.ts'
import { contractSeq } from '../../../model/drivers/contract-seq.ts'
import type { Driver } from '../../../model/drivers/driver.ts'
import type { Act, Producer } from '../../../model/paths/producer.ts'
import { exitMmap } from '../../../model/paths/producers/exit-mmap.ts'
import { producers } from '../../../model/paths/producers/index.ts'
import { madviseDontneed } from '../../../model/paths/producers/madvise-dontneed.ts'
import { mprotect } from '../../../model/paths/producers/mprotect.ts'
import { oomReaper } from '../../../model/paths/producers/oom-reaper.ts'
import type { Shape } from '../../../model/shape.ts'
import { meets } from '../meets.ts'

/** A page table with room for two pages side by side. */
const twoAddresses: Partial<Shape> = {
  addresses: [
    { name: 'VA 1', mm: 'mm', family: '1' },
    { name: 'VA 2', mm: 'mm', family: '2' },
  ],
}

const without = (producer: Producer, ...acts: Act['act'][]): Producer => ({
  ...producer,
  acts: producer.acts.filter(({ act }) => !acts.includes(act)),
})

const reordered = (producer: Producer, ...order: number[]): Producer => ({
  ...producer,
  acts: order.map((i) => producer.acts[i] as Act),
})

describe('a producer that does not end its invalidation', () => {
  const endless = without(madviseDontneed, 'end')

  test.each(['notifier-paired', 'no-deadlock'])('breaks %s: the next reader waits for ever', async (breaks) => {
    expect(await meets(endless, { breaks })).toBe(breaks)
  })
})

describe('a producer as it is', () => {
  test.each(producers)('$name breaks nothing', async (producer) => {
    expect(await meets(producer)).toBeUndefined()
  })

  test('tells of every address of a range, and changes each', async () => {
    expect(await meets(madviseDontneed, { shape: twoAddresses })).toBeUndefined()
    expect(await meets(mprotect, { shape: twoAddresses })).toBeUndefined()
  })
})

describe('at exit interval subscribers hear of their pages twice, RELEASE and UNMAP', () => {
  test('either is enough for a driver that obeys both', async () => {
    expect(await meets(reordered(exitMmap, 0, 1, 3))).toBeUndefined()
    expect(await meets(reordered(exitMmap, 2, 3, 4))).toBeUndefined()
  })
})

describe('the OOM reaper may not wait', () => {
  const sleeping: Driver = { ...contract, unblockable: 'sleeps' }

  test('one that refuses always is never reaped, and nothing breaks', async () => {
    expect(await meets(oomReaper, { driver: { ...contract, unblockable: 'refuses' } })).toBeUndefined()
  })

  test('up to 4.18 it leaves a process alone that has notifiers', async () => {
    const set = { oomNonblock: 'skips-blockable' } as const
    expect(await meets(oomReaper, { driver: sleeping, set })).toBeUndefined()
    expect(await meets(without(oomReaper, 'start', 'end'), { set })).toBeUndefined()
  })
})

test('a driver that enters nothing without a sequence check is as safe', async () => {
  for (const producer of producers)
    expect(await meets(producer, { driver: contractSeq }), producer.name).toBeUndefined()
})
