/**
 * Intel MIC's cache of temporary registered windows, removed in 5.10.
 *
 * Source:  drivers/misc/mic/scif/scif_dma.c, read in a stored copy of a tree from before 4.19.
 * Facts:   __scif_pin_pages() pins; the start callback destroys the cached windows of the range, whose pages a worker
 *          unpins; the end callback does nothing. Nothing tells scif_register_temp() that an event came meanwhile.
 */
import { contract } from './contract.ts'
import { type Driver, everything, nothing } from './driver.ts'

const file = 'drivers/misc/mic/scif/scif_dma.c'

export const scifDma: Driver = {
  ...contract,
  name: 'scif_dma',
  summary: 'pins; a cache whose windows the list destroys on every event; nothing tells a fill that one came',
  until: '5.10',
  shownOn: '5.9',
  memory: false,
  mapsExclusive: 'never',
  interval: 'none',
  reaction: () => nothing,
  hlist: {
    reaction: () => everything,
    unblockable: 'never sleeps',
    readersSee: 'nothing',
    functions: { start: 'scif_mmu_notifier_invalidate_range_start', file },
  },
  fill: 'get_user_pages',
  check: 'none',
  pins: { letsGo: 'on every event', unpinnedBy: 'worker' },
  functions: {
    ...contract.functions,
    invalidate: 'scif_mmu_notifier_invalidate_range_start',
    store: 'scif_register_temp',
    read: 'DMA reads',
    write: 'DMA writes',
    unpin: 'scif_rma_destroy_tcw_invalid',
    file,
    elsewhere: { 'drivers/misc/mic/scif/scif_rma.c': ['scif_rma_destroy_tcw_invalid'] },
  },
}
