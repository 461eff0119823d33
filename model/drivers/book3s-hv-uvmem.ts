/**
 * Secure guests on POWER: their pages are device-private pages, which the ultravisor keeps.
 *
 * Source:  arch/powerpc/kvm/book3s_hv_uvmem.c, read in 6.12.117.
 * Facts:   it migrates in (uv_page_in) and out (uv_page_out), both under kvm->arch.uvmem_lock, and has no mirror of the
 *          process: what the guest reaches is the ultravisor's table, by guest address.
 * Omits:   that table, so accesses of the guest; shared pages. It names no owner when it migrates in, which only other
 *          drivers could tell.
 */
import { contract } from './contract.ts'
import { type Driver, nothing } from './driver.ts'

export const uvmem: Driver = {
  ...contract,
  name: 'uvmem',
  summary: 'secure guests on POWER: migrates under one lock, mirrors nothing',
  since: '5.5',
  shownOn: '6.12',
  mirror: false,
  interval: 'none',
  reaction: () => nothing,
  serialises: 'migrations',
  maps: 'never',
  erasesBefore: 'nothing',
  mapsExclusive: 'never',
  functions: {
    ...contract.functions,
    migrate: 'kvmppc_h_svm_page_in',
    allocAndCopy: 'kvmppc_svm_page_in',
    update: 'kvmppc_svm_page_in',
    copyBack: '__kvmppc_svm_page_out',
    evict: 'kvmppc_uvmem_drop_pages',
    read: 'guest reads',
    write: 'guest writes',
    serialise: 'kvmppc_svm_page_out',
    file: 'arch/powerpc/kvm/book3s_hv_uvmem.c',
  },
}
