/** Error paths, locks, and what is nowhere near the model. */
import type { Bug } from './bug.ts'

export const otherBugs: readonly Bug[] = [
  {
    id: 'S43',
    title: 'related bugs of scans, splits, other architectures and schedulers',
    fixes: [
      { commit: '4cccb6221cae', release: '6.8', cve: 'CVE-2024-26617' },
      { commit: 'bbcbf045d6c7', cve: 'CVE-2026-53108' },
      { commit: 'be6e843fc51a', cve: 'CVE-2025-37958' },
      { commit: 'c50729c68aaf', cve: 'CVE-2025-40336' },
      { commit: 'fa7c84726dc2', cve: 'CVE-2026-53201' },
      { commit: 'abb604a1a9c8', cve: 'CVE-2025-21732' },
      { commit: '71e2d666ef85' },
    ],
    reach: { leftOut: ['elsewhere', 'huge pages'], why: 'each is outside of what is modelled' },
  },
  {
    id: 'T1',
    title: 'a huge device page is not inserted because the mm is going, and the PMD lock is kept',
    fixes: [{ commit: '63451de16e0a', release: '7.1', cve: 'CVE-2026-64129' }],
    reach: { leftOut: ['huge pages'], why: 'no huge pages' },
  },
  {
    id: 'T2',
    title: 'the same, and the page table that was allocated for it is lost',
    fixes: [{ commit: '2c6f81d58741', cve: 'CVE-2026-63953' }],
    reach: { leftOut: ['huge pages'], why: 'no huge pages' },
  },
  {
    id: 'T3',
    title: 'nouveau and test_hmm use the arrays of an eviction that could not be allocated',
    fixes: [
      { commit: '16e87fe23d4a', cve: 'CVE-2024-26943' },
      { commit: 'c2af060d1c18', cve: 'CVE-2024-38543' },
    ],
    reach: { leftOut: ['eviction'], why: 'no allocation of an array fails' },
  },
  {
    id: 'T4',
    title: 'KVM on arm64 keeps a page when it has lost to the notifier',
    fixes: [{ commit: '9f76b039a72d', cve: 'CVE-2026-64282' }],
    reach: {
      finds: { scenario: 'bystander', driver: 'kvm', mutation: 'loser-not-put' },
      repaired: { scenario: 'bystander', driver: 'kvm' },
    },
  },
  {
    id: 'T5',
    title: 'gpusvm and its kin unlock what is not locked, and lose a reference on an mm and a mapping',
    fixes: [
      { commit: 'd287dee565c3', cve: 'CVE-2026-63863' },
      { commit: '847b371debf3', cve: 'CVE-2026-68232' },
      { commit: '7f708f51e395', cve: 'CVE-2026-68240' },
    ],
    reach: { leftOut: ['drivers'], why: 'each is a slip of one function' },
  },
  {
    id: 'L5',
    title: 'xe marks pages dirty under its notifier lock: folio lock and notifier lock in either order',
    fixes: [{ commit: '2577b202458c', release: '6.15', cve: 'CVE-2025-37868' }],
    reach: {
      finds: { scenario: 'lock-order', driver: 'contract+dirty', property: 'no-lock-cycle' },
      repaired: { scenario: 'lock-order', property: 'no-lock-cycle' },
    },
  },
  {
    id: 'L6',
    title: 'the last reference on an mm is dropped in a callback, or under a lock that its tear-down needs',
    fixes: [
      { commit: '85eaeb5058f0', release: '6.0', cve: 'CVE-2022-48675' },
      { commit: 'cf234231fcbc', release: '6.16', cve: 'CVE-2025-38520' },
      { commit: '6225bb3a88d2', release: '5.18', cve: 'CVE-2022-49133' },
    ],
    reach: {
      finds: { scenario: 'last-mmput', driver: 'contract+mmput', property: 'no-lock-cycle' },
      repaired: { scenario: 'last-mmput', property: 'no-lock-cycle' },
      remark: 'the first of the three; the work item that waits for another is not modelled',
    },
  },
  {
    id: 'L7',
    title: "an allocation under a driver's lock waits for reclaim, whose callback wants that lock",
    fixes: [{ commit: '2ed25aa7f771', release: '6.16', cve: 'CVE-2025-38373' }],
    reach: { leftOut: ['locks'], why: 'no allocation waits for reclaim' },
  },
  {
    id: 'L8',
    title: 'amdkfd unlocks `mmap_lock` the wrong way, and follows a process that is not there',
    fixes: [
      { commit: '7574f30337e1', release: '6.18', cve: 'CVE-2025-40332' },
      { commit: '5b994354af3c', release: '6.1', cve: 'CVE-2022-49864' },
      { commit: '7ad153db5859' },
    ],
    reach: { leftOut: ['locks'], why: 'each is a slip of one function' },
  },
]
