/** What changed in migrate_vma() itself: mm/migrate.c, from 5.18 on mm/migrate_device.c. */
import { atFirst, type SwitchData } from './switch-data.ts'

export const migrationSwitches = [
  {
    name: 'apiShape',
    summary: 'how a driver takes part in a migration',
    values: [
      {
        value: 'callbacks',
        meaning: 'migrate_vma() calls its alloc_and_copy() and finalize_and_map()',
        since: atFirst,
      },
      {
        value: 'steps',
        meaning:
          'it calls migrate_vma_setup(), migrate_vma_pages() and migrate_vma_finalize() itself, in the same order',
        since: { release: '5.4', commits: [{ id: 'a7d1f22bb74f', subject: 'mm: turn migrate_vma upside down' }] },
      },
    ],
  },
  {
    name: 'ownerFilter',
    summary: 'which device-private pages migrate_vma_collect_pmd() collects',
    values: [
      { value: 'none', meaning: "any device's pages, and system pages, in either direction", since: atFirst },
      {
        value: 'src_owner',
        meaning: 'own device pages if src_owner is set, else system pages',
        since: {
          release: '5.7',
          commits: [
            { id: '800bb1c8dc80', subject: 'mm: handle multiple owners of device private pages in migrate_vma' },
          ],
        },
      },
      {
        value: 'flags',
        meaning: 'what the flags select; device pages only of pgmap_owner',
        since: {
          release: '5.9',
          commits: [{ id: '5143192cd410', subject: 'mm/migrate: add a flags parameter to migrate_vma' }],
        },
      },
    ],
  },
  {
    name: 'collectLock',
    summary: 'how often migrate_vma_setup() tries to lock a page',
    values: [
      { value: 'twice', meaning: 'while it collects, and again in migrate_vma_prepare()', since: atFirst },
      {
        value: 'once',
        meaning: 'while it collects; a page that is locked then is left alone',
        since: {
          release: '5.16',
          commits: [{ id: 'ab09243aa95a', subject: 'mm/migrate.c: remove MIGRATE_PFN_LOCKED' }],
        },
      },
    ],
  },
  {
    name: 'collectTlbFlush',
    summary: 'when migrate_vma_collect_pmd() flushes the CPU TLB of the entries that it replaced',
    values: [
      { value: 'after-ptl', meaning: 'after it has dropped the page-table lock', since: atFirst },
      {
        value: 'under-ptl',
        meaning: 'before it drops the page-table lock',
        since: {
          release: '6.0',
          commits: [{ id: '60bae7370896', subject: 'mm/migrate_device.c: flush TLB while holding PTL' }],
          backports: ['4.14.296', '4.19.261', '5.4.216', '5.10.147', '5.15.72', '5.19.14'],
        },
      },
    ],
  },
  {
    name: 'collectDirty',
    summary: 'what becomes of the dirty bit of an entry that migrate_vma_collect_pmd() replaces',
    values: [
      { value: 'lost', meaning: 'it is dropped', since: atFirst },
      {
        value: 'carried',
        meaning: 'it is passed on to the folio',
        since: {
          release: '6.0',
          commits: [{ id: 'fd35ca3d12cc', subject: 'mm/migrate_device.c: copy pte dirty bit to page' }],
          backports: ['5.19.14'],
        },
      },
    ],
  },
  {
    name: 'collectSoftDirty',
    summary: 'how the soft-dirty bit of a device-private entry is read where a migration entry replaces it',
    values: [
      {
        value: 'as-present',
        meaning: 'as that of a present entry, where a device-private one has another bit',
        since: atFirst,
      },
      {
        value: 'by-kind',
        meaning: 'as that of an entry that is not present',
        since: {
          release: '5.9',
          commits: [{ id: 'ad7df764b7e1', subject: 'mm/rmap: fixup copying of soft dirty and uffd ptes' }],
          backports: ['5.8.8'],
        },
      },
    ],
  },
  {
    name: 'restoreSoftDirty',
    summary: 'whether what replaces a migration entry is soft-dirty',
    values: [
      {
        value: 'system-pages',
        meaning: 'if the migration entry was, and the page is in system memory; a device-private entry never is',
        since: atFirst,
      },
      {
        value: 'carried',
        meaning: 'if the migration entry was',
        since: {
          release: '5.9',
          commits: [{ id: '3d321bf82c4b', subject: 'mm/migrate: preserve soft dirty in remove_migration_pte()' }],
        },
      },
      {
        value: 'or-dirty',
        meaning: 'also if a present entry is dirty again, for pte_mkdirty() makes it both',
        since: {
          release: '6.1',
          commits: [{ id: '2e3468778dbe', subject: 'mm: remember young/dirty bit for page migrations' }],
        },
      },
      {
        value: 'exact',
        meaning: 'if the migration entry was, and not for being dirty',
        since: {
          release: '6.9',
          commits: [{ id: '055267feaecc', subject: 'mm/migrate: preserve exact soft-dirty state' }],
        },
      },
    ],
  },
  {
    name: 'readableSoftDirty',
    summary:
      'what becomes of the soft-dirty bit of a device-private entry where fork or mprotect() takes its write bit',
    values: [
      { value: 'dropped', meaning: 'it is dropped, on purpose', since: atFirst },
      { value: 'carried', meaning: 'the new entry has it' },
    ],
  },
  {
    name: 'insertSoftDirty',
    summary: 'whether migrate_vma_insert_page() makes a device-private entry soft-dirty that may be written',
    values: [
      { value: 'no', meaning: 'no, as a fault that only reads would not', since: atFirst },
      { value: 'yes', meaning: 'yes, as a fault that writes would' },
    ],
  },
  {
    name: 'swapCacheSource',
    summary: 'what migrate_vma_pages() does with a page that is in the swap cache',
    values: [
      { value: 'refused', meaning: 'leaves it where it is', since: atFirst },
      {
        value: 'freed',
        meaning: 'frees its slot of swap first, if nobody else needs it',
        since: {
          release: '6.6',
          commits: [{ id: 'df263d9a7dff', subject: 'mm/migrate_device: try to handle swapcache pages' }],
        },
      },
    ],
  },
  {
    name: 'anonExclusive',
    summary: 'whether it is known of an anonymous page that one process has it for itself (PageAnonExclusive)',
    values: [
      { value: 'off', meaning: 'who else may have it is guessed from counts', since: atFirst },
      {
        value: 'on',
        meaning: 'an entry is writable only if so, and a page that may be pinned is not collected',
        since: {
          release: '5.19',
          commits: [
            { id: '6c287605fd56', subject: 'mm: remember exclusively mapped anonymous pages with PG_anon_exclusive' },
          ],
        },
      },
    ],
  },
  {
    name: 'devPinCheck',
    summary: 'how migrate_device_unmap() tells whether a device-private page is pinned',
    values: [
      { value: 'never', meaning: 'a device-private page never counts as pinned', since: atFirst },
      {
        value: 'exact',
        meaning: 'by references, of which a device page at rest has one',
        since: {
          release: '5.17',
          commits: [
            { id: 'ffa65753c431', subject: 'mm/migrate.c: rework migration_entry_wait() to not take a pageref' },
          ],
        },
      },
      {
        value: 'lenient',
        meaning: 'by references, one of which passes unseen: a device page at rest has none any more',
        since: {
          release: '5.18',
          commits: [{ id: '27674ef6c73f', subject: 'mm: remove the extra ZONE_DEVICE struct page refcount' }],
        },
      },
    ],
  },
  {
    name: 'lruOfFreed',
    summary: 'what migrate_vma_finalize() does with the page that is not used any more',
    values: [
      { value: 'added', meaning: 'puts it on the LRU, from where its last put takes it', since: atFirst },
      {
        value: 'not-added',
        meaning: 'puts it, and nothing else',
        since: {
          release: '6.14',
          commits: [
            {
              id: '41cddf83d8b0',
              subject: "mm/migrate_device: don't add folio to be freed to LRU in migrate_device_finalize()",
            },
          ],
          backports: ['5.4.300', '5.10.245', '5.15.194', '6.1.155', '6.6.109', '6.12.17', '6.13.5'],
        },
      },
    ],
  },
  {
    name: 'evictByPfn',
    summary: 'how a driver evicts device pages without knowing who maps them',
    values: [
      { value: 'no', meaning: 'it cannot', since: atFirst },
      {
        value: 'range',
        meaning: 'migrate_device_range(): a range of page frames',
        since: {
          release: '6.1',
          commits: [{ id: 'e778406b40db', subject: 'mm/migrate_device.c: add migrate_device_range()' }],
        },
      },
      {
        value: 'pfns',
        meaning: 'also migrate_device_pfns(): any list of page frames',
        since: {
          release: '6.15',
          commits: [{ id: 'a14fa8ec9d81', subject: 'mm/migrate: Add migrate_device_pfns' }],
        },
      },
    ],
  },
  {
    name: 'thpDevicePrivate',
    summary: 'whether device-private pages can be huge, and huge pages be migrated whole',
    values: [
      { value: 'no', meaning: 'a huge page is split before it is migrated', since: atFirst },
      {
        value: 'yes',
        meaning: 'a PMD can be a migration entry or a device-private entry',
        since: {
          release: '6.19',
          commits: [
            {
              id: '65edfda6f3f2',
              subject: 'mm/rmap: extend rmap and migration support device-private entries',
            },
            {
              id: 'a30b48bf1b24',
              subject: 'mm/migrate_device: implement THP migration of zone device pages',
            },
          ],
        },
      },
    ],
    notModelled: 'no huge pages',
  },
] as const satisfies readonly SwitchData[]
