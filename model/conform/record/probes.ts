/**
 * Where a stock kernel can be watched: functions that a kprobe finds, and what their arguments tell.
 *
 * Only what 6.12 has by these names, and only arguments that a register holds or one pointer leads to. What happens inside of
 * a function, under its locks, has no probe: no line of a PTE, of a sequence number, of a reference or of a value that was read.
 */

/** A structure of the kernel, with no more fields than are read. */
interface Structure {
  readonly name: string
  readonly fields: readonly (readonly [type: string, name: string])[]
}

export interface Probe {
  /** `ev=` */
  readonly event: string
  readonly function: string
  readonly at: 'entry' | 'return'
  /** Its first argument is a pointer to this. */
  readonly takes?: string
  /** `key=value` pairs: the key, how it is printed, and the expression. */
  readonly tells: readonly (readonly [key: string, format: string, value: string])[]
  /** The same for `kprobe_events`: `key=` and its fetch argument. */
  readonly fetches: readonly string[]
}

export const structures: readonly Structure[] = [
  {
    name: 'hmmcheck_range',
    fields: [
      ['void *', 'mm'],
      ['unsigned long', 'start'],
      ['unsigned long', 'end'],
      ['unsigned int', 'flags'],
      ['unsigned int', 'event'],
      ['void *', 'owner'],
    ],
  },
  {
    name: 'hmmcheck_migrate_vma',
    fields: [
      ['void *', 'vma'],
      ['void *', 'dst'],
      ['void *', 'src'],
      ['unsigned long', 'cpages'],
      ['unsigned long', 'npages'],
      ['unsigned long', 'start'],
      ['unsigned long', 'end'],
      ['void *', 'pgmap_owner'],
      ['unsigned long', 'flags'],
      ['void *', 'fault_page'],
    ],
  },
  {
    name: 'hmmcheck_hmm_range',
    fields: [
      ['void *', 'notifier'],
      ['unsigned long', 'notifier_seq'],
      ['unsigned long', 'start'],
      ['unsigned long', 'end'],
    ],
  },
]

const range: Pick<Probe, 'takes' | 'fetches'> = {
  takes: 'hmmcheck_range',
  fetches: ['mm=+0(%di):x64', 'start=+8(%di):x64', 'end=+16(%di):x64', 'event=+28(%di):u32', 'owner=+32(%di):x64'],
}
const announced: Probe['tells'] = [
  ['event', '%s', '@event[$it->event]'],
  ['start', '%lx', '$it->start'],
  ['end', '%lx', '$it->end'],
  ['owner', '%lx', '$it->owner'],
]

const migration: Pick<Probe, 'takes' | 'fetches'> = {
  takes: 'hmmcheck_migrate_vma',
  fetches: [
    'npages=+32(%di):u64',
    'start=+40(%di):x64',
    'end=+48(%di):x64',
    'owner=+56(%di):x64',
    'flags=+64(%di):x64',
  ],
}
const migrated: Probe['tells'] = [
  ['start', '%lx', '$it->start'],
  ['npages', '%lu', '$it->npages'],
  ['owner', '%lx', '$it->pgmap_owner'],
]

