/** Kernels are data: what each changed, which releases there are, and names that are refused where they mean nothing. */
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ModelError } from '../../checker/index.ts'
import {
  type Choice,
  columnsOf,
  configure,
  drivers,
  kernelNamed,
  kernels,
  matrix,
  proposals,
  scenarios,
  switches,
} from '../../model/index.ts'
import { compareReleases, isRelease, seriesOf } from '../../model/versions/release.ts'

const switchesOf = (kernel: string): Readonly<Record<string, string>> =>
  ({ ...kernelNamed(kernel)?.switches }) as Readonly<Record<string, string>>

const changedBetween = (from: string, to: string) => {
  const [before, after] = [switchesOf(from), switchesOf(to)]
  const found = Object.keys(before).filter((name) => before[name] !== after[name])
  return Object.fromEntries(found.map((name) => [name, [before[name], after[name]]]))
}

/** How each release is known: model/KERNEL.md. */
const history: readonly { kernel: string; after: string; changed: Record<string, [string, string]> }[] = [
  { kernel: '4.16', after: '4.15', changed: { oomNonblock: ['skips-any', 'skips-blockable'] } },
  { kernel: '4.19', after: '4.18', changed: { oomNonblock: ['skips-blockable', 'nonblock'] } },
  { kernel: '4.20', after: '4.19', changed: { mirrorApi: ['hmm_mirror-4.14', 'hmm_mirror-4.20'] } },
  { kernel: '5.0', after: '4.20', changed: { migrationWaitRef: ['ref', 'ref-until-queued'] } },
  {
    kernel: '5.2',
    after: '5.1',
    changed: { eventInfo: ['none', 'events'], mirrorApi: ['hmm_mirror-4.20', 'hmm_mirror'] },
  },
  { kernel: '5.4', after: '5.3', changed: { apiShape: ['callbacks', 'steps'] } },
  { kernel: '5.5', after: '5.4', changed: { mirrorApi: ['hmm_mirror', 'interval'] } },
  {
    kernel: '5.7',
    after: '5.6',
    changed: { ownerFilter: ['none', 'src_owner'], hmmForeignDevPriv: ['returned', 'error'] },
  },
  { kernel: '5.8', after: '5.7', changed: { testHmmSkip: ['absent', 'no'] } },
  {
    kernel: '5.9',
    after: '5.8',
    changed: {
      setupEvent: ['CLEAR', 'MIGRATE'],
      ownerFilter: ['src_owner', 'flags'],
      testHmmSkip: ['no', 'yes'],
      forkPinned: ['shared', 'copied'],
      collectSoftDirty: ['as-present', 'by-kind'],
      restoreSoftDirty: ['system-pages', 'carried'],
    },
  },
  { kernel: '5.10', after: '5.9', changed: {} },
  {
    kernel: '5.10.10',
    after: '5.10.9',
    changed: { clearRefsLock: ['read', 'write'], clearRefsPinned: ['write-protected', 'left-alone'] },
  },
  { kernel: '6.7', after: '6.6', changed: { pagemapScan: ['absent', 'write-protects'] } },
  { kernel: '6.8', after: '6.7', changed: { uffdioMove: ['absent', 'moves'] } },
  {
    kernel: '5.11',
    after: '5.10',
    changed: {
      holeNotify: ['CLEAR', 'MIGRATE'],
      clearRefsLock: ['read', 'write'],
      clearRefsPinned: ['write-protected', 'left-alone'],
    },
  },
  { kernel: '5.12', after: '5.11', changed: { oomNonblock: ['nonblock', 'nonblock-paired'] } },
  { kernel: '5.14', after: '5.13', changed: { exclusiveMapcount: ['absent', 'dropped'] } },
  { kernel: '5.15', after: '5.14', changed: {} },
  { kernel: '5.16', after: '5.15', changed: { collectLock: ['twice', 'once'] } },
  {
    kernel: '5.17',
    after: '5.16',
    changed: { devPinCheck: ['never', 'exact'], migrationWaitRef: ['ref-until-queued', 'none'] },
  },
  {
    kernel: '5.18',
    after: '5.17',
    changed: { devPinCheck: ['exact', 'lenient'], intervalRemove: ['unlocked', 'locked'] },
  },
  {
    kernel: '5.19',
    after: '5.18',
    changed: { anonExclusive: ['off', 'on'], hmmForeignDevPriv: ['error', 'faulted'] },
  },
  {
    kernel: '6.0',
    after: '5.19',
    changed: { collectTlbFlush: ['after-ptl', 'under-ptl'], collectDirty: ['lost', 'carried'] },
  },
  {
    kernel: '6.1',
    after: '6.0',
    changed: {
      faultRef: ['none', 'ref'],
      evictByPfn: ['no', 'range'],
      restoreSoftDirty: ['carried', 'or-dirty'],
    },
  },
  { kernel: '6.3', after: '6.2', changed: { exclusiveRef: ['none', 'try-get'] } },
  {
    kernel: '6.6',
    after: '6.5',
    changed: { secondaryTlb: ['range-end', 'with-cpu-flush'], swapCacheSource: ['refused', 'freed'] },
  },
  { kernel: '6.9', after: '6.8', changed: { restoreSoftDirty: ['or-dirty', 'exact'] } },
  { kernel: '6.12', after: '6.11', changed: {} },
  { kernel: '6.14', after: '6.13', changed: { lruOfFreed: ['added', 'not-added'] } },
  {
    kernel: '6.15',
    after: '6.14',
    changed: {
      faultRef: ['ref', 'trylock'],
      evictByPfn: ['range', 'pfns'],
      exclusiveMapcount: ['dropped', 'kept'],
    },
  },
  { kernel: '6.18', after: '6.17', changed: {} },
  { kernel: '6.19', after: '6.18', changed: { thpDevicePrivate: ['no', 'yes'] } },
  { kernel: '7.0', after: '6.19', changed: { faultRef: ['trylock', 'trylock-wait'] } },
  // back-ports
  { kernel: '4.14.296', after: '4.14.295', changed: { collectTlbFlush: ['after-ptl', 'under-ptl'] } },
  { kernel: '4.19.261', after: '4.19.260', changed: { collectTlbFlush: ['after-ptl', 'under-ptl'] } },
  { kernel: '5.4.216', after: '5.4.215', changed: { collectTlbFlush: ['after-ptl', 'under-ptl'] } },
  { kernel: '5.4.300', after: '5.4.299', changed: { lruOfFreed: ['added', 'not-added'] } },
  { kernel: '5.8.8', after: '5.8.7', changed: { collectSoftDirty: ['as-present', 'by-kind'] } },
  { kernel: '5.10.27', after: '5.10.26', changed: { oomNonblock: ['nonblock', 'nonblock-paired'] } },
  { kernel: '5.10.113', after: '5.10.112', changed: { intervalRemove: ['unlocked', 'locked'] } },
  { kernel: '5.10.147', after: '5.10.146', changed: { collectTlbFlush: ['after-ptl', 'under-ptl'] } },
  { kernel: '5.10.245', after: '5.10.244', changed: { lruOfFreed: ['added', 'not-added'] } },
  { kernel: '5.11.11', after: '5.11.10', changed: { oomNonblock: ['nonblock', 'nonblock-paired'] } },
  { kernel: '5.15.36', after: '5.15.35', changed: { intervalRemove: ['unlocked', 'locked'] } },
  { kernel: '5.15.59', after: '5.15.58', changed: { hmmForeignDevPriv: ['error', 'faulted'] } },
  { kernel: '5.15.72', after: '5.15.71', changed: { collectTlbFlush: ['after-ptl', 'under-ptl'] } },
  { kernel: '5.15.194', after: '5.15.193', changed: { lruOfFreed: ['added', 'not-added'] } },
  { kernel: '5.17.5', after: '5.17.4', changed: { intervalRemove: ['unlocked', 'locked'] } },
  { kernel: '5.18.16', after: '5.18.15', changed: { hmmForeignDevPriv: ['error', 'faulted'] } },
  {
    kernel: '5.19.14',
    after: '5.19.13',
    changed: { collectTlbFlush: ['after-ptl', 'under-ptl'], collectDirty: ['lost', 'carried'] },
  },
  { kernel: '6.1.155', after: '6.1.154', changed: { lruOfFreed: ['added', 'not-added'] } },
  { kernel: '6.6.109', after: '6.6.108', changed: { lruOfFreed: ['added', 'not-added'] } },
  { kernel: '6.12.17', after: '6.12.16', changed: { lruOfFreed: ['added', 'not-added'] } },
  { kernel: '6.13.5', after: '6.13.4', changed: { lruOfFreed: ['added', 'not-added'] } },
  { kernel: '6.18.19', after: '6.18.18', changed: { faultRef: ['trylock', 'trylock-wait'] } },
  { kernel: '6.19.9', after: '6.19.8', changed: { faultRef: ['trylock', 'trylock-wait'] } },
]

