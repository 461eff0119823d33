import type { Where } from '../model/index.ts'

/** The counterexamples that are kept here: which configuration, and which promise is asked for. */
export interface Documented extends Where {
  /** Where it is kept, below this folder, without its ending. */
  readonly name: string
  /** Only this promise is checked; all where nothing is said. */
  readonly property?: string
}

export const documented: readonly Documented[] = [
  { name: 'hole-race/no-second-invalidation', scenario: 'hole-race', kernel: '5.11', set: { holeNotify: 'none' } },
  {
    name: 'hole-race/no-second-invalidation-stale-read',
    scenario: 'hole-race',
    kernel: '5.11',
    set: { holeNotify: 'none' },
    property: 'no-stale-read',
  },
  { name: 'hole-race/no-owner-filter', scenario: 'hole-race', kernel: '5.4' },
  { name: 'hole-race/test-hmm-skips-its-own', scenario: 'hole-race', kernel: '6.12', driver: 'test_hmm' },
  { name: 'own-fault/test-hmm-skips-its-own', scenario: 'own-fault', kernel: '6.12', driver: 'test_hmm' },
  {
    name: 'own-fault/test-hmm-skips-its-own-lost-write',
    scenario: 'own-fault',
    kernel: '6.12',
    driver: 'test_hmm',
    property: 'no-lost-write',
  },
  {
    name: 'own-fault/test-hmm-keeps-its-mapping',
    scenario: 'own-fault',
    kernel: '6.12',
    set: { testHmmSkip: 'keeps-seq' },
    driver: 'test_hmm',
  },
  { name: 'discard/update-step-maps-a-zapped-page', scenario: 'discard', kernel: '6.12' },
  {
    name: 'discard/update-step-maps-a-freed-page',
    scenario: 'discard',
    kernel: '6.12',
    property: 'no-dangling-mirror',
  },
  { name: 'discard/fault-without-a-reference', scenario: 'discard', kernel: '5.11', driver: 'contract+seq' },
  { name: 'fault-race/fault-without-a-reference', scenario: 'fault-race', kernel: '5.11' },
  { name: 'unmap/test-hmm-skips-its-own', scenario: 'unmap', kernel: '6.12', driver: 'test_hmm' },
  // of the two causes of O8 each alone: an entry that clear_refs leaves writable, and one that begins so
  {
    name: 'soft-dirty/device-writes-its-memory',
    scenario: 'soft-dirty-memory',
    kernel: '7.0',
    set: { insertSoftDirty: 'yes' },
  },
  { name: 'soft-dirty/device-fills-a-hole', scenario: 'soft-dirty-memory', kernel: '7.0' },
  { name: 'soft-dirty/page-comes-back-writable', scenario: 'soft-dirty-return', kernel: '7.0' },
  { name: 'soft-dirty/page-moves-meanwhile', scenario: 'soft-dirty-compaction', kernel: '7.0' },
  // what goes wrong when a driver that skips its own MIGRATE lacks just one habit: claim 000.p3.1
  {
    name: 'both-ways/skip-without-sequence',
    scenario: 'both-ways',
    kernel: '6.12',
    driver: 'skip+erase-in+erase-back+update',
  },
  {
    name: 'both-ways/skip-without-erase-in',
    scenario: 'both-ways',
    kernel: '6.12',
    driver: 'skip+seq+erase-back+update',
  },
  {
    name: 'both-ways/skip-without-erase-back',
    scenario: 'both-ways',
    kernel: '6.12',
    driver: 'skip+seq+erase-in+update',
  },
  {
    name: 'both-ways/skip-without-update',
    scenario: 'both-ways',
    kernel: '6.12',
    driver: 'skip+seq+erase-in+erase-back',
  },
  {
    name: 'both-ways/skip-with-a-lock-that-leaves-out-migrate-to-ram',
    scenario: 'both-ways',
    kernel: '6.12',
    driver: 'skip+erase-in+erase-back+update+serial',
  },
]
