/** Lines of a page fault, of a CPU or on behalf of a device; a migration back to system memory may be inside of it. */
import type { LogObservation, See } from '../../../checker/index.ts'
import { type Device, deviceOf } from '../../names.ts'
import { cpuAccess } from '../../paths/cpu-access.ts'
import { pteOf } from '../../paths/sight.ts'
import type { Journal } from '../journal.ts'
import { looksUnlocked } from '../lockless.ts'
import { pteState } from '../pte-text.ts'
import type { Fault, Task } from '../task.ts'
import { Unexplained } from '../unexplained.ts'
import { type Corrected, noShared, notTold, type Walk } from '../walk.ts'
import { unannounced } from './fault-pte.ts'
import { isUntold } from './pte.ts'
import type { Rules } from './rule.ts'
import { agreesWithVma } from './vma.ts'
import { isAt, localsIn, stateIn } from './where.ts'

/** enum vm_fault_reason, include/linux/mm_types.h */
const VM_FAULT_RETRY = 0x400
const VM_FAULT_ERROR = 0x1 | 0x2 | 0x10 | 0x40

export const handleMmFault: Rules = {
  fault: ({ fields, words }, j, task) => {
    const mm = j.kernel.mm(fields.mm as string)
    const place = j.place(mm, fields.va)
    agreesWithVma(j, place.slot, fields.vm_flags)
    const { va } = place.page
    const isRemote = words.includes('remote')
    const serving = isRemote
      ? (task.rangeFault?.walks.find(({ page }) => page === place.page) ?? task.exclusives?.get(va))
      : undefined
    const faulting = (walk: Walk) => ({
      events: [],
      agrees: ({ after }: Parameters<NonNullable<LogObservation['agrees']>>[0]): true | string => {
        const state = stateIn(walk, after)
        return /(^|\.)fault\./.test(state) || `it is in "${state}"`
      },
    })
    if (serving !== undefined && place.slot.isShared) serving.outside = noShared
    // a neighbour of what is filled is faulted on, too, even if it is mapped
    if (serving !== undefined && j.isPossible(serving, faulting(serving))) {
      j.step([serving], faulting(serving))
      task.faults.push({ va, mm, walk: serving, own: false, since: j.line.n })
      return
    }
    const name = isRemote ? 'GUP' : 'CPU'
    const at = { state: 'faulted', locals: { write: words.includes('W') } }
    const walk = j.begin(cpuAccess, task, place, { name, at })
    task.faults.push({ va, mm, walk, own: true, since: j.line.n })
    // where nobody is told, a copy that comes too late has no line before that says so
    const copying = isAt(walk, unannounced(walk), 'copy: set pte')
    if (j.upcoming(task.name)[0]?.event === 'cow_lost' && j.isPossible(walk, copying)) j.step([walk], copying)
  },
  fault_ret: ({ fields }, j, task) => {
    const fault = current(task, fields.va)
    task.faults.pop()
    const { walk, own } = fault
    const ret = Number.parseInt(fields.ret ?? '0', 16)
    j.letGo(walk)
    if (walk.outside === undefined && (ret & (VM_FAULT_RETRY | VM_FAULT_ERROR)) === 0) returns(j, fault, ret)
    if (!own) return undefined
    j.end(walk)
    j.leave(walk.page, walk.slot)
    return walk.outside
  },
  anon_lost: ({ fields }, j, task) => {
    const { walk, since } = current(task, fields.va)
    const observation: LogObservation = {
      events: ['do_anonymous_page'],
      agrees: ({ before, after }) => unchanged(walk, before, after) || 'it would map a page',
    }
    // what replaces a mapping clears it first, in one step of the model; a look without the lock may come in between
    if (!j.isPossible(walk, observation) && walk.slot.was.some(({ until }) => until > since)) {
      walk.outside =
        'a look without the lock met a PTE between its clearing and its setting, which is one step in the model'
      return walk.outside
    }
    j.step([walk], observation)
    return undefined
  },
  cow_lost: ({ fields }, j, task) => {
    const fault = current(task, fields.va)
    stepsSince(j, fault, {
      events: ['wp_page_copy sets pte'],
      via: unannounced(fault.walk),
      agrees: ({ before, after }) => unchanged(fault.walk, before, after) || 'it would map its copy',
    })
  },
  dpf: ({ fields }, j, task) => {
    const { walk } = current(task, fields.va)
    const owner = j.kernel.owners.get(fields.owner ?? '')
    const frame = j.kernel.deviceFrame(fields.pfn as string, owner)
    const refs = Number(fields.ref)
    if (owner !== undefined && deviceOf(frame) !== owner)
      throw new Unexplained(`${frame} belongs to ${deviceOf(frame)}, and not to the owner ${fields.owner}`)
    j.step([walk], {
      events: ['do_swap_page'],
      agrees: ({ after }) => {
        const { faultPage } = localsIn(walk, after)
        if (faultPage !== frame)
          return faultPage === null ? 'the PTE does not map it any more' : `it has met ${faultPage}`
        const known = after(walk.canon.system.folio(frame)).context.refs
        // nobody else is there who may hold one for a moment
        const isAlone = j.walks.get(walk.page)?.size === 1
        return (
          known === refs || (known < refs && !isAlone) || `ref=${refs}, and by the model ${known} references are held`
        )
      },
    })
  },
  dpf_pte_changed: ({ fields }, j, task) => {
    const fault = current(task, fields.va)
    stepsSince(j, fault, {
      events: ['do_swap_page'],
      agrees: ({ after }) => localsIn(fault.walk, after).faultPage === null || 'the PTE still maps it',
    })
  },
  dpf_vmalock_retry: ({ fields }, _j, task) => {
    current(task, fields.va).walk.outside = 'a fault under the per-VMA lock that starts over with mmap_lock'
    return 'a fault under the per-VMA lock that starts over with mmap_lock: the model has no per-VMA lock'
  },
  devmem_fault: ({ fields }, j, task) => {
    const { walk } = current(task, fields.va)
    const device: Device = j.kernel.device(fields.dev as string)
    j.step([walk], {
      events: ['migrate_to_ram'],
      agrees: ({ after }) => {
        const { by, faultPage } = localsIn(walk, after)
        if (faultPage !== j.kernel.frame(fields.pfn as string)) return `it has met ${faultPage}`
        return by?.startsWith(device) === true || `its driver is that of ${by}`
      },
    })
  },
  dpf_ret: ({ fields }, j, task) => {
    const { walk } = current(task, fields.va)
    j.letGo(walk)
  },
  mig_wait: ({ fields }, j, task) => {
    const walk = waiter(task, fields.va)
    if (walk === undefined) return 'somebody waits of whose fault the log does not tell'
    looksUnlocked(j, walk, {
      events: ['migration_entry_wait'],
      agrees: ({ after }) => {
        const { waitsFor } = localsIn(walk, after)
        return j.may(waitsFor, j.kernel.frame(fields.pfn as string)) || `it waits for ${waitsFor ?? 'nothing'}`
      },
    })
    return undefined
  },
  mig_woke: ({ fields }, j, task) => {
    const walk = waiter(task, fields.va)
    if (walk === undefined) return 'somebody waits of whose fault the log does not tell'
    j.step([walk], {
      events: [],
      agrees: ({ after }) => !stateIn(walk, after).endsWith('.wait') || 'the page that it waits for is still locked',
    })
    return undefined
  },
}

