/**
 * SGI's GRU: a coprocessor with a TLB that its driver fills.
 *
 * Source:  drivers/misc/sgi-gru/grutlbpurge.c, grufault.c, read in 6.12.117.
 * Facts:   the start callback counts in ms_range_active and flushes; the end callback counts down. gru_user_dropin() waits
 *          until nothing is counted; gru_try_dropin() looks again, looks up the page and drops it into the TLB, and the
 *          hardware ignores a drop-in that was overtaken by a flush.
 * Abstracts: that hardware is a lock between the last look and the drop-in, for which a flush waits.
 * Omits:   the page's reference is put before the drop-in, and here after it.
 */
import { contract } from './contract.ts'
import { type Driver, everything, nothing } from './driver.ts'

const file = 'drivers/misc/sgi-gru/grutlbpurge.c'
const faultFile = 'drivers/misc/sgi-gru/grufault.c'

export const gru: Driver = {
  ...contract,
  name: 'gru',
  summary: 'counts open invalidations in the list; a TLB miss waits until there is none',
  shownOn: '6.12',
  memory: false,
  mapsExclusive: 'never',
  interval: 'none',
  reaction: () => nothing,
  hlist: {
    reaction: () => everything,
    unblockable: 'never sleeps',
    readersSee: 'what is open',
    functions: { start: 'gru_invalidate_range_start', end: 'gru_invalidate_range_end', file },
    readers: {
      begin: { function: 'gru_user_dropin', file: faultFile },
      retry: { function: 'gru_try_dropin', file: faultFile },
    },
  },
  fill: 'get_user_pages',
  check: 'counter',
  waitsForCounter: true,
  functions: {
    ...contract.functions,
    invalidate: 'gru_invalidate_range_start',
    store: 'gru_try_dropin',
    read: 'GRU reads',
    write: 'GRU writes',
    file: faultFile,
  },
}
