/**
 * RDMA with on-demand paging, as mlx5 uses it.
 *
 * Source:  drivers/infiniband/core/umem_odp.c, drivers/infiniband/hw/mlx5/odp.c, read in 6.12.117.
 * Facts:   mlx5_ib_invalidate_range() refuses what may not sleep; else, under umem_mutex, it sets the sequence and zaps
 *          whatever is mapped. ib_umem_odp_map_dma_and_lock() snapshots with hmm_range_fault() and no owner, so a
 *          device-private page is faulted back, and maps under umem_mutex after the check.
 */
import { contract } from './contract.ts'
import type { Driver } from './driver.ts'

export const umemOdp: Driver = {
  ...contract,
  name: 'umem_odp',
  summary:
    'RDMA on-demand paging (mlx5): erases on every event, maps only through the sequence check, no memory of its own',
  since: '5.10',
  shownOn: '6.12',
  memory: false,
  mapsExclusive: 'never',
  dirties: true,
  unblockable: 'refuses',
  functions: {
    ...contract.functions,
    invalidate: 'mlx5_ib_invalidate_range',
    store: 'ib_umem_odp_map_dma_and_lock',
    read: 'adapter reads',
    write: 'adapter writes',
    file: 'drivers/infiniband/hw/mlx5/odp.c',
    elsewhere: { 'drivers/infiniband/core/umem_odp.c': ['ib_umem_odp_map_dma_and_lock'] },
  },
}