export const probes: readonly Probe[] = [
  {
    event: 'inv_start',
    function: '__mmu_notifier_invalidate_range_start',
    at: 'entry',
    ...range,
    tells: [...announced, ['flags', '%x', '$it->flags'], ['mm', '%lx', '$it->mm']],
  },
  {
    event: 'inv_end',
    function: '__mmu_notifier_invalidate_range_end',
    at: 'return',
    takes: 'hmmcheck_range',
    fetches: ['ret=$retval'],
    tells: [...announced, ['mm', '%lx', '$it->mm']],
  },
  {
    event: 'dm_inval',
    function: 'dmirror_interval_invalidate',
    at: 'entry',
    takes: 'hmmcheck_range',
    fetches: [
      'mni=%di:x64',
      'start=+8(%si):x64',
      'end=+16(%si):x64',
      'event=+28(%si):u32',
      'owner=+32(%si):x64',
      'seq=%dx:u64',
    ],
    tells: [...announced, ['seq', '%lu', 'arg2'], ['mni', '%lx', 'arg0'], ['mm', '%lx', '$it->mm']],
  },
  {
    event: 'setup',
    function: 'migrate_vma_setup',
    at: 'entry',
    ...migration,
    tells: [
      ['start', '%lx', '$it->start'],
      ['end', '%lx', '$it->end'],
      ['owner', '%lx', '$it->pgmap_owner'],
      ['sel', '%lx', '$it->flags'],
    ],
  },
  {
    event: 'setup_ret',
    function: 'migrate_vma_setup',
    at: 'return',
    takes: 'hmmcheck_migrate_vma',
    fetches: ['ret=$retval'],
    tells: [
      ['start', '%lx', '$it->start'],
      ['end', '%lx', '$it->end'],
      ['npages', '%lu', '$it->npages'],
      ['cpages', '%lu', '$it->cpages'],
      ['owner', '%lx', '$it->pgmap_owner'],
    ],
  },
  { event: 'pages', function: 'migrate_vma_pages', at: 'entry', ...migration, tells: migrated },
  {
    event: 'pages_ret',
    function: 'migrate_vma_pages',
    at: 'return',
    takes: 'hmmcheck_migrate_vma',
    fetches: ['ret=$retval'],
    tells: migrated,
  },
  { event: 'finalize', function: 'migrate_vma_finalize', at: 'entry', ...migration, tells: migrated },
  {
    event: 'finalize_ret',
    function: 'migrate_vma_finalize',
    at: 'return',
    takes: 'hmmcheck_migrate_vma',
    fetches: ['ret=$retval'],
    tells: migrated,
  },
  {
    event: 'read_begin',
    function: 'mmu_interval_read_begin',
    at: 'return',
    fetches: ['seq=$retval'],
    tells: [['seq', '%lu', 'retval']],
  },
  {
    event: 'rf',
    function: 'hmm_range_fault',
    at: 'entry',
    takes: 'hmmcheck_hmm_range',
    fetches: ['mni=+0(%di):x64', 'seq=+8(%di):u64', 'start=+16(%di):x64', 'end=+24(%di):x64'],
    tells: [
      ['start', '%lx', '$it->start'],
      ['end', '%lx', '$it->end'],
      ['seq', '%lu', '$it->notifier_seq'],
      ['mni', '%lx', '$it->notifier'],
    ],
  },
  {
    event: 'rf_ret',
    function: 'hmm_range_fault',
    at: 'return',
    fetches: ['ret=$retval:s32'],
    tells: [['ret', '%d', 'retval']],
  },
  {
    event: 'fault',
    function: 'handle_mm_fault',
    at: 'entry',
    fetches: ['va=%si:x64', 'flags=%dx:x32'],
    tells: [
      ['va', '%lx', 'arg1'],
      ['flags', '%lx', 'arg2'],
    ],
  },
  {
    event: 'fault_ret',
    function: 'handle_mm_fault',
    at: 'return',
    fetches: ['ret=$retval:x32'],
    tells: [['ret', '%lx', 'retval']],
  },
  { event: 'devmem_fault', function: 'dmirror_devmem_fault', at: 'entry', fetches: [], tells: [] },
  {
    event: 'dev_free',
    function: 'dmirror_devmem_free',
    at: 'entry',
    fetches: ['page=%di:x64'],
    tells: [['page', '%lx', 'arg0']],
  },
  {
    event: 'dm_open',
    function: 'dmirror_fops_open',
    at: 'return',
    fetches: ['ret=$retval:s32'],
    tells: [['ret', '%d', 'retval']],
  },
  { event: 'dm_release', function: 'dmirror_fops_release', at: 'entry', fetches: [], tells: [] },
  {
    event: 'ioctl',
    function: 'dmirror_fops_unlocked_ioctl',
    at: 'entry',
    fetches: ['cmd=%si:x32'],
    tells: [['cmd', '%lx', 'arg1']],
  },
  {
    event: 'ioctl_ret',
    function: 'dmirror_fops_unlocked_ioctl',
    at: 'return',
    fetches: ['ret=$retval:s32'],
    tells: [['ret', '%d', 'retval']],
  },
  {
    event: 'fork_begin',
    function: 'dup_mmap',
    at: 'entry',
    fetches: ['child=%di:x64', 'mm=%si:x64'],
    tells: [
      ['mm', '%lx', 'arg1'],
      ['child', '%lx', 'arg0'],
    ],
  },
  { event: 'exit_mmap', function: 'exit_mmap', at: 'entry', fetches: ['mm=%di:x64'], tells: [['mm', '%lx', 'arg0']] },
]

/** Lines of a whole log that no probe of a stock kernel sees. */
export const unseen: readonly (readonly [events: string, why: string])[] = [
  ['pte, collect, insert, dpf', 'they happen under the page-table lock, in the middle of a function'],
  ['seq_open, seq_close', 'static functions that are compiled into their callers; the numbers are under a lock'],
  ['unmap, page, fin, setup_src', 'what becomes of each page is decided in loops'],
  ['dm_load, dm_read, dm_write, dm_store, dm_erase', 'the test driver looks up and stores inside of its own functions'],
  ['hmm_pte, hmm_fault, hmm_migwait', 'static functions that are compiled into the walk'],
  ['copy_s2d, copy_d2s, dev_alloc', 'the test driver copies inside of its own functions'],
]
