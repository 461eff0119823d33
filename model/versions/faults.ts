/** What changed in faults, of the CPU and of devices: mm/memory.c, mm/migrate.c, mm/hmm.c, mm/rmap.c. */
import { atFirst, type SwitchData } from './switch-data.ts'

export const faultSwitches = [
  {
    name: 'faultRef',
    summary: 'what do_swap_page() takes on a device-private page before it calls migrate_to_ram()',
    values: [
      { value: 'none', meaning: 'nothing, and without the page-table lock', since: atFirst },
      {
        value: 'ref',
        meaning: 'a reference, under the page-table lock',
        since: {
          release: '6.1',
          commits: [{ id: '16ce101db85d', subject: 'mm/memory.c: fix race when faulting a device private page' }],
        },
      },
      {
        value: 'trylock',
        meaning: 'a trylock, then a reference; refaults at once if the page is locked',
        since: {
          release: '6.15',
          commits: [{ id: '1afaeb8293c9', subject: 'mm/migrate: Trylock device page in do_swap_page' }],
        },
      },
      {
        value: 'trylock-wait',
        meaning: 'a trylock, then a reference; sleeps until the page is unlocked',
        since: {
          release: '7.0',
          commits: [{ id: 'b570f37a2ce4', subject: 'mm: Fix a hmm_range_fault() livelock / starvation problem' }],
          backports: ['6.18.19', '6.19.9'],
        },
      },
    ],
  },
  {
    name: 'migrationWaitRef',
    summary: 'what migration_entry_wait() holds on the page that it waits for',
    values: [
      { value: 'ref', meaning: 'a reference, until it is woken, which can make that migration fail', since: atFirst },
      {
        value: 'ref-until-queued',
        meaning: 'a reference, which can make that migration fail, until it is in the queue of the page',
        since: {
          release: '5.0',
          commits: [{ id: '9a1ea439b16b', subject: 'mm: put_and_wait_on_page_locked() while page is migrated' }],
        },
      },
      {
        value: 'none',
        meaning: 'nothing',
        since: {
          release: '5.17',
          commits: [
            { id: 'ffa65753c431', subject: 'mm/migrate.c: rework migration_entry_wait() to not take a pageref' },
          ],
        },
      },
    ],
  },
  {
    name: 'hmmForeignDevPriv',
    summary: "what hmm_range_fault() makes of another device's private page",
    values: [
      { value: 'returned', meaning: 'handed to whoever asks', since: atFirst },
      {
        value: 'error',
        meaning: '-EFAULT',
        since: {
          release: '5.7',
          commits: [
            { id: '08ddddda667b', subject: 'mm/hmm: check the device private page owner in hmm_range_fault()' },
          ],
        },
      },
      {
        value: 'faulted',
        meaning: 'faulted back to system memory',
        since: {
          release: '5.19',
          commits: [{ id: '8a295dbbaf72', subject: 'mm/hmm: fault non-owner device private entries' }],
          backports: ['5.15.59', '5.18.16'],
        },
      },
    ],
  },
  {
    name: 'forkPinned',
    summary: 'what fork makes of an anonymous page that is pinned with FOLL_PIN',
    values: [
      { value: 'shared', meaning: 'parent and child share it; who writes first gets a copy', since: atFirst },
      {
        value: 'copied',
        meaning: 'the parent keeps it as it is, and the child gets a copy at once',
        since: {
          release: '5.9',
          commits: [{ id: '70e806e4e645', subject: 'mm: Do early cow for pinned pages during fork() for ptes' }],
        },
      },
    ],
  },
  {
    name: 'exclusiveMapcount',
    summary: 'how the rmap sees a device-exclusive entry, and what its making waits for and its end announces',
    values: [
      { value: 'absent', meaning: 'there are no device-exclusive entries', since: atFirst },
      {
        value: 'dropped',
        meaning: 'not mapped; make_device_exclusive_range() only tries the folio lock; its end is EXCLUSIVE, ownerless',
        since: {
          release: '5.14',
          commits: [{ id: 'b756a3b5e7ea', subject: 'mm: device exclusive memory access' }],
        },
      },
      {
        value: 'kept',
        meaning: 'mapped; make_device_exclusive() waits for the folio lock; its end is CLEAR',
        since: {
          release: '6.15',
          commits: [{ id: 'f495bd7e0d9b', subject: 'mm/rmap: keep mapcount untouched for device-exclusive entries' }],
        },
      },
    ],
  },
  {
    name: 'exclusiveRef',
    summary: 'what a fault on a device-exclusive entry holds while it locks the page',
    values: [
      { value: 'none', meaning: 'nothing: the page may be freed meanwhile', since: atFirst },
      {
        value: 'try-get',
        meaning: 'a reference, if the page still has any',
        since: {
          release: '6.3',
          commits: [
            {
              id: '7c7b962938dd',
              subject: 'mm: take a page reference when removing device exclusive entries',
            },
          ],
        },
      },
    ],
  },
] as const satisfies readonly SwitchData[]
