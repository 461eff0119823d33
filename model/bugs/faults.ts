/** Page faults on device pages, of CPUs and of devices. */
import { asFault, type Bug } from './bug.ts'

export const faultBugs: readonly Bug[] = [
  {
    id: 'S1',
    title: 'a CPU fault follows a device page without a reference; it is freed meanwhile',
    fixes: [{ commit: '16ce101db85d', release: '6.1', cve: 'CVE-2022-3523' }],
    reach: {
      finds: { scenario: 'discard', kernel: '6.0', driver: 'contract+seq' },
      repaired: { scenario: 'discard', kernel: '6.1', driver: 'contract+seq' },
    },
  },
  {
    id: 'S1b',
    title: 'nouveau does not say which page faulted, so every fault on its memory fails the pin test, and is repeated',
    class: 'L',
    fixes: [{ commit: '97061d441110', release: '6.1-rc' }],
    reach: asFault('fault-page-not-told', 'fault-storm', 'cpu-access-completes'),
  },
  {
    id: 'S2',
    title: 'a fault on a device-exclusive entry locks a page that it holds no reference on',
    fixes: [{ commit: '7c7b962938dd', release: '6.3' }],
    reach: {
      finds: { scenario: 'exclusive', kernel: '6.2', driver: 'contract+seq' },
      repaired: { scenario: 'exclusive', kernel: '6.3', driver: 'contract+seq' },
    },
  },
  {
    id: 'S39',
    title: "another device's page in hmm: handed out up to 5.6, an error up to 5.18",
    class: 'S/L',
    fixes: [
      { commit: '08ddddda667b', release: '5.7' },
      { commit: '8a295dbbaf72', release: '5.19' },
    ],
    reach: {
      finds: { scenario: 'hole-race', set: { hmmForeignDevPriv: 'returned' } },
      repaired: { scenario: 'hole-race' },
      remark: 'the error breaks no promise',
    },
  },
  {
    id: 'S40',
    title: 'a device-exclusive entry counts as not mapped; others retry for ever or misread it',
    class: 'S/L',
    fixes: [
      { commit: '8977752c8056', release: '6.15', cve: 'CVE-2025-22034' },
      { commit: '3f8968e9cbf9', cve: 'CVE-2026-63950' },
      { commit: '29f40594a281', cve: 'CVE-2026-31398' },
    ],
    reach: { leftOut: ['mapcount'], why: 'nobody asks for the mapcount' },
  },
  {
    id: 'S37',
    title: 'only some of the pages became device-exclusive, and nobody looked which',
    fixes: [{ commit: 'ed913b055a74' }, { commit: 'b3fefbb30a16', release: '6.14' }],
    reach: { leftOut: ['ranges'], why: 'one device-exclusive page at a time' },
  },
  {
    id: 'L1',
    title: "waiters on a migration entry hold references; two faulting threads defeat each other's migration for ever",
    fixes: [{ commit: 'ffa65753c431', release: '5.17' }],
    reach: {
      finds: {
        scenario: 'fault-storm',
        kernel: '5.16',
        set: { devPinCheck: 'exact' },
        property: 'cpu-access-completes',
      },
      repaired: { scenario: 'fault-storm', kernel: '5.17', property: 'cpu-access-completes' },
      remark:
        'with the pin test of 5.16, which lets device pages pass, it is found as well: migrate_vma_pages() counts exactly',
    },
  },
  {
    id: 'L2',
    title: "faults hold references on a device page, and defeat each other's migration for ever",
    fixes: [{ commit: '1afaeb8293c9', release: '6.15' }],
    reach: {
      finds: { scenario: 'fault-storm', kernel: '6.12', property: 'cpu-access-completes' },
      repaired: { scenario: 'fault-storm', property: 'cpu-access-completes' },
    },
  },
  {
    id: 'L3',
    title:
      'a fault that finds a device page locked tries again at once, and keeps the work from running that would unlock it',
    fixes: [{ commit: 'b570f37a2ce4', release: '7.0', cve: 'CVE-2026-43404' }],
    reach: {
      finds: { scenario: 'fault-storm', kernel: '6.15', property: 'device-fault-completes' },
      repaired: { scenario: 'fault-storm', property: 'device-fault-completes' },
      remark:
        'a CPU that faults comes by user space, where it is scheduled; so only hmm_range_fault() is taken to spin',
    },
  },
  {
    id: 'L4',
    title: 'a device fault takes a failure that will not go away for one that will, and is repeated for ever',
    fixes: [{ commit: 'b82a225e57a3', cve: 'CVE-2026-74420' }],
    reach: { leftOut: ['areas'], why: 'no such areas' },
  },
  {
    id: 'L9',
    title: 'test_hmm serves a fault of a process that has exited, and calls it done, for ever',
    fixes: [],
    fate: '2026, no id known',
    reach: { leftOut: ['lifetimes'], why: 'no process exits while its device runs on' },
  },
]
