/**
 * KVM's second-level page tables, and the APIC access page as it was before 5.8.
 *
 * Source:  virt/kvm/kvm_main.c, include/linux/kvm_host.h, arch/x86/kvm/mmu/mmu.c, read in 6.12.117; for the APIC page
 *          kvm_vcpu_reload_apic_access_page() of older trees and e649b3f0188f.
 * Facts:   the start callback counts and unmaps under mmu_lock; the end callback moves the sequence and counts down. A
 *          fault notes the sequence, gets the page by GUP without any lock, and under mmu_lock starts over if anything is
 *          counted or the sequence moved; then it drops its reference. It need not wait before it begins.
 *          The APIC access page had only a start: every vCPU was told to look the page up again, by GUP, and nothing told
 *          it whether the change had been made by then. A vCPU sees a request that came meanwhile before it enters the guest.
 * Omits:   the names up to 6.0, mmu_notifier_count and mmu_notifier_seq. A fault that meets an open invalidation is resumed
 *          by the guest; here it starts over by itself.
 */
import { contract } from './contract.ts'
import { type Driver, everything, nothing } from './driver.ts'

const file = 'virt/kvm/kvm_main.c'

export const kvm: Driver = {
  ...contract,
  name: 'kvm',
  summary: 'counts open invalidations in the list; a fault starts over if one was open or ended meanwhile',
  shownOn: '6.12',
  memory: false,
  mapsExclusive: 'never',
  interval: 'none',
  reaction: () => nothing,
  hlist: {
    reaction: () => everything,
    unblockable: 'never sleeps',
    readersSee: 'what is open',
    functions: {
      start: 'kvm_mmu_notifier_invalidate_range_start',
      end: 'kvm_mmu_notifier_invalidate_range_end',
      file,
    },
    readers: {
      begin: { function: 'kvm_faultin_pfn', file: 'arch/x86/kvm/mmu/mmu.c' },
      retry: { function: 'mmu_invalidate_retry_gfn', file: 'include/linux/kvm_host.h' },
    },
  },
  fill: 'get_user_pages_fast',
  check: 'counter',
  functions: {
    ...contract.functions,
    invalidate: 'kvm_mmu_notifier_invalidate_range_start',
    store: 'direct_page_fault',
    read: 'guest reads',
    write: 'guest writes',
    file: 'arch/x86/kvm/mmu/mmu.c',
  },
}

export const kvmApic: Driver = {
  ...kvm,
  name: 'kvm-apic',
  summary: 'the APIC access page before 5.8: looked up again at the start of an invalidation, and never after it',
  until: '5.8',
  shownOn: '5.7',
  hlist: {
    reaction: () => everything,
    unblockable: 'never sleeps',
    readersSee: 'what started',
    functions: { start: 'kvm_arch_mmu_notifier_invalidate_range', file: 'arch/x86/kvm/x86.c' },
    readers: {
      begin: { function: 'vcpu_enter_guest', file: 'arch/x86/kvm/x86.c' },
      retry: { function: 'kvm_request_pending', file: 'arch/x86/kvm/x86.c' },
    },
  },
  functions: {
    ...kvm.functions,
    invalidate: 'kvm_arch_mmu_notifier_invalidate_range',
    store: 'kvm_vcpu_reload_apic_access_page',
    read: 'guest reads its APIC',
    write: 'guest writes its APIC',
    file: 'arch/x86/kvm/x86.c',
  },
}
