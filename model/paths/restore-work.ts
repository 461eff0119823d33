/**
 * The worker of a driver that stops its device instead of erasing its table: it rebuilds the mirror and lets the device
 * run again.
 *
 * Kernel:  svm_range_restore_work()                  drivers/gpu/drm/amd/amdkfd/kfd_svm.c
 *          amdgpu_amdkfd_restore_userptr_worker()    drivers/gpu/drm/amd/amdgpu/amdgpu_amdkfd_gpuvm.c
 * Facts:   it reads the count of evictions first, and starts over if that moved before it was done. A mapping whose VMA is
 *          gone cannot be rebuilt: amdkfd waits until the callback has removed its range, amdgpu clears the entries.
 * Omits:   svm_range_restore_work() holds mmap_lock for writing, which here it holds for reading: that admits more.
 */
import { amdkfdNoXnack } from '../drivers/amdkfd.ts'
import { placeOf } from '../drivers/driver.ts'
import { type Actor, client } from './actor.ts'
import { deviceFault } from './device-fault.ts'
import { ending } from './ending.ts'
import { startLocals } from './locals.ts'
import { type Path, pathSetup } from './path.ts'

export const restoreWork: Path = {
  name: 'gpu-restore',
  summary: 'a worker that rebuilds the mirror of a stopped device',
  file: 'model/paths/restore-work.ts',
  drawnWith: amdkfdNoXnack,
  machine,
}

function machine(actor: Actor) {
  const path = pathSetup(actor)
  const meta = placeOf(client(actor).driver, 'rebuild', 'store')
  return path.createMachine({
    id: 'restore_work',
    context: startLocals,
    initial: 'idle',
    states: {
      idle: {
        tags: 'rest',
        on: {
          restore_work: {
            guard: 'device is to be restored',
            target: 'faulting',
            actions: ['read the count of evictions', 'want to write'],
            meta,
            description: 'reads the count of evictions',
          },
        },
      },
      faulting: deviceFault(path, actor, { initial: 'begin again', onDone: 'resuming' }),
      resuming: {
        on: {
          resume_queues: [
            { guard: 'failed', target: 'returned', meta, description: 'a page could not be had: tries again later' },
            { guard: 'lost mapping is left', target: 'returned', meta, description: '-EFAULT: tries again later' },
            {
              guard: 'nothing was evicted meanwhile',
              target: 'returned',
              actions: ['erase lost mappings', 'resume the device'],
              meta,
              description: 'the device runs again',
            },
            {
              target: 'faulting',
              actions: ['read the count of evictions', 'forget the snapshot'],
              meta,
              description: 'evicted meanwhile: starts over',
            },
          ],
        },
      },
      ...ending(path),
    },
  })
}
