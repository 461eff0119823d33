/** What a driver may spare itself when it is told why: hoped for in 2018, decided here. */
import { describe, expect, test } from 'vitest'
import { check } from '../../../checker/index.ts'
import { configure } from '../../../model/configure.ts'
import { contract } from '../../../model/drivers/contract.ts'
import type { Driver, Event } from '../../../model/drivers/driver.ts'
import { driverNamed, drivers } from '../../../model/drivers/index.ts'
import { ignoring, readOnly, writeProtecting } from '../../../model/drivers/variants.ts'
import { kernels } from '../../../model/kernels.ts'
import type { Producer } from '../../../model/paths/producer.ts'
import { clearSoftDirty } from '../../../model/paths/producers/clear-soft-dirty.ts'
import { exitMmap } from '../../../model/paths/producers/exit-mmap.ts'
import { hugetlbUnmap } from '../../../model/paths/producers/hugetlb-unmap.ts'
import { mprotect } from '../../../model/paths/producers/mprotect.ts'
import { munmap } from '../../../model/paths/producers/munmap.ts'
import { pageMkclean } from '../../../model/paths/producers/page-mkclean.ts'
import type { Switches } from '../../../model/switches.ts'
import { meets } from '../meets.ts'

const ignores = (driver: Driver, event: Event) => ignoring(driver, [event], { keepsSeq: false })
const bumps = (driver: Driver, event: Event) => ignoring(driver, [event], { keepsSeq: true })

describe('a mirror that may write', () => {
  test.each<{ event: Event; producer: Producer; breaks: string }>([
    { event: 'SOFT_DIRTY', producer: clearSoftDirty, breaks: 'mirror-agrees-with-pte' },
    { event: 'PROTECTION_VMA', producer: mprotect, breaks: 'mirror-agrees-with-pte' },
    { event: 'PROTECTION_PAGE', producer: pageMkclean, breaks: 'mirror-agrees-with-pte' },
    { event: 'CLEAR', producer: hugetlbUnmap, breaks: 'no-dangling-mirror' },
    { event: 'UNMAP', producer: munmap, breaks: 'no-dangling-mirror' },
  ])('cannot ignore $event, and it is not enough to move the sequence', async ({ event, producer, breaks }) => {
    for (const driver of [ignores(contract, event), bumps(contract, event)])
      expect(await meets(producer, { driver, breaks }), driver.name).toBe(breaks)
  })

  test.each<{ event: Event; producer: Producer }>([
    { event: 'SOFT_DIRTY', producer: clearSoftDirty },
    { event: 'PROTECTION_VMA', producer: mprotect },
    { event: 'PROTECTION_PAGE', producer: pageMkclean },
  ])('need not be erased for $event: it is enough to take its write bit and move the sequence', async (given) => {
    expect(await meets(given.producer, { driver: writeProtecting(contract, [given.event]) })).toBeUndefined()
  })

  test('may ignore RELEASE, for UNMAP comes after it', async () => {
    expect(await meets(exitMmap, { driver: ignores(contract, 'RELEASE') })).toBeUndefined()
  })
})

describe('a mirror that only reads', () => {
  test.each<{ event: Event; producer: Producer }>([
    { event: 'SOFT_DIRTY', producer: clearSoftDirty },
    { event: 'PROTECTION_VMA', producer: mprotect },
    { event: 'PROTECTION_PAGE', producer: pageMkclean },
  ])('may ignore $event altogether', async ({ event, producer }) => {
    const setting = { driver: ignores(readOnly(contract), event), stores: true }
    expect(await meets(producer, setting)).toBeUndefined()
  })

  test('cannot ignore CLEAR either', async () => {
    const setting = { driver: bumps(readOnly(contract), 'CLEAR'), stores: true, breaks: 'no-dangling-mirror' }
    expect(await meets(hugetlbUnmap, setting)).toBe('no-dangling-mirror')
  })
})

describe('what a device writes after MADV_FREE', () => {
  const verdict = async (driver: string) => {
    const { network, properties, witnesses } = configure({
      scenario: 'madv-free',
      kernel: '7.0',
      drivers: { A: driver },
      mode: 'once',
    })
    const { verdict, violated } = await check(network, { properties, witnesses })
    return violated?.property ?? verdict
  }

  test('is lost: the PTE is writable already, so no fault makes the page dirty, and reclaim drops it', async () => {
    expect(await verdict('contract')).toBe('no-lost-write')
  })

  test('is kept if the driver makes the page dirty when it lets go of it, as umem_odp does', async () => {
    expect(await verdict('contract/dirties')).toBe('holds')
    expect(driverNamed('umem_odp')?.dirties).toBe(true)
  })
})

describe('whose event it is', () => {
  const sparing = ignoring(contract, ['own-MIGRATE'], { keepsSeq: true })
  const told = (owner: string | null) =>
    sparing.reaction({ event: 'MIGRATE', owner, blockable: true }, 'A', kernels.at(-1)?.switches as Switches)

  test("can make the difference: the driver's own, another's, or nobody's", () => {
    expect([told('A'), told('B'), told(null)].map(({ zap }) => zap)).toEqual([false, true, true])
  })
})

describe('the name of a variant', () => {
  test('is that of its base and what is different', () => {
    expect(ignores(readOnly(contract), 'SOFT_DIRTY').name).toBe('contract/read-only/ignores-SOFT_DIRTY')
    expect(writeProtecting(contract, ['PROTECTION_VMA']).name).toBe('contract/protects-PROTECTION_VMA')
  })

  test('finds it again', () => {
    for (const name of [
      'contract+seq/bumps-CLEAR',
      'test_hmm/read-only',
      'contract/dirties',
      'contract/pins/read-only',
      'contract/ignores-PROTECTION_PAGE/bumps-UNMAP',
      'contract/self-erasing/bumps-own-MIGRATE',
    ])
      expect(driverNamed(name)?.name).toBe(name)
    for (const { name } of drivers) expect(driverNamed(name)?.name).toBe(name)
  })

  test('means nothing if a part of it does not', () => {
    for (const name of [
      'contract/ignores-NOTHING',
      'contract/protects-own-UNMAP',
      'contract/forgets-CLEAR',
      'nobody/read-only',
      'contract/',
    ])
      expect(driverNamed(name)).toBeUndefined()
  })
})
