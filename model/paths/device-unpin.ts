/**
 * Somebody drops the references of mappings that are gone: a worker, or user space that frees what it registered.
 *
 * Kernel:  for instance handle_remove()              drivers/infiniband/hw/hfi1/mmu_rb.c
 *          hfi1_user_exp_rcv_clear()                 drivers/infiniband/hw/hfi1/user_exp_rcv.c
 *          scif_rma_destroy_tcw_invalid()            drivers/misc/mic/scif/scif_rma.c
 * Omits:   letting go of a mapping that is in use: by itself that takes nothing away from anybody.
 */
import { placeOf } from '../drivers/driver.ts'
import { hfi1Tid } from '../drivers/hfi1.ts'
import { type Actor, client } from './actor.ts'
import { ending } from './ending.ts'
import { startLocals } from './locals.ts'
import { type Path, pathSetup } from './path.ts'

export const deviceUnpin: Path = {
  name: 'gpu-unpin',
  summary: 'a driver drops the references of mappings that are gone',
  file: 'model/paths/device-unpin.ts',
  drawnWith: hfi1Tid,
  machine,
}

function machine(actor: Actor) {
  const path = pathSetup(actor)
  return path.createMachine({
    id: 'device_unpin',
    context: startLocals,
    initial: 'idle',
    states: {
      idle: {
        tags: 'rest',
        on: {
          'unpin pages': {
            guard: 'a pin outlives its mapping',
            target: 'returned',
            actions: 'unbind and unpin',
            meta: placeOf(client(actor).driver, 'unpin'),
            description: 'drops the references',
          },
        },
      },
      ...ending(path),
    },
  })
}