describe('what a release changed', () => {
  test.each(history)('$kernel', ({ kernel, after, changed }) => {
    expect(changedBetween(after, kernel)).toEqual(changed)
  })

  test('is listed for every release that changed something, and for the long-term ones', () => {
    expect(kernels.map(({ name }) => name)).toEqual(
      ['4.14', ...history.map(({ kernel }) => kernel)].sort(compareReleases),
    )
  })

  test('is what its line says', () => {
    const lineOf = (name: string) => kernelNamed(name)?.summary
    expect(lineOf('4.14')).toBe('the first with migrate_vma()')
    expect(lineOf('5.10')).toBe('no change')
    expect(lineOf('5.11')).toBe('holeNotify=MIGRATE, clearRefsLock=write, clearRefsPinned=left-alone')
    expect(lineOf('5.15.72')).toBe('collectTlbFlush=under-ptl')
  })
})

describe('a release that is not listed', () => {
  test.each([
    { name: '4.18', like: '4.16' },
    { name: '5.3', like: '5.2' },
    { name: '5.6', like: '5.5' },
    { name: '6.12.16', like: '6.12' },
    { name: '6.12.117', like: '6.12.17' },
    { name: '5.15.100', like: '5.15.72' },
    { name: '7.0.3', like: '7.0' },
  ])('$name is like $like', ({ name, like }) => {
    expect(kernelNamed(name)).toMatchObject({ name, switches: switchesOf(like) })
  })

  const mainline = kernels.map(({ name }) => name).filter((name) => seriesOf(name) === name)
  const lastOf: Readonly<Record<string, number>> = { 4: 20, 5: 19, 6: 19 }
  const unlisted = Object.entries(lastOf)
    .flatMap(([major, last]) => Array.from({ length: last + 1 }, (_, minor) => `${major}.${minor}`))
    .filter((name) => isRelease(name) && !mainline.includes(name))

  test.each(unlisted)(
    '%s, and what is stable of it, changed nothing since the one that is listed before it',
    (name) => {
      const before = mainline.filter((listed) => compareReleases(listed, name) < 0).at(-1) ?? ''
      expect(kernelNamed(name)).toMatchObject({ switches: switchesOf(before), summary: 'no change' })
      if (!kernels.some((kernel) => seriesOf(kernel.name) === name))
        expect(switchesOf(`${name}.12`)).toEqual(switchesOf(before))
    },
  )

  test.each([
    '4.13',
    '4.21',
    '5.20',
    '6.20',
    '7.1',
    '2.6',
    '5.99',
    '5.04',
    '5.4.0',
    '5',
    '5.4.1.2',
    '5.4-rc1',
    '',
    'x',
  ])('%j is none', (name) => {
    expect(isRelease(name)).toBe(false)
    expect(kernelNamed(name)).toBeUndefined()
  })
})

