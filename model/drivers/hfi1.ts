/**
 * hfi1: pages that the adapter receives into (TID), and its cache of pages that it sends from (SDMA).
 *
 * Source:  drivers/infiniband/hw/hfi1/user_exp_rcv.c, mmu_rb.c, pin_system.c, read in 6.12.117.
 * Facts:   both pin. TID acts on UNMAP only: the entry is cleared in hardware, and user space frees it later; an interval
 *          subscription over the whole buffer tells the setup whether an UNMAP came in between. SDMA has a struct
 *          mmu_notifier in the list: every event drops the cache's node, whose pages a worker unpins; nothing tells
 *          add_system_pinning() whether an event came between its pinning and its inserting.
 * Omits:   the adapter receives into the pages before the setup asks, and not only after; then the setup undoes it.
 */
import { contract } from './contract.ts'
import { type Driver, everything, nothing } from './driver.ts'

const file = 'drivers/infiniband/hw/hfi1/user_exp_rcv.c'
const cacheFile = 'drivers/infiniband/hw/hfi1/mmu_rb.c'

export const hfi1Tid: Driver = {
  ...contract,
  name: 'hfi1-tid',
  summary: 'pins; ignores every event but UNMAP',
  since: '6.3',
  shownOn: '6.12',
  memory: false,
  mapsExclusive: 'never',
  reaction: ({ event }) => (event === 'UNMAP' ? everything : nothing),
  unblockable: 'sleeps',
  fill: 'get_user_pages_fast',
  pins: { letsGo: 'on UNMAP', unpinnedBy: 'worker' },
  functions: {
    ...contract.functions,
    invalidate: 'tid_rb_invalidate',
    store: 'hfi1_user_exp_rcv_setup',
    read: 'adapter reads',
    write: 'adapter writes',
    unpin: 'hfi1_user_exp_rcv_clear',
    file,
  },
}

export const hfi1Sdma: Driver = {
  ...contract,
  name: 'hfi1-sdma',
  summary: 'pins; a cache that the list drops on every event; nothing tells a fill that one came',
  shownOn: '6.12',
  memory: false,
  mapsExclusive: 'never',
  interval: 'none',
  reaction: () => nothing,
  hlist: {
    reaction: () => everything,
    unblockable: 'never sleeps',
    readersSee: 'nothing',
    functions: { start: 'mmu_notifier_range_start', file: cacheFile },
  },
  fill: 'get_user_pages_fast',
  check: 'none',
  pins: { letsGo: 'on every event', unpinnedBy: 'worker' },
  functions: {
    ...contract.functions,
    invalidate: 'mmu_notifier_range_start',
    store: 'hfi1_mmu_rb_insert',
    read: 'adapter reads',
    write: 'adapter writes',
    unpin: 'handle_remove',
    file: cacheFile,
  },
}
