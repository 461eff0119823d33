import { invariant } from '../../checker/index.ts'
import { pteName, pteOf, showPte } from '../paths/sight.ts'
import type { Promised } from './promise.ts'

/** The books are right: what an address space is said to have is what its page tables say, and somebody pays for it. */
export const rssConserved: Promised = {
  name: 'rss-conserved',
  statement:
    "an address space's MM_ANONPAGES and MM_SWAPENTS are the numbers of its pages and of its swap entries, where device-private, device-exclusive and migration entries count as pages; a page that is mapped is charged to a memcg",
  source:
    'check_mm(), kernel/fork.c, which complains when the counters of a dead mm are not zero; 9a137153fc87; Documentation/admin-guide/cgroup-v2.rst, "Memory Ownership"',
  brokenBy: 'an insertion that is not counted, or a charge that stays behind (mutation insertion-not-counted)',
  build: (system, _, promise) =>
    invariant(
      promise.name,
      (see) => {
        if (!system.keeps.accounts) return true
        for (const { name, rss } of new Set(system.addresses.map(({ mm }) => mm))) {
          if (rss === undefined) continue
          const kinds = system.addresses.filter(({ mm }) => mm.name === name).map((address) => pteOf(address, see).kind)
          const swapEnts = kinds.filter((kind) => kind === 'swap').length
          const anonPages = kinds.filter((kind) => !['none', 'zero', 'swap'].includes(kind)).length
          const counted = see(rss).context
          if (counted.anonPages !== anonPages) return `MM_ANONPAGES is ${counted.anonPages}, pages are ${anonPages}`
          if (counted.swapEnts !== swapEnts) return `MM_SWAPENTS is ${counted.swapEnts}, swap entries are ${swapEnts}`
        }
        for (const address of system.addresses) {
          const pte = pteOf(address, see)
          if (pte.frame !== null && pte.kind !== 'migration' && !see(system.folio(pte.frame)).context.charged)
            return `${pteName(system, address)} is ${showPte(pte)}, which is charged to nobody`
        }
        return true
      },
      promise,
    ),
}