describe('a back-port', () => {
  test('stays in its series: a later mainline release may lack it', () => {
    expect(switchesOf('6.18.19').faultRef).toBe('trylock-wait')
    expect(switchesOf('6.19').faultRef).toBe('trylock')
    expect(switchesOf('5.15.59').hmmForeignDevPriv).toBe('faulted')
    expect(switchesOf('5.16').hmmForeignDevPriv).toBe('error')
    expect(switchesOf('5.16.60').hmmForeignDevPriv).toBe('error')
  })

  test('goes to an older series than the release that first had it', () => {
    for (const { values } of switches)
      for (const { since } of values)
        for (const backport of since?.backports ?? []) {
          expect(isRelease(backport)).toBe(true)
          expect(compareReleases(backport, since?.release ?? '')).toBeLessThan(0)
          expect(seriesOf(backport)).not.toBe(backport)
        }
  })
})

test('within a series nothing is ever taken back, and from mainline to mainline neither', () => {
  const mainline = fc.constantFrom(...kernels.map(({ name }) => seriesOf(name)))
  const stable = fc.nat({ max: 400 })
  const position = (name: string, release: string) => {
    const values = switches.find((info) => info.name === name)?.values.map(({ value }) => value) ?? []
    return values.indexOf(switchesOf(release)[name] as string)
  }
  const noneBack = (older: string, newer: string) => {
    for (const { name } of switches) expect(position(name, newer)).toBeGreaterThanOrEqual(position(name, older))
  }
  const at = (series: string, n: number) => (n === 0 ? series : `${series}.${n}`)
  fc.assert(
    fc.property(mainline, stable, stable, (series, m, n) =>
      noneBack(at(series, Math.min(m, n)), at(series, Math.max(m, n))),
    ),
  )
  fc.assert(fc.property(mainline, mainline, (a, b) => (compareReleases(a, b) <= 0 ? noneBack(a, b) : noneBack(b, a))))
})

