import { stepProperty } from '../../checker/index.ts'
import { here } from '../paths/actor.ts'
import { localsOf, pathOf } from '../paths/path-thread.ts'
import { pteOf, tlbOf } from '../paths/sight.ts'
import { allows } from '../paths/vocabulary/fault.ts'
import type { Promised } from './promise.ts'

/**
 * A fault that was served is over. If a device's TLB goes on forbidding what the page table allows, and nothing is under way
 * that would flush it, the device faults for ever: each fault finds nothing to do.
 */
export const noEndlessFault: Promised = {
  name: 'no-endless-fault',
  statement:
    'after its fault was served, an access of a device that the page table allows does not fault again, unless a flush is under way',
  source: '6bbd42e2df8f (6.6): infinite faults of devices behind an SMMU that had cached a read-only entry',
  brokenBy: 'sva with secondaryTlb=range-end',
  build: (system, threads, promise) =>
    stepProperty(
      promise.name,
      (step) => {
        const { before, after } = step
        const path = pathOf(threads, step)
        const own = system.tlbs.find(({ thread, of }) => of === 'device' && thread === step.thread)
        if (path === undefined || own === undefined) return true
        const isRetry = before(path.ref).matches('load again') || before(path.ref).matches('store again')
        if (!isRetry || !after(path.ref).matches('faulted')) return true
        const locals = localsOf(before, path)
        const address = here(path.actor, locals)
        if (!allows(pteOf(address, before), locals.write) || before(address.mm.notifier).context.active > 0) return true
        const { frame, pending } = tlbOf(own, address, before)
        return (
          pending ||
          `"${own.thread}" faults again on ${frame}: its TLB forbids what the PTE allows, and nobody flushes it`
        )
      },
      promise,
    ),
}
