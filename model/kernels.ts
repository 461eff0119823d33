/** The kernel versions: one value per switch, which is the whole difference that the model knows between them. */
import type { Switches } from './switches.ts'

export interface Kernel {
  readonly name: string
  /** What this version changed, as far as the model sees it. */
  readonly summary: string
  readonly switches: Switches
}

const v5_4: Switches = {
  setupEvent: 'CLEAR',
  holeNotify: 'CLEAR',
  ownerFilter: 'none',
  hmmForeignDevPriv: 'returned',
  devPinCheck: 'never',
  faultRef: 'none',
  clearRefsLock: 'read',
  pagemapScan: 'absent',
  oomNonblock: 'nonblock',
  testHmmSkip: 'absent',
}
const v5_7: Switches = { ...v5_4, ownerFilter: 'src_owner', hmmForeignDevPriv: 'error' }
const v5_8: Switches = { ...v5_7, testHmmSkip: 'no' }
const v5_9: Switches = { ...v5_8, setupEvent: 'MIGRATE', ownerFilter: 'flags', testHmmSkip: 'yes' }
const v5_11: Switches = { ...v5_9, holeNotify: 'MIGRATE', clearRefsLock: 'write' }
const v6_1: Switches = {
  ...v5_11,
  hmmForeignDevPriv: 'faulted',
  devPinCheck: 'count',
  faultRef: 'ref',
  oomNonblock: 'nonblock-paired',
}
const v6_12: Switches = { ...v6_1, pagemapScan: 'write-protects' }

export const kernels: readonly Kernel[] = [
  {
    name: '5.4',
    summary: 'migrate_vma_setup(), _pages() and _finalize() as three calls (on the interval notifier of 5.5)',
    switches: v5_4,
  },
  { name: '5.7', summary: 'src_owner; foreign device pages are an error for hmm_range_fault()', switches: v5_7 },
  { name: '5.8', summary: 'lib/test_hmm.c appears', switches: v5_8 },
  { name: '5.9', summary: 'MMU_NOTIFY_MIGRATE with an owner; test_hmm skips its own', switches: v5_9 },
  { name: '5.10', summary: 'no change here', switches: v5_9 },
  { name: '5.11', summary: 'migrate_vma_pages() announces MIGRATE with the owner for holes', switches: v5_11 },
  {
    name: '6.1',
    summary: 'do_swap_page() holds a reference across migrate_to_ram(); foreign device pages are faulted back',
    switches: v6_1,
  },
  { name: '6.12', summary: 'PAGEMAP_SCAN can write-protect', switches: v6_12 },
]
