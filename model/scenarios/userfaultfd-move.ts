import { witness } from '../../checker/index.ts'
import { pteOf } from '../paths/sight.ts'
import { userfaultfdMove } from '../paths/userfaultfd-move.ts'
import type { Shape } from '../shape.ts'
import { accesses, cpu, faults, migrates, type Scenario, walks } from './scenario.ts'

const source = 'VA'
const destination = 'other VA'

const missingOn: NonNullable<Scenario['missingOn']> = ({ uffdioMove }) =>
  uffdioMove === 'absent' ? 'UFFDIO_MOVE appeared in 6.8' : undefined

const shape: Partial<Shape> = {
  addresses: [
    { name: source, mm: 'mm', family: 'VA' },
    { name: destination, mm: 'mm', family: 'VA' },
  ],
}

/** UFFDIO_MOVE needs mmap_lock only for reading, as migrations and device faults do. */
export const userfaultfdMoves: Scenario = {
  name: 'userfaultfd-move',
  question: 'user space moves a page to another address while a GPU maps or migrates it: is each told?',
  summary: 'GPU A faults on the source and migrates it; UFFDIO_MOVE moves it; a CPU stores to it',
  devices: ['A'],
  kernels: ['6.12', '7.0'],
  missingOn,
  shape,
  threads: (system, mode) => [
    cpu(system, mode, 1, 'CPU', source),
    migrates(system, 'A', mode, source),
    faults(system, 'A', mode, ['read'], { on: source }),
    walks(system, mode, userfaultfdMove, { on: [source, destination] }),
  ],
  witnesses: (system, threads) => [
    witness('the page is moved', (see) => pteOf(system.address(destination), see).kind === 'present'),
    witness('the page is locked, so the move sleeps', (see) =>
      threads.some(({ ref }) => {
        if (ref.name !== 'userfaultfd-move' || !see(ref).matches('lock')) return false
        return system.frames.some((frame) => see(system.folio(frame)).context.holder !== null)
      }),
    ),
    witness('a migration entry is met', (see) =>
      threads.some(({ ref }) => ref.name === 'userfaultfd-move' && see(ref).matches('wait')),
    ),
  ],
}

/** It gives up if, by the time it has the folio lock, the destination is no longer empty. */
export const userfaultfdBusy: Scenario = {
  name: 'userfaultfd-busy',
  question:
    'user space moves a page to an address that is filled meanwhile: does the page stay, with all that it holds?',
  summary: 'GPU A faults on the source and uses it; UFFDIO_MOVE; CPUs load or store at the source and the destination',
  devices: ['A'],
  needs: ['mirror'],
  kernels: ['6.12', '7.0'],
  missingOn,
  shape,
  threads: (system, mode) => [
    cpu(system, mode, 1, 'CPU', source),
    cpu(system, mode, 1, 'other CPU', destination),
    faults(system, 'A', mode, ['read', 'write'], { on: source }),
    accesses(system, 'A', mode, 1, source),
    walks(system, mode, userfaultfdMove, { on: [source, destination] }),
  ],
  witnesses: (system, threads) => [
    witness(
      'the destination is filled while the source is locked',
      (see) =>
        threads.some(({ ref }) => ref.name === 'userfaultfd-move' && see(ref).matches('move')) &&
        pteOf(system.address(destination), see).kind !== 'none',
    ),
  ],
}
