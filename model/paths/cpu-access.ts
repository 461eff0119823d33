/**
 * A user-space thread loads from or stores to the address.
 *
 * Kernel:  hardware, and on a fault do_user_addr_fault()   arch/x86/mm/fault.c   around handle-mm-fault.ts.
 * Omits:   the TLB: an access looks at the PTE itself, so bugs of late or missing flushes (bug corpus S3, S14) are
 *          invisible here.
 */
import type { Actor } from './actor.ts'
import { ending } from './ending.ts'
import { handleMmFault } from './handle-mm-fault.ts'
import { startLocals } from './locals.ts'
import { at, type Path, pathSetup } from './path.ts'

const file = 'arch/x86/mm/fault.c'

/** The name of the step that reads; promises look for it. */
export const cpuLoad = 'load'

export const cpuAccess: Path = {
  name: 'cpu',
  summary: 'a CPU thread with its faults',
  file: 'model/paths/cpu-access.ts',
  machine,
}

/** How there comes to be somebody at an address that was not there at the start. */
function beginning({ system, addresses: [address] }: Actor) {
  const isForked = address?.from !== undefined && system.address(address.from).mm !== address.mm
  return isForked
    ? { meta: at('ret_from_fork', 'arch/x86/kernel/process.c'), description: 'the child runs' }
    : { meta: at('mremap', 'user space'), description: 'knows the new address' }
}

function machine(actor: Actor) {
  const path = pathSetup(actor)
  const access = {
    [cpuLoad]: [
      {
        guard: 'pte allows a load' as const,
        target: 'returned',
        meta: at('CPU load', 'user space'),
        description: 'reads',
      },
      {
        target: 'faulted',
        actions: 'want to read' as const,
        meta: at('CPU load', 'user space'),
        description: 'page fault',
      },
    ],
    store: [
      {
        guard: 'pte allows a store' as const,
        target: 'returned',
        actions: 'write through the pte' as const,
        meta: at('CPU store', 'user space'),
      },
      {
        target: 'faulted',
        actions: 'want to write' as const,
        meta: at('CPU store', 'user space'),
        description: 'page fault',
      },
    ],
  }
  return path.createMachine({
    id: 'cpu_access',
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
            { guard: 'vma is gone', target: 'ended', meta: at('do_user_addr_fault', file), description: 'SIGSEGV' },
            {
              guard: 'vma forbids the write, mmap_lock admits a reader',
              target: 'returned',
              meta: at('do_user_addr_fault', file),
              description: 'SIGSEGV: not allowed to write',
            },
            {
              guard: 'mmap_lock admits a reader',
              target: 'fault',
              actions: 'mmap_read_lock',
              meta: at('do_user_addr_fault', file),
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
              meta: at('do_user_addr_fault', file),
              description: 'the fault failed: a signal',
            },
            {
              target: 'again',
              actions: 'mmap_read_unlock',
              meta: at('do_user_addr_fault', file),
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
      'store again': { on: { store: access.store } },
      ...ending(path),
    },
  })
}
