/**
 * Producers are data, so a faulty one is the description with an act moved, changed or left out. Each fault that the
 * history knows is caught by the promise that it breaks; without a fault nothing is.
 */
import { describe, expect, test } from 'vitest'
import { contract } from '../../../model/drivers/contract.ts'
import { contractSeq } from '../../../model/drivers/contract-seq.ts'
import type { Driver } from '../../../model/drivers/driver.ts'
import type { Act, Producer } from '../../../model/paths/producer.ts'
import { clearSoftDirty } from '../../../model/paths/producers/clear-soft-dirty.ts'
import { collapseHugePage } from '../../../model/paths/producers/collapse-huge-page.ts'
import { exitMmap } from '../../../model/paths/producers/exit-mmap.ts'
import { hugetlbUnmap } from '../../../model/paths/producers/hugetlb-unmap.ts'
import { producers } from '../../../model/paths/producers/index.ts'
import { madviseDontneed } from '../../../model/paths/producers/madvise-dontneed.ts'
import { mprotect } from '../../../model/paths/producers/mprotect.ts'
import { oomReaper } from '../../../model/paths/producers/oom-reaper.ts'
import { splitHugePmd } from '../../../model/paths/producers/split-huge-pmd.ts'
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

interface Fault {
  readonly fault: string
  readonly producer: Producer
  readonly breaks: string
  readonly shape?: Partial<Shape>
}

const faulty: readonly Fault[] = [
  {
    fault: 'khugepaged tells nobody (bug corpus S10, f268f6cf875f)',
    producer: without(collapseHugePage, 'start', 'end'),
    breaks: 'invalidate-before-replace',
  },
  {
    fault: 'khugepaged tells nobody, and the page is freed',
    producer: without(collapseHugePage, 'start', 'end'),
    breaks: 'no-dangling-mirror',
  },
  {
    fault: 'mprotect() tells nobody',
    producer: without(mprotect, 'start', 'end'),
    breaks: 'mirror-agrees-with-pte',
  },
  {
    fault: 'clearing soft-dirty tells nobody',
    producer: without(clearSoftDirty, 'start', 'end'),
    breaks: 'mirror-agrees-with-pte',
  },
  {
    fault: 'the range ends before the page (bug corpus S8, 5.0-rc)',
    producer: {
      ...madviseDontneed,
      acts: madviseDontneed.acts.map((act) => (act.act === 'start' ? { ...act, range: 'the first address' } : act)),
    },
    breaks: 'invalidate-before-replace',
    shape: twoAddresses,
  },
  {
    fault: 'the devices are told after the change (bug corpus S16, ec131b2d7fa6)',
    producer: reordered(madviseDontneed, 1, 0, 2),
    breaks: 'invalidate-before-replace',
  },
  {
    fault: 'the devices are told before the change, and may map the page again (bug corpus S12, e649b3f0188f)',
    producer: reordered(madviseDontneed, 0, 2, 1),
    breaks: 'invalidate-before-replace',
  },
  {
    fault: 'the same, and the page is freed under a mapping',
    producer: reordered(hugetlbUnmap, 0, 2, 1),
    breaks: 'no-dangling-mirror',
  },
  {
    fault: 'an invalidation is not ended (bug corpus S7, c2655835fd8c)',
    producer: without(madviseDontneed, 'end'),
    breaks: 'notifier-paired',
  },
  {
    fault: 'an invalidation is not ended, so the next reader waits for ever',
    producer: without(madviseDontneed, 'end'),
    breaks: 'no-deadlock',
  },
]

describe('a faulty producer', () => {
  test.each(faulty)('$fault: breaks $breaks', async ({ producer, breaks, shape = {} }) => {
    expect(await meets(producer, { breaks, shape })).toBe(breaks)
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

test('a split of a huge mapping that tells nobody breaks nothing: the page stays what it is', async () => {
  expect(await meets(without(splitHugePmd, 'start', 'end'))).toBeUndefined()
})

describe('at exit interval subscribers hear of their pages twice, RELEASE and UNMAP', () => {
  test('either is enough for a driver that obeys both', async () => {
    expect(await meets(reordered(exitMmap, 0, 1, 3))).toBeUndefined()
    expect(await meets(reordered(exitMmap, 2, 3, 4))).toBeUndefined()
  })

  test('without both, the device keeps pages that are gone', async () => {
    const silent = without(exitMmap, 'start', 'end')
    expect(await meets(silent, { breaks: 'no-dangling-mirror' })).toBe('no-dangling-mirror')
  })
})

describe('the OOM reaper may not wait', () => {
  const sleeping: Driver = { ...contract, unblockable: 'sleeps' }

  test('a driver that sleeps all the same holds it up', async () => {
    expect(await meets(oomReaper, { driver: sleeping })).toBe('nonblockable-never-sleeps')
  })

  test('one that refuses always is never reaped, and nothing breaks', async () => {
    expect(await meets(oomReaper, { driver: { ...contract, unblockable: 'refuses' } })).toBeUndefined()
  })

  test('a refused invalidation that is not ended is found', async () => {
    const { acts } = oomReaper
    expect(await meets({ ...oomReaper, acts: acts.slice(0, 2) }, { breaks: 'notifier-paired' })).toBe('notifier-paired')
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