/** A fault has found or made what it needs, or something that sends it away to try again. */
function returns(j: Journal, { walk, own, since }: Fault, ret: number): void {
  const returned: LogObservation = {
    events: [],
    via: ['put_page', 'folio_unlock, folio_put', 'mn_itree_inv_end', 'wp_page_copy'],
    agrees: ({ after }) => {
      const state = stateIn(walk, after)
      const isOver = own
        ? ['unlocking', 'load again', 'store again', 'idle'].includes(state)
        : !/(^|\.)fault\./.test(state)
      return isOver || `it is in "${state}"`
    },
  }
  const hasChanged = walk.slot.was.some(({ until }) => until > since)
  if (!hasChanged && !j.isPossible(walk, returned) && ret === 0 && isHuge(j, walk)) isUntold(j, walk.page, notTold)
  // what it met has changed before it had the lock: as if it had found nothing to do
  const served: Corrected = (part, seen) =>
    part === walk.canon.address(walk.page, walk.slot).pte
      ? pteState({ kind: 'present', frame: null, writable: true })
      : seen
  j.step([walk], returned, hasChanged && !j.isPossible(walk, returned) ? served : undefined)
}

/** A fault compares its PTE with what it saw, bits that the model has not included: it may have changed back since. */
function stepsSince(j: Journal, { walk, since }: Fault, observation: LogObservation): void {
  const pte = walk.canon.address(walk.page, walk.slot).pte
  const ways = walk.slot.was
    .filter(({ until }) => until > since)
    .map(
      ({ state }): Corrected =>
        (part, seen) =>
          part === pte ? state : seen,
    )
  const way = j.isPossible(walk, observation) ? undefined : ways.find((one) => j.isPossible(walk, observation, one))
  j.step([walk], observation, way)
}

/** Whether nothing was mapped when all was over, and no later line says otherwise. */
export function isHuge(j: Journal, { slot, page, follower }: Walk): boolean {
  const looks = follower.states.some(({ value }) => /faulted|anonymous|look|lock|walk/.test(JSON.stringify(value)))
  if (slot.pte.state.value !== 'none' || !looks || slot.mm === undefined) return false
  const later = j.firstOf(slot.mm.id, page.va)
  return later === undefined || later.kind === 'none'
}

function unchanged(walk: Walk, before: See, after: See): boolean {
  const address = walk.canon.address(walk.page, walk.slot)
  const [was, is] = [pteOf(address, before), pteOf(address, after)]
  return was.kind === is.kind && was.frame === is.frame
}

function current(task: Task, va: string | undefined): Fault {
  const { fault } = task
  if (fault === undefined || fault.va !== Number.parseInt(va ?? '', 16))
    throw new Unexplained(`${task.name} has no fault there`)
  return fault
}

/** Who waits for a migration entry: a fault, or hmm_range_fault() itself. */
const waiter = (task: Task, va: string | undefined): Walk | undefined => {
  const at = Number.parseInt(va ?? '', 16)
  return task.fault?.va === at ? task.fault.walk : task.rangeFault?.walks.find(({ page }) => page.va === at)
}
