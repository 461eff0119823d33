import { describe, expect, test } from 'vitest'
import { hmmcheck } from './run.ts'

describe('diff', () => {
  test('says in words what changed, with the commit', () => {
    expect(hmmcheck('diff', '5.10.10', '5.11')).toEqual({
      code: 0,
      err: '',
      out: `--- 5.10.10
+++ 5.11

holeNotify: the event that migrate_vma_pages() announces before it replaces a hole or the zero page
- CLEAR: without an owner, so every driver must invalidate
+ MIGRATE: with the owner, who may skip its own
    by 5e5dda81a0df "mm/migrate.c: optimize migrate_vma_pages() mmu notifier" (5.11)
`,
    })
  })

  test('says what the other kernel lacks, and where else a commit went', () => {
    expect(hmmcheck('diff', '6.18.19', '6.18').out).toBe(`--- 6.18.19
+++ 6.18

faultRef: what do_swap_page() takes on a device-private page before it calls migrate_to_ram()
- trylock-wait: a trylock, then a reference; sleeps until the page is unlocked
+ trylock: a trylock, then a reference; refaults at once if the page is locked
    without b570f37a2ce4 "mm: Fix a hmm_range_fault() livelock / starvation problem" (7.0; back-ported to 6.18.19, 6.19.9)
`)
  })

  test('says what the model does not show', () => {
    expect(hmmcheck('diff', '6.18', '6.19').out).toContain('(not modelled: no huge pages)')
  })

  test('says who proposed what no release has', () => {
    expect(hmmcheck('diff', '5.9', '5.9+no-second-invalidation').out).toMatch(
      /^\+ none: nothing is announced \(in no release\)\n {4}proposed: \[PATCH v4 6\/6\] .*, Ralph Campbell, 23 July 2020; /m,
    )
  })

  test('says so if nothing differs', () => {
    expect(hmmcheck('diff', '5.12', '5.13').out).toBe('--- 5.12\n+++ 5.13\n\nno switch of the model differs\n')
    expect(JSON.parse(hmmcheck('diff', '5.12', '5.13', '--json').out).changes).toEqual([])
  })

  test('as JSON says the same', () => {
    expect(JSON.parse(hmmcheck('diff', '5.15.58', '5.15.72', '--json').out)).toEqual({
      version: 1,
      from: '5.15.58',
      to: '5.15.72',
      changes: [
        {
          switch: 'collectTlbFlush',
          summary: 'when migrate_vma_collect_pmd() flushes the CPU TLB of the entries that it replaced',
          notModelled: null,
          from: { value: 'after-ptl', meaning: 'after it has dropped the page-table lock' },
          to: { value: 'under-ptl', meaning: 'before it drops the page-table lock' },
          isBackwards: false,
          commits: [
            {
              id: '60bae7370896',
              subject: 'mm/migrate_device.c: flush TLB while holding PTL',
              release: '6.0',
              backports: ['4.14.296', '4.19.261', '5.4.216', '5.10.147', '5.15.72', '5.19.14'],
            },
          ],
          proposals: [],
        },
        {
          switch: 'hmmForeignDevPriv',
          summary: "what hmm_range_fault() makes of another device's private page",
          notModelled: null,
          from: { value: 'error', meaning: '-EFAULT' },
          to: { value: 'faulted', meaning: 'faulted back to system memory' },
          isBackwards: false,
          commits: [
            {
              id: '8a295dbbaf72',
              subject: 'mm/hmm: fault non-owner device private entries',
              release: '5.19',
              backports: ['5.15.59', '5.18.16'],
            },
          ],
          proposals: [],
        },
      ],
    })
  })
})
