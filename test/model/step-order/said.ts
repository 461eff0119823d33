/**
 * What each kind of log line says of the model's steps: the table between the two.
 *
 * A line is printed before its step, at it (inside the same critical section), or after it. Where a step has a line at it,
 * that line's place in the log is the step's place in the order of all threads; where it has none, the step is somewhere
 * between the lines around it.
 */
import type { Line } from './line.ts'

export interface Said {
  /** The steps that the line may stand for: the model names one kernel function by where it is called. */
  readonly steps: readonly string[]
  readonly when: 'before' | 'at' | 'after'
}

/** What a task is doing when it opens an invalidation, which the line itself does not say. */
export type Doing = 'migrate_vma_setup' | 'migrate_vma_pages' | 'wp_page_copy' | 'zap_page_range_single'

const before = (...steps: string[]): Said => ({ steps, when: 'before' })
const at = (...steps: string[]): Said => ({ steps, when: 'at' })
const after = (...steps: string[]): Said => ({ steps, when: 'after' })

const callback = (line: Line): string => (line.fields.dev === '0' ? 'mn_itree_invalidate A' : 'mn_itree_invalidate B')

/** `undefined`: the line says nothing of a step. */
export function said(line: Line, doing: Doing): Said | undefined {
  const { event, fields, words } = line
  switch (event) {
    case 'setup':
      return before('migrate_vma_setup')
    case 'pages':
      return before('migrate_vma_pages')
    case 'inv_start':
      return before(doing)
    case 'seq_open':
      return at(doing)
    case 'dm_inval': // a callback that returns at once is no step: nobody can tell when it ran
      return fields.res === 'clear' ? at(callback(line)) : undefined
    case 'dm_erase':
      return fields.why === 'inval' ? after(callback(line)) : before('alloc_and_copy')
    case 'seq_close':
      return at('mn_itree_inv_end')
    case 'inv_end':
      return after('mn_itree_inv_end')

    case 'collect': // after the line of the PTE, or some time after a trylock that failed
    case 'collect_hole':
      return after('migrate_vma_collect_pmd')
    case 'unmap':
      return after('migrate_device_unmap')
    case 'dev_alloc':
    case 'copy_s2d_begin':
    case 'copy_d2s_begin':
      return before('alloc_and_copy')
    case 'copy_s2d':
    case 'copy_d2s':
      return after('alloc_and_copy')
    case 'page':
      return after('migrate_vma_pages')
    case 'insert':
      return fields.res === 'inserted' ? after('migrate_vma_insert_page') : at('migrate_vma_insert_page')
    case 'fin':
      return fields.res === 'moved' || fields.res === 'restored'
        ? before('remove_migration_ptes')
        : before('folio_unlock, folio_put')
    case 'finalize_ret':
      return after('folio_unlock, folio_put')

    case 'pte':
      return pte(fields.why)
    case 'fault':
      return before('handle_mm_fault')
    case 'anon_lost':
      return after('do_anonymous_page')
    case 'dpf':
      return at('do_swap_page')
    case 'devmem_fault':
      return after('migrate_to_ram')
    case 'u':
      return fields.op === '4' ? after('store') : fields.op === '5' ? after('load') : undefined

    case 'read_begin':
      return at('read_begin to read', 'read_begin to write', 'mmu_interval_read_begin')
    case 'rf':
      return after('read_begin to read', 'read_begin to write', 'mmu_interval_read_begin')
    case 'hmm_fault':
    case 'hmm_pte':
    case 'hmm_seq_retry':
      return after('hmm_vma_walk_pmd')
    case 'rf_commit':
    case 'rf_collide':
      return at('mmu_interval_read_retry')
    case 'dm_store':
      return at(fields.why === 'fault' ? 'store snapshot' : 'update device table')
    case 'dm_load': // looks up under the driver's lock, and accesses under it
      return at(words.includes('R') ? 'device read' : 'device write')
    case 'dm_read':
      return after('device read')
    case 'dm_write':
    case 'dm_write_done':
      return after('device write')
    default:
      if (silent.has(event)) return undefined
      throw new Error(`no step is known for a line of the event ${event}`)
  }
}

function pte(why: string | undefined): Said {
  switch (why) {
    case 'collect':
      return at('migrate_vma_collect_pmd')
    case 'insert':
      return at('migrate_vma_insert_page')
    case 'rmig':
      return at('remove_migration_ptes')
    case 'anon':
      return at('do_anonymous_page')
    case 'zap':
      return at('zap_pte_range')
    default:
      throw new Error(`no step is known for a PTE that changes by ${why}`)
  }
}

/** Lines that say nothing of a step: entries and returns, and what was decided before. */
const silent: ReadonlySet<string> = new Set([
  'ioctl',
  'ioctl_ret',
  'setup_src',
  'setup_ret',
  'pages_ret',
  'finalize',
  'dm_nostore',
  'dm_miss',
  'dev_free',
  'dpf_ret',
  'fault_ret',
  'rf_ret',
])

/** Steps that print no line of their own. */
export const unlogged: ReadonlySet<string> = new Set([
  'mmap_read_lock',
  'do_madvise',
  'mmap_read_unlock',
  'put_page',
  'tlb_finish_mmu',
  'load',
  'store',
  'do_anonymous_page', // where it finds that the PTE changed
])
