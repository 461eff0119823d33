/**
 * A user-space thread loads from or stores to the address.
 *
 * Kernel:  hardware, and on a fault do_user_addr_fault()   arch/x86/mm/fault.c   around handle-mm-fault.ts.
 * Facts:   with a TLB of its own (see ../objects/tlb.ts) an access that hits asks nobody else; one that does not walks the
 *          page table and remembers what it found, in one step. Without one every access looks at the PTE itself.
 * Omits:   translations that the hardware fetches ahead of any access: as if it had accessed them.
 */
import type { Actor } from './actor.ts'
import { ending } from './ending.ts'
import { handleMmFault } from './handle-mm-fault.ts'
import { startLocals } from './locals.ts'
import { at, type Path, pathSetup } from './path.ts'

const file = 'arch/x86/mm/fault.c'

/** The names of the steps that read and write; promises look for them. */
export const cpuLoad = 'load'
export const cpuStore = 'store'

/** The id of its machine; likewise. */
export const cpuAccessId = 'cpu_access'

export const cpuAccess: Path = {
  name: 'cpu',
  summary: 'a CPU thread with its faults',
  file: 'model/paths/cpu-access.ts',
  machine: accessMachine({
    id: cpuAccessId,
    load: at('CPU load', 'user space'),
    store: at('CPU store', 'user space'),
    faults: at('do_user_addr_fault', file),
    refused: 'SIGSEGV',
  }),
}

type Place = ReturnType<typeof at>

/** Who accesses, and who asks for the page when that faults. */
interface AccessWords {
  readonly id: string
  readonly load: Place
  readonly store: Place
  readonly faults: Place
  /** What becomes of an access that may not be. */
  readonly refused: string
}

/** How there comes to be somebody at an address that was not there at the start. */
function beginning({ system, addresses: [address] }: Actor) {
  const isForked = address?.from !== undefined && system.address(address.from).mm !== address.mm
  return isForked
    ? { meta: at('ret_from_fork', 'arch/x86/kernel/process.c'), description: 'the child runs' }
    : { meta: at('mremap', 'user space'), description: 'knows the new address' }
}

/** The thread of somebody who goes through the CPU's page table. */
export function accessMachine({ id, load, store, faults, refused }: AccessWords) {
  return (actor: Actor) => {
    const path = pathSetup(actor)
    const hasTlb = actor.system.tlbs.some(({ thread }) => thread === actor.self)
    const fills = (write: boolean) => (hasTlb ? [{ type: 'fill the tlb' as const, params: { write } }] : [])
    const access = {
      [cpuLoad]: [
        {
          guard: 'load is served' as const,
          target: 'returned',
          actions: fills(false),
          meta: load,
          description: 'reads',
        },
        {
          target: 'faulted',
          actions: 'want to read' as const,
          meta: load,
          description: 'page fault',
        },
      ],
      [cpuStore]: [
        {
          guard: 'store is served' as const,
          target: 'returned',
          actions: ['write through the pte' as const, ...fills(true)],
          meta: store,
        },
        {
          target: 'faulted',
          actions: 'want to write' as const,
          meta: store,
          description: 'page fault',
        },
      ],
    }
    return path.createMachine({
      id,
      context: startLocals,
      initial: actor.addresses[0]?.from === undefined ? 'idle' : 'unborn',
      states: {
        unborn: {
          description: 'there is nothing at the address yet: see `from` of ../shape.ts',
          on: { begin: { guard: 'vma is unborn no more', target: 'idle', ...beginning(actor) } },
        },
        idle: { on: access },
        faulted: {
          on: {
            mmap_read_lock: [
              { guard: 'vma is gone', target: 'ended', meta: faults, description: refused },
              {
                guard: 'vma forbids the write, mmap_lock admits a reader',
                target: 'returned',
                meta: faults,
                description: `${refused}: not allowed to write`,
              },
              {
                guard: 'mmap_lock admits a reader',
                target: 'fault',
                actions: 'mmap_read_lock',
                meta: faults,
                description: 'takes mmap_lock for reading',
              },
            ],
          },
        },
        fault: { ...handleMmFault(path, actor), onDone: 'unlocking' },
        unlocking: {
          on: {
            mmap_read_unlock: [
              {
                guard: 'failed',
                target: 'returned',
                actions: 'mmap_read_unlock',
                meta: faults,
                description: `the fault failed: ${refused}`,
              },
              {
                target: 'again',
                actions: 'mmap_read_unlock',
                meta: faults,
                description: 'returns from the fault',
              },
            ],
          },
        },
        again: {
          description: 'the instruction that faulted starts over',
          always: [{ guard: 'access is a store', target: 'store again' }, { target: 'load again' }],
        },
        'load again': { on: { [cpuLoad]: access[cpuLoad] } },
        'store again': { on: { [cpuStore]: access[cpuStore] } },
        ...ending(path),
      },
    })
  }
}
