/** Drivers and other consumers of notifications. */
import { asFault, type Bug } from './bug.ts'

export const consumerBugs: readonly Bug[] = [
  {
    id: 'S5',
    title: 'amdgpu samples the sequence again for each chunk of a range',
    fixes: [{ commit: '962d684b5dc0', release: '7.1', cve: 'CVE-2026-63879' }],
    reach: asFault('sequence-for-each-address', 'range-fault'),
  },
  {
    id: 'S11',
    title: 'the callback of KVM passes over page tables that are being torn down; the worker then touches a freed page',
    fixes: [{ commit: 'd62007edf01f', release: '5.18', cve: 'CVE-2021-47639' }],
    reach: { leftOut: ['tables'], why: 'one table for each consumer' },
  },
  {
    id: 'S12',
    title: 'KVM is told only that an invalidation begins, and looks up the old page again',
    fixes: [{ commit: 'e649b3f0188f', release: '5.8' }],
    reach: {
      finds: { scenario: 'bystander', kernel: '5.7', driver: 'kvm-apic' },
      repaired: { scenario: 'bystander', driver: 'kvm' },
      remark: "repaired as any other page of KVM's",
    },
  },
  {
    id: 'S13',
    title: 'KVM looks up a page without comparing its sequence before and after, and keeps it',
    fixes: [
      { commit: '58cd407ca4c6', release: '5.19' },
      { commit: 'ecbcf030b456', release: '6.1', cve: 'CVE-2022-49882' },
    ],
    reach: {
      finds: { scenario: 'bystander', driver: 'kvm', mutation: 'map-without-sequence' },
      repaired: { scenario: 'bystander', driver: 'kvm' },
      remark: 'as a fault put into how KVM looks up any page',
    },
  },
  {
    id: 'S17',
    title: 'xe: the DMA mapping of a userptr outlives the callback',
    fixes: [{ commit: '333b89063361', release: '6.14' }],
    reach: { leftOut: ['dma mappings'], why: 'a zap includes it' },
  },
  {
    id: 'S18',
    title: 'xe looks into the pages of its snapshot before it has checked the sequence',
    fixes: [{ commit: '0a98219bcc96', release: '6.14', cve: 'CVE-2025-21939' }],
    reach: {
      finds: { scenario: 'discard', driver: 'contract+seq', mutation: 'look-before-check' },
      repaired: { scenario: 'discard', driver: 'contract+seq' },
    },
  },
  {
    id: 'S19',
    title: 'xe: what could not be looked up again stays on the list of what is to be mapped again',
    fixes: [{ commit: 'a9f4fa3a7efa', release: '6.14', cve: 'CVE-2025-21880' }],
    reach: { leftOut: ['drivers'], why: 'a fault that fails leaves nothing to be done again' },
  },
  {
    id: 'S25',
    title: "test_hmm frees a file's mirror while device pages point at it",
    fixes: [{ commit: '744dd97752ef', release: '7.1', cve: 'CVE-2026-46280' }],
    reach: { leftOut: ['lifetimes'], why: 'mirrors live for ever' },
  },
  {
    id: 'S33',
    title: 'nouveau: a copy that failed late is mapped as if it had not',
    fixes: [{ commit: '835745a377a4', release: '6.12', cve: 'CVE-2024-50096' }],
    reach: {
      finds: { scenario: 'batch', driver: 'contract+unchecked' },
      repaired: { scenario: 'batch', driver: 'contract+fenced' },
    },
  },
  {
    id: 'S34',
    title: 'nouveau hands a hole to its copy engine, as if it were a page',
    fixes: [{ commit: '9d4296a7d4b3', release: '5.9' }],
    reach: { leftOut: ['drivers'], why: 'a hole is cleared, never copied' },
  },
  {
    id: 'S35',
    title: 'amdkfd takes the number of pages that migrate for the first so many of them',
    fixes: [{ commit: 'b5f022fe8ec5', release: '6.14' }],
    reach: {
      ...asFault('survivors-counted', 'batch'),
      remark: 'in the update step; amdkfd did it when it copied',
    },
  },
  {
    id: 'S36',
    title: 'amdkfd: the callback and a migration both put the same memory of the device',
    fixes: [
      { commit: '709c34826161', release: '6.7', cve: 'CVE-2023-52825' },
      { commit: 'ba029e9991d9', cve: 'CVE-2023-53009' },
    ],
    reach: { leftOut: ['drivers'], why: 'nobody but its PTE or its migration holds a device page' },
  },
  {
    id: 'S38',
    title: "nouveau's fault worker uses a context that is gone",
    fixes: [{ commit: 'b46ddaf08234' }],
    fate: '2026',
    reach: { leftOut: ['lifetimes'], why: 'nothing is closed' },
  },
]