describe('switches', () => {
  test.each(kernels)('of $name have a value each, and one that a release has', ({ name }) => {
    expect(Object.keys(switchesOf(name)).sort()).toEqual(switches.map((info) => info.name as string).sort())
    for (const { name: key, values } of switches)
      expect(values.filter(({ since }) => since !== undefined).map(({ value }) => value)).toContain(
        switchesOf(name)[key],
      )
  })

  test('say what each value stands for, in one line', () => {
    for (const { summary, values } of switches)
      for (const text of [summary, ...values.map(({ meaning }) => meaning)]) expect(text).toMatch(/^[^\n]{6,}$/)
  })

  test.each(switches)('the values of $name are in the order in which they came, from 4.14 on', ({ values }) => {
    const releases = values.flatMap(({ since }) => since?.release ?? [])
    expect(releases[0]).toBe('4.14')
    expect(releases).toEqual([...new Set(releases)].sort(compareReleases))
    expect(values.slice(releases.length).every(({ since }) => since === undefined)).toBe(true)
  })

  test('every change after 4.14 has a commit, and each commit one subject', () => {
    const subjects = new Map<string, string>()
    for (const { values } of switches)
      for (const { since } of values) {
        if (since !== undefined && since.release !== '4.14') expect(since.commits).not.toEqual([])
        for (const { id, subject } of since?.commits ?? []) {
          expect(id).toMatch(/^[0-9a-f]{12}$/)
          expect(subjects.get(id) ?? subject).toBe(subject)
          subjects.set(id, subject)
        }
      }
    expect(subjects.size).toBeGreaterThan(25)
  })

  describe('a switch is marked as not modelled exactly if no path, object or driver asks for it', () => {
    const folder = new URL('../../model/', import.meta.url)
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /^(paths|objects|drivers|scenarios|properties)\/.*\.ts$|^system\.ts$/.test(file))
      .map((file) => readFileSync(new URL(file, folder), 'utf8'))

    test.each(switches)('$name', ({ name, notModelled }) => {
      const asks = new RegExp(`switches\\.${name}\\b|\\{[^{}]*\\b${name}\\b[^{}]*\\}(\\)? =>| = .*switches\\b)`)
      expect(sources.some((text) => asks.test(text))).toBe(notModelled === undefined)
    })
  })

  const settable = switches.filter(({ notModelled }) => notModelled === undefined)

  test.each(settable.flatMap(({ name, values }) => values.map(({ value }) => ({ name, value }))))(
    '$name=$value can be set on the newest kernel',
    ({ name, value }) => {
      const configuration = configure({ scenario: 'own-fault', kernel: '7.0', set: { [name]: value }, mode: 'once' })
      expect(configuration.switches).toEqual({ ...switchesOf('7.0'), [name]: value })
    },
  )

  test('one that is not modelled may be repeated, as saved traces do, but not changed', () => {
    const on7 = (set: Record<string, string>) => configure({ scenario: 'own-fault', kernel: '7.0', set, mode: 'once' })
    expect(on7({ thpDevicePrivate: 'yes' }).switches).toEqual(switchesOf('7.0'))
    expect(() => on7({ thpDevicePrivate: 'no' })).toThrow(
      new ModelError('the switch thpDevicePrivate cannot be set: it is not modelled (no huge pages)'),
    )
  })
})

