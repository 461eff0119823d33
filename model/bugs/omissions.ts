/** What the model leaves out, as far as a bug of the history cannot be seen for it, or a reader has to know. */
const all = {
  ranges: { what: 'several device-exclusive pages at once' },
  pins: {
    what: 'what a reference is for, but for those of drivers that pin',
    besides:
      'that fork copies a page which another pins for the child at once, and that clear_refs leaves pinned pages alone',
  },
  tlbs: {
    what: 'TLBs in all but the scenarios `tlb`, `zero-page` and `sva`: elsewhere an access looks at the PTE. Two zaps at once with a TLB (`mm_tlb_flush_nested()`), flushes put off for a batch of pages, page tables that are moved whole',
    besides: 'a flush that only one of these needs',
  },
  'tlb flushes': {
    what: 'how much one flush of a TLB covers, and what many cost',
    besides: 'the follow-ups of S14 (e7ad6c2a4b1a, d5afb4b47e13)',
  },
  'dma mappings': { what: 'device TLBs and DMA mappings of their own: a zap includes them' },
  lifetimes: { what: 'closing a device, mirrors that come and go' },
  bits: { what: 'young, uffd-wp' },
  mapcount: { what: 'the mapcount of device-exclusive pages, and who retries for it' },
  markers: {
    what: 'markers, hwpoison, userfaultfd',
    besides: 'in the hole path each looks like a lost race',
  },
  'huge pages': { what: 'huge pages' },
  accounting: { what: 'memcg charges' },
  mappings: { what: 'page->mapping as a value that is read and kept' },
  rmap: { what: 'page->mapping: which reverse map a page has never changes' },
  eviction: { what: 'the arrays of an eviction, and their failing allocation' },
  tables: { what: 'a consumer with several tables, one of which is on its way out' },
  registering: { what: 'an `hmm_mirror` that comes and goes' },
  drivers: { what: 'drivers other than those of [drivers/index.ts](drivers/index.ts)' },
  'zone device': { what: 'device-coherent and other zone-device pages' },
  'memory order': { what: 'weak memory order: steps are sequentially consistent' },
  areas: { what: 'areas that no fault can fill (VM_IO, VM_PFNMAP)' },
  locks: { what: "locks outside of the table above, memory reclaim under a driver's lock" },
  crashes: { what: 'crashes before any step, such as an uninitialised range' },
  elsewhere: { what: 'scans, other architectures, scheduling of queues' },
} as const

export type Omission = keyof typeof all

export interface LeftOut {
  readonly name: Omission
  readonly what: string
  /** What it hides besides bugs of the history. */
  readonly besides?: string
}

export const omissions: readonly LeftOut[] = (Object.keys(all) as Omission[]).map((name) => ({ name, ...all[name] }))
