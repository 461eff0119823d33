import type { Switches } from '../switches.ts'
import type { Mirror, Obligation } from './obligation.ts'

const withoutMigrate = ({ setupEvent }: Switches) =>
  setupEvent === 'CLEAR' ? 'MMU_NOTIFY_MIGRATE appeared in 5.9' : undefined
const withoutExclusive = ({ exclusiveMapcount }: Switches) =>
  exclusiveMapcount === 'absent' ? 'MMU_NOTIFY_EXCLUSIVE appeared in 5.14' : undefined

/**
 * enum mmu_notifier_event, include/linux/mmu_notifier.h. No row: another's EXCLUSIVE, which no scenario announces to a
 * driver; a CPU that takes an exclusive page back says CLEAR on the newest kernel (../paths/remove-device-exclusive.ts).
 */
export const obligations: readonly Obligation[] = [
  {
    id: 'UNMAP',
    told: 'UNMAP',
    what: 'munmap(), exit, the OOM reaper: the mapping goes',
    scenarios: ['unmap', 'oom-reaper', 'exit'],
  },
  {
    id: 'CLEAR',
    told: 'CLEAR',
    what: 'the PTE is cleared or replaced: MADV_DONTNEED, MADV_FREE, khugepaged, KSM, a split, a truncated file',
    scenarios: ['discard', 'madv-free', 'khugepaged', 'ksm', 'thp-split', 'hugetlb-unmap'],
  },
  {
    id: 'PROTECTION_VMA',
    told: 'PROTECTION_VMA',
    what: 'mprotect(), NUMA balancing, PAGEMAP_SCAN: the protection of a range changes',
    scenarios: ['mprotect', 'pagemap-scan', 'numa-hinting'],
  },
  {
    id: 'PROTECTION_PAGE',
    told: 'PROTECTION_PAGE',
    what: 'writeback and fork: single pages become read-only',
    scenarios: ['page-mkclean', 'dax-write-protect', 'fork-cow'],
  },
  {
    id: 'SOFT_DIRTY',
    told: 'SOFT_DIRTY',
    what: 'soft-dirty tracking begins anew',
    scenarios: ['soft-dirty'],
  },
  {
    id: 'RELEASE',
    told: 'RELEASE',
    what: 'the process goes; UNMAP follows',
    scenarios: ['exit'],
  },
  {
    id: 'own-MIGRATE',
    told: 'own-MIGRATE',
    what: "the driver's own migration",
    scenarios: ['own-fault', 'cpu-vs-gpu'],
    missingOn: withoutMigrate,
  },
  {
    id: 'own-MIGRATE, self-erasing',
    told: 'own-MIGRATE',
    what: "the driver's own migration, by a driver that erases its own mapping before each copy",
    besides: 'self-erasing',
    scenarios: ['own-fault', 'cpu-vs-gpu'],
    missingOn: withoutMigrate,
  },
  {
    id: 'other-MIGRATE',
    told: 'other-MIGRATE',
    what: "another device's migration",
    scenarios: ['bystander'],
    missingOn: withoutMigrate,
  },
  {
    id: 'own-EXCLUSIVE',
    told: 'own-EXCLUSIVE',
    what: 'the driver itself makes the page exclusive',
    scenarios: ['exclusive', 'exclusive-faults'],
    missingOn: withoutExclusive,
  },
]

export const mirrorKinds: readonly Mirror[] = [
  {
    id: 'read-only, update step',
    what: 'the device only reads; migrated pages are mapped in the update step',
    driver: 'contract/read-only',
  },
  {
    id: 'read-only, sequence',
    what: 'the device only reads; nothing is mapped but through the sequence check',
    driver: 'contract+seq/read-only',
  },
  {
    id: 'read-only, pinned',
    what: 'the device only reads; whatever it maps is pinned, and kept until UNMAP',
    driver: 'contract/pins/read-only',
  },
  {
    id: 'writable, update step',
    what: 'the device writes; migrated pages are mapped in the update step',
    driver: 'contract',
  },
  {
    id: 'writable, sequence',
    what: 'the device writes; nothing is mapped but through the sequence check',
    driver: 'contract+seq',
  },
  {
    id: 'writable, pinned',
    what: 'the device writes; whatever it maps is pinned, and kept until UNMAP',
    driver: 'contract/pins',
  },
]
