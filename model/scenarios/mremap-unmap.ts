import { witness } from '../../checker/index.ts'
import { munmap } from '../paths/producers/munmap.ts'
import { accesses, cpu, faults, moves, produces, type Scenario } from './scenario.ts'

const old = 'VA'
const fresh = 'new VA'

/** Both hold mmap_lock for writing, so one of them comes first. */
export const mremapUnmap: Scenario = {
  name: 'mremap-unmap',
  question: 'one thread moves a page and another unmaps where it was: can the GPU keep it?',
  summary: 'GPU A faults on the page and uses it; mremap; munmap() of the old address; CPUs load or store at both',
  devices: ['A'],
  needs: ['mirror'],
  notices: [],
  shape: {
    addresses: [
      { name: fresh, mm: 'mm', family: 'VA', from: old },
      { name: old, mm: 'mm', family: 'VA' },
    ],
  },
  threads: (system, mode) => [
    faults(system, 'A', mode, ['read', 'write'], { on: old }),
    accesses(system, 'A', mode, 1, old),
    moves(system, old),
    produces(system, munmap, 'once', { on: [old] }),
    cpu(system, mode, 1, 'CPU', old),
    cpu(system, mode, 1, 'CPU after', fresh),
  ],
  witnesses: (system) => [
    witness(
      'nothing is left to move',
      (see) => see(system.address(old).vma).value === 'detached' && see(system.address(fresh).vma).value === 'unborn',
    ),
    witness('the page was moved before', (see) => see(system.address(fresh).vma).value === 'mapped'),
  ],
}