describe('a proposal', () => {
  test.each(proposals)('$name is a kernel of its own, which no release is', ({ name, kernel, set }) => {
    const proposed = kernelNamed(`${kernel}+${name}`)
    expect(proposed).toMatchObject({ name: `${kernel}+${name}`, switches: { ...switchesOf(kernel), ...set } })
    for (const released of kernels) expect(released.switches).not.toEqual(proposed?.switches)
  })

  test.each(proposals)('$name sets what is modelled', ({ set }) => {
    for (const [name, value] of Object.entries(set)) {
      const info = switches.find((known) => known.name === name)
      expect(info?.notModelled).toBeUndefined()
      expect(info?.values.map(({ value }) => value)).toContain(value)
    }
  })

  test('can be put on any release, and on nothing else', () => {
    expect(kernelNamed('6.12.40+no-second-invalidation')?.switches).toEqual({
      ...switchesOf('6.12.40'),
      holeNotify: 'none',
    })
    expect(kernelNamed('5.9+')).toBeUndefined()
    expect(kernelNamed('5.9+another')).toBeUndefined()
    expect(kernelNamed('no-second-invalidation')).toBeUndefined()
  })

  test('is what is checked if the kernel is so named', () => {
    const { kernel, switches: inForce } = configure({
      scenario: 'hole-race',
      kernel: '5.9+no-second-invalidation',
      mode: 'once',
    })
    expect(kernel).toBe('5.9+no-second-invalidation')
    expect(inForce.holeNotify).toBe('none')
  })
})

test('the verdict table has the columns that are chosen, and no others', () => {
  const shown = new Set(matrix('once').map(({ kernel }) => kernel))
  expect([...shown].sort(compareReleases)).toEqual(columnsOf(scenarios).map(({ name }) => name))
  expect(kernels.map(({ name }) => name)).toEqual(expect.arrayContaining([...shown]))
})

describe('a name that means nothing is refused in one line that says what is allowed', () => {
  const good: Choice = { scenario: 'hole-race', kernel: '5.11', mode: 'once' }
  const scenarioNames = scenarios.map(({ name }) => name).join(', ')

  test.each<{ what: string; choice: Choice; says: string }>([
    {
      what: 'a scenario',
      choice: { ...good, scenario: 'hole' },
      says: `no scenario "hole"; there is ${scenarioNames}`,
    },
    {
      what: 'a kernel',
      choice: { ...good, kernel: '2.6' },
      says: `no kernel "2.6"; there is ${kernels.map(({ name }) => name).join(', ')}`,
    },
    {
      what: 'a switch',
      choice: { ...good, set: { holeNotifier: 'none' } },
      says: `no switch "holeNotifier"; there is ${switches.map(({ name }) => name).join(', ')}`,
    },
    {
      what: 'a value of a switch',
      choice: { ...good, set: { holeNotify: 'off' } },
      says: 'no value for switch holeNotify "off"; there is CLEAR, MIGRATE, none',
    },
    {
      what: 'a driver',
      choice: { ...good, drivers: { A: 'i915' } },
      says: `no driver "i915"; there is ${drivers.map(({ name }) => name).join(', ')}`,
    },
    {
      what: 'a device',
      choice: { ...good, drivers: { C: 'contract' } },
      says: 'scenario "hole-race" has no device "C"; it has A, B',
    },
    {
      what: 'a device that another scenario has',
      choice: { ...good, scenario: 'own-fault', drivers: { B: 'contract' } },
      says: 'scenario "own-fault" has no device "B"; it has A',
    },
    {
      what: 'a driver that the kernel lacks',
      choice: { ...good, kernel: '5.7', drivers: { B: 'test_hmm' } },
      says: 'driver "test_hmm" does not run on kernel 5.7: lib/test_hmm.c appeared in 5.8',
    },
    {
      what: 'a driver that a switch takes away',
      choice: { ...good, drivers: { A: 'test_hmm' }, set: { testHmmSkip: 'absent' } },
      says: 'driver "test_hmm" does not run on kernel 5.11: lib/test_hmm.c appeared in 5.8',
    },
  ])('$what', ({ choice, says }) => {
    expect(() => configure(choice)).toThrow(ModelError)
    expect(() => configure(choice)).toThrow(new ModelError(says))
    expect(says).not.toContain('\n')
  })

  test('and names inherited from Object are no names', () => {
    expect(() => configure({ ...good, set: { toString: 'x' } })).toThrow(ModelError)
    expect(() => configure({ ...good, scenario: 'constructor' })).toThrow(ModelError)
  })
})

test('a configuration says what it is: every switch in force, every device with its driver', () => {
  const configuration = configure({
    scenario: 'hole-race',
    kernel: '6.12',
    drivers: { B: 'test_hmm' },
    set: { faultRef: 'trylock' },
    mode: 'forever',
  })
  expect(configuration).toMatchObject({
    scenario: 'hole-race',
    kernel: '6.12',
    switches: { ...switchesOf('6.12'), faultRef: 'trylock' },
    drivers: { A: 'contract', B: 'test_hmm' },
    mode: 'forever',
  })
})
