/** What every line of a kind says: one that lacks a word of it was cut off. Lines of other kinds may say what they like. */
import type { Line } from './line.ts'

const words: Readonly<Record<string, string>> = {
  anon_lost: 'va mm',
  collect: 'va i saw res src owner mm',
  collect_hole: 'va end owner mm',
  copy_d2s: 'va src backing dst val dev dm mm',
  copy_d2s_begin: 'va backing dst dev',
  copy_s2d: 'va src dst backing val dev dm mm',
  copy_s2d_begin: 'va src dst dev',
  cow_lost: 'va mm',
  dev_alloc: 'pfn backing dev',
  dev_free: 'pfn backing dev',
  devmem_fault: 'va pfn dev dm dm_mm mm',
  dm_erase: 'va page why dev dm mm',
  dm_inval: 'res event start end owner seq dev dm mm',
  dm_load: 'va page w dev dm mm',
  dm_miss: 'va dev dm mm',
  dm_nostore: 'va dst dev dm mm',
  dm_open: 'dev dm mni owner mm',
  dm_read: 'va page val ref dev dm mm',
  dm_release: 'dev dm mm',
  dm_store: 'va page dev_page why dev dm mm',
  dm_write: 'va page old val ref dev dm mm',
  dm_write_done: 'va page ref dev dm',
  dpf: 'va pfn owner ref flags mm',
  dpf_pte_changed: 'va mm',
  dpf_ret: 'va pfn ret mm',
  dpf_vmalock_retry: 'va mm',
  evict: 'pfn res',
  evict_copy: 'src dst val',
  exit_mmap: 'mm',
  fault: 'va flags vm_flags mm',
  fault_ret: 'va ret mm',
  fin: 'va i res src dst',
  finalize: 'start npages owner mm',
  finalize_ret: 'start npages owner',
  fork_begin: 'mm child',
  hmm_fault: 'va end need mni mm',
  hmm_migwait: 'va mni mm',
  hmm_pte: 'va saw own mni mm',
  hmm_seq_retry: 'start end seq mni mm',
  insert: 'va res pfn owner mm',
  inv_end: 'event start end owner mm',
  inv_start: 'event start end owner flags mm',
  ioctl: 'cmd va npages dev dm mm cur_mm',
  ioctl_ret: 'cmd va ret cpages faults dev dm',
  mig_wait: 'va pfn mm',
  mig_woke: 'va mm',
  page: 'va i res src',
  pages: 'start npages owner mm',
  pages_ret: 'start npages owner',
  pte: 'va old new why mm',
  read_begin: 'mni sub_seq cur_seq wait mm',
  read_begin_woke: 'mni seq mm',
  rf: 'start end seq dev dm mm',
  rf_collide: 'start end seq cur dev dm mm',
  rf_commit: 'start end seq dev dm mm',
  rf_ret: 'start end ret seq dev dm mm',
  seq_close: 'seq active bumped mm',
  seq_open: 'seq active hit mm',
  setup: 'start end owner sel fault_pfn vm_flags mm',
  setup_ret: 'start end npages cpages owner mm',
  setup_src: 'va i src owner',
  u: 'op va val aux mm',
  unmap: 'i pfn res ref map fault_page',
  unmap_restore: 'i pfn',
}

const pointers = ['mm', 'dm', 'mni', 'owner', 'child', 'cur_mm', 'dm_mm']

/** What is missing of a line, or cut off; nothing if it is whole. */
export function missingIn({ event, fields }: Pick<Line, 'event' | 'fields'>): string | undefined {
  const missing = (words[event] ?? '').split(' ').find((word) => word !== '' && (fields[word] ?? '') === '')
  if (missing !== undefined) return `it has no ${missing}=`
  const short = pointers.find(
    (name) => fields[name] !== undefined && !/^(0|[0-9a-f]{16})$/.test(fields[name] as string),
  )
  return short === undefined ? undefined : `${short}=${fields[short]} is no pointer`
}
